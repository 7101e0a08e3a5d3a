"""What the models of a definition refuse by themselves: unknown words, wrong forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.ledgers.samples import toilets
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.schema_errors import path_text

Spoil = Callable[[dict[str, Any]], Any]

FAULTS: dict[str, tuple[Spoil, str, str]] = {
    "word nobody knows": (
        lambda raw: raw.update(ofice="村镇办"),
        "t.yaml：ofice 不认识",
        "是不是“office”？",
    ),
    "word of a field": (
        lambda raw: raw["fields"][4].update(titel="x"),
        "t.yaml：fields[4]（cost）.titel 不认识",
        "是不是“title”？",
    ),
    "word of a step": (
        lambda raw: raw["lifecycle"]["transitions"][0].update(form=["x"]),
        "t.yaml：lifecycle.transitions[0]（start）.form 不认识",
        "是不是“from”？",
    ),
    "word of a life cycle": (
        lambda raw: raw["lifecycle"].update(inital="planned"),
        "t.yaml：lifecycle.inital 不认识",
        "是不是“initial”？",
    ),
    "word of a deadline": (
        lambda raw: raw["deadlines"][0].update(whil=["planned"]),
        "t.yaml：deadlines[0].whil 不认识",
        "是不是“while”？",
    ),
    "word of a rule": (
        lambda raw: raw["constraints"][0].update(chek="x"),
        "t.yaml：constraints[0].chek 不认识",
        "是不是“check”？",
    ),
    "word of a measure": (
        lambda raw: raw["measures"][0].update(wher="x"),
        "t.yaml：measures[0]（toilets_renovated）.wher 不认识",
        "是不是“where”？",
    ),
    "code with a capital": (
        lambda raw: raw.update(code="Toilets"),
        "t.yaml：code 的代码不合规矩",
        "用小写字母开头，只含小写字母、数字和下划线，不超过48个字符",
    ),
    "empty title": (lambda raw: raw.update(title=""), "t.yaml：title 是空的", "写上名称"),
    "long title": (lambda raw: raw.update(title="长" * 121), "t.yaml：title 太长", "不超过120个字"),
    "no fields": (lambda raw: raw.update(fields=[]), "t.yaml：fields 是空的", "至少写一项"),
    "too many fields": (
        lambda raw: raw.update(
            fields=[{"name": f"f{n}", "title": f"栏{n}", "type": "text"} for n in range(201)]
        ),
        "t.yaml：fields 太多",
        "一个台账最多200个栏目，请拆成两个台账",
    ),
    "no title": (lambda raw: raw.pop("title"), "t.yaml：title 没有写", "补上这一项"),
    "no truth value": (
        lambda raw: raw["fields"][0].update(required="maybe"),
        "t.yaml：fields[0]（household_no）.required 应是 true 或 false",
        "写 true 或 false，不加引号",
    ),
    "no span": (
        lambda raw: raw["deadlines"][0].update(warn="15"),
        "t.yaml：deadlines[0].warn 写法不对：15",
        "写成 15d（15个日历日）或 3wd（3个工作日）",
    ),
    "no level": (
        lambda raw: raw.update(level="hamlet"),
        "t.yaml：level 不能是“hamlet”",
        "可用的有",
    ),
}


@pytest.mark.parametrize(("spoil", "message", "hint"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_form_is_refused_with_its_path(spoil: Spoil, message: str, hint: str) -> None:
    raw = toilets()
    spoil(raw)
    with pytest.raises(UsageError) as refusal:
        read_definition(raw, "t.yaml")
    assert refusal.value.message == message
    assert hint in refusal.value.hint


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("title",), "title"),
        (("fields", 2, "type"), "fields[2]（id_number）.type"),
        (("measures", 0), "measures[0]（toilets_renovated）"),
        (("fields", 99, "type"), "fields[99].type"),
        (("lifecycle", "transitions", 1, "to"), "lifecycle.transitions[1]（finish）.to"),
        ((), ""),
    ],
)
def test_a_path_names_the_parts_of_a_list(path: tuple[str | int, ...], text: str) -> None:
    assert path_text(path, toilets()) == text
