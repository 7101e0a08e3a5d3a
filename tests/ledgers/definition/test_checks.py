"""Faults that only the whole definition shows: each with its path, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.ledgers.samples import toilets
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import RESERVED_CODES, RESERVED_NAMES, read_definition


def refusal_of(spoil: Callable[[dict[str, Any]], Any]) -> UsageError:
    raw = toilets()
    spoil(raw)
    with pytest.raises(UsageError) as refusal:
        read_definition(raw, "t.yaml")
    return refusal.value


def steps(raw: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = raw["lifecycle"]["transitions"]
    return found


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], Any], str, str]] = {
    "code of a page": (
        lambda raw: raw.update(code="overlap"),
        "t.yaml：code 不能是“overlap”，系统页面用了这个地址",
        "换一个代码",
    ),
    "two names": (
        lambda raw: raw["fields"].append({"name": "cost", "title": "费用", "type": "money"}),
        "t.yaml：fields 有2个栏目的 name 都是“cost”",
        "每个栏目的代码和名称都要不同，也不能与停用栏目的代码相同",
    ),
    "two titles": (
        lambda raw: raw["fields"].append({"name": "price", "title": "造价", "type": "money"}),
        "t.yaml：fields 有2个栏目的 title 都是“造价”",
        "每个栏目的代码和名称都要不同，也不能与停用栏目的代码相同",
    ),
    "name of a retired field": (
        lambda raw: raw.update(retired=[{"name": "cost", "title": "旧造价", "type": "money"}]),
        "t.yaml：fields 有2个栏目的 name 都是“cost”",
        "每个栏目的代码和名称都要不同，也不能与停用栏目的代码相同",
    ),
    "double underscore": (
        lambda raw: raw["fields"][8].update(name="a__b"),
        "t.yaml：fields[8]（a__b）.name 是系统自带的名称，或有连续、结尾的下划线",
        "换一个代码，如 a_b_value",
    ),
    "former name of another": (
        lambda raw: (
            raw["fields"][4].update(formerly=["price"]),
            raw["fields"].append({"name": "price", "title": "单价", "type": "money"}),
        ),
        "t.yaml：fields[9]（price）.name “price”是栏目“造价”以前的代码，旧记录会混淆",
        "换一个代码",
    ),
    "separator in a choice": (
        lambda raw: raw["fields"][3].update(choices={"a": "甲、乙"}),
        "t.yaml：fields[3]（kind）.choices 选项“甲、乙”里有分隔符",
        "选项名称里不要用顿号、逗号和分号，导入时要靠它们分开多个选项",
    ),
    "two choices of a title": (
        lambda raw: raw["fields"][3].update(choices={"a": "甲", "b": "甲"}),
        "t.yaml：fields[3]（kind）.choices 有两个选项都叫“甲”",
        "合并或改名",
    ),
    "choices of a text": (
        lambda raw: raw["fields"][8].update(choices={"a": "甲"}),
        "t.yaml：fields[8]（remark）.choices 与类型不符",
        "choice 和 choices 类型要列出选项（代码: 名称），其他类型不要写",
    ),
    "order of a long text": (
        lambda raw: raw["fields"][8].update(sort=True),
        "t.yaml：fields[8]（remark）.sort long_text 类型不能设为常用排序",
        "去掉 sort",
    ),
    "record without a ledger": (
        lambda raw: raw["fields"].append({"name": "house", "title": "房屋", "type": "record"}),
        "t.yaml：fields[9]（house）.record 与类型不符",
        "record 类型要写它指向的台账代码，其他类型不要写",
    ),
    "unit of a text": (
        lambda raw: raw["fields"][8].update(unit="元"),
        "t.yaml：fields[8]（remark）.unit long_text 类型没有单位",
        "去掉 unit，或把类型改成数值",
    ),
    "unit of another kind": (
        lambda raw: raw["fields"][4].update(unit="公里"),
        "t.yaml：fields[4]（cost）.unit money 类型不能用单位“公里”",
        "换成同类单位，或改用 decimal 类型",
    ),
    "key of yes and no": (
        lambda raw: raw.update(key=["subsidised"]),
        "t.yaml：key[0] boolean 类型的“已补贴”不能作主键",
        "用编号、姓名、日期一类的栏目",
    ),
    "key nobody declared": (
        lambda raw: raw.update(key=["xyz"]),
        "t.yaml：key[0] 用了没有的栏目“xyz”",
        "已有的栏目：household_no、head、id_number、kind、cost、due_on、finished_on、subsidised、remark",
    ),
    "two steps of a name": (
        lambda raw: steps(raw)[1].update(name="start"),
        "t.yaml：lifecycle.transitions 有两个步骤都叫“start”",
        "步骤代码要各不相同",
    ),
    "step from nowhere": (
        lambda raw: steps(raw)[0].update({"from": ["plan"]}),
        "t.yaml：lifecycle.transitions[0]（start）.from 用了没有的状态“plan”",
        "是不是“planned”？",
    ),
    "step to nowhere": (
        lambda raw: steps(raw)[0].update(to="zzz"),
        "t.yaml：lifecycle.transitions[0]（start）.to 用了没有的状态“zzz”",
        "先在 lifecycle.states 里列出这个状态",
    ),
    "step that requires nothing known": (
        lambda raw: steps(raw)[0].update(requires=["cosst"]),
        "t.yaml：lifecycle.transitions[0]（start）.requires 用了没有的栏目“cosst”",
        "是不是“cost”？",
    ),
    "not by a number": (
        lambda raw: steps(raw)[2].update(not_by="cost"),
        "t.yaml：lifecycle.transitions[2]（accept）.not_by “造价”不是记人的栏目",
        "用 user 或 person_name 类型的栏目",
    ),
    "deadline in no state": (
        lambda raw: raw["deadlines"][0].update({"while": ["zzz"]}),
        "t.yaml：deadlines[0].while 用了没有的状态“zzz”",
        "先在 lifecycle.states 里列出这个状态",
    ),
    "deadline with two days": (
        lambda raw: raw["deadlines"][0].update({"from": "due_on"}),
        "t.yaml：deadlines[0] 要写 due 或 from 其中一个",
        "due: 到期日栏目；或 from: 起算日栏目 加 limit: 5wd",
    ),
    "start without a limit": (
        lambda raw: raw.update(deadlines=[{"while": ["planned"], "from": "due_on"}]),
        "t.yaml：deadlines[0] 写了 from，还要写期限",
        "写 limit: 5wd；或 by: 选项栏目 加 limits: {选项: 1wd}",
    ),
    "due with a limit": (
        lambda raw: raw["deadlines"][0].update(limit="5wd"),
        "t.yaml：deadlines[0] 写了 due，又写了期限",
        "到期日已在栏目里的，不再写 limit、by、limits",
    ),
    "limits by a text": (
        lambda raw: raw.update(
            deadlines=[
                {"while": ["planned"], "from": "due_on", "by": "remark", "limits": {"a": "1wd"}},
            ]
        ),
        "t.yaml：deadlines[0].by 栏目“备注”不是单选类型",
        "换一个单选类型的栏目",
    ),
    "limit of no choice": (
        lambda raw: raw.update(
            deadlines=[{"while": ["planned"], "from": "due_on", "by": "kind", "limits": {"wet": "1wd"}}]
        ),
        "t.yaml：deadlines[0].limits “改厕类型”没有“wet”这个选项",
        "可用的有：flush、three_tank",
    ),
    "by without limits": (
        lambda raw: raw.update(deadlines=[{"while": ["planned"], "from": "due_on", "by": "kind"}]),
        "t.yaml：deadlines[0] by 和 limits 要一起写",
        "by: 紧急程度，limits: {突发的代码: 1wd, 一般的代码: 7wd}",
    ),
    "escalation to nobody": (
        lambda raw: raw["deadlines"][0].update(escalate=[{"after": "3wd", "to": "mayor"}]),
        "t.yaml：deadlines[0].escalate[0].to 没有“mayor”这个角色",
        "可用的有：leader、office_head、town_clerk、village_recorder、grid_worker、inspector、county_reader",
    ),
    "rule of nothing": (
        lambda raw: raw["constraints"].append({"message": "不行"}),
        "t.yaml：constraints[1] 要写 check 或 balance 其中一个",
        'check: "cost >= 0"；或 balance: 分值栏目',
    ),
    "rule without a message": (
        lambda raw: raw["constraints"].append({"check": "cost < 9"}),
        "t.yaml：constraints[1].message 没有写",
        "写一句话告诉填表人哪里不对，如：造价不能为负",
    ),
    "balance of a text": (
        lambda raw: raw["constraints"].append({"balance": "remark"}),
        "t.yaml：constraints[1].balance 栏目“备注”不是数值类型",
        "换一个数值类型的栏目",
    ),
    "measure on a text": (
        lambda raw: raw["measures"][0].update(on="remark"),
        "t.yaml：measures[0].on 栏目“备注”不是日期或月份类型",
        "换一个日期或月份类型的栏目",
    ),
    "measure until nothing": (
        lambda raw: raw["measures"][0].update(until="finished"),
        "t.yaml：measures[0].until 用了没有的栏目“finished”",
        "是不是“finished_on”？",
    ),
}


@pytest.mark.parametrize(("spoil", "message", "hint"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_whole_is_refused(
    spoil: Callable[[dict[str, Any]], Any], message: str, hint: str
) -> None:
    refusal = refusal_of(spoil)
    assert (refusal.message, refusal.hint) == (message, hint)


@pytest.mark.parametrize("name", sorted(RESERVED_NAMES))
def test_no_field_takes_a_name_the_system_uses(name: str) -> None:
    refusal = refusal_of(lambda raw: raw["fields"][8].update(name=name))
    assert "是系统自带的名称" in refusal.message


@pytest.mark.parametrize("code", sorted(RESERVED_CODES))
def test_no_ledger_hides_a_page(code: str) -> None:
    assert "系统页面用了这个地址" in refusal_of(lambda raw: raw.update(code=code)).message


def test_what_is_no_mapping_is_refused() -> None:
    raw: Any = [1, 2]
    with pytest.raises(UsageError) as refusal:
        read_definition(raw, "t.yaml")
    assert refusal.value.message == "t.yaml：台账定义应是“名称: 值”的对照，现在不是"


def test_the_bare_word_on_is_read_though_yaml_makes_it_true() -> None:
    raw = toilets()
    raw["measures"] = [{"indicator": "done", "value": "count()", True: "finished_on"}]
    assert read_definition(raw).measures[0].on == "finished_on"
