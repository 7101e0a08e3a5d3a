"""A definition is read whole or refused with file, path and remedy."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from tests.ledgers.samples import toilets
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import DayLimit, FieldType


def test_the_example_of_the_reference_reads(pytestconfig: pytest.Config) -> None:
    page = (pytestconfig.rootpath / "docs/reference/ledger-definition.md").read_text(encoding="utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    definition = read_definition(yaml.safe_load(example))
    assert definition.table == "ledger_street_lamp"
    assert [deadline.warn for deadline in definition.deadlines] == [
        DayLimit(days=15),
        DayLimit(days=1, working=True),
    ]
    assert definition.measures[0].on == "lit_on"  # YAML 1.1 reads the bare word on as a truth value


def test_a_definition_survives_storage() -> None:
    definition = read_definition(toilets())
    stored = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert read_definition(stored) == definition


@pytest.mark.parametrize("kind", list(FieldType))
def test_every_field_type_reads(kind: FieldType) -> None:
    field: dict[str, Any] = {"name": "it", "title": "它", "type": kind.value}
    if kind in (FieldType.CHOICE, FieldType.CHOICES):
        field["choices"] = {"a": "甲"}
    if kind is FieldType.RECORD:
        field["record"] = "other"
    assert (
        read_definition({"code": "x", "title": "台账", "domain": "域", "fields": [field]}).fields[0].type
        is kind
    )


def test_citizen_numbers_are_sensitive_even_when_the_definition_forgets() -> None:
    definition = read_definition(toilets())
    assert definition.by_name["id_number"].effective_privacy == "sensitive"


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "unknown type": (
        lambda raw: raw["fields"][4].update(type="mony"),
        r"fields\[4\]（cost）.type 不能是“mony”.*money",
    ),
    "misspelt word": (
        lambda raw: raw["fields"][4].update(titel="x"),
        r"fields\[4\]（cost）.titel 不认识.*title",
    ),
    "missing title": (lambda raw: raw["fields"][4].pop("title"), r"fields\[4\]（cost）.title 没有写.*补上"),
    "name of a system column": (lambda raw: raw["fields"][8].update(name="version"), "系统自带.*换一个"),
    "bad warning": (lambda raw: raw["deadlines"][0].update(warn="soon"), r"deadlines\[0\].warn.*15d"),
    "deadline without a day": (lambda raw: raw["deadlines"][0].pop("due"), "要写 due 或 from"),
    "deadline on a text": (lambda raw: raw["deadlines"][0].update(due="head"), "不是日期类型"),
    "unknown role": (
        lambda raw: raw["lifecycle"]["transitions"][2].update(role="boss"),
        "没有“boss”这个角色.*town_clerk",
    ),
    "nobody known": (
        lambda raw: raw["lifecycle"]["transitions"][2].update(not_by="boxer"),
        "看不出“boxer”指谁",
    ),
    "state that is not there": (
        lambda raw: raw["lifecycle"].update(initial="planed"),
        "没有的状态“planed”.*planned",
    ),
    "key that is not there": (
        lambda raw: raw.update(key=["household"]),
        "没有的栏目“household”.*household_no",
    ),
    "check on no field": (
        lambda raw: raw["constraints"][0].update(check="cst >= 0"),
        "没有的栏目“cst”.*cost",
    ),
    "SQL smuggled in": (
        lambda raw: raw["constraints"][0].update(check="pg_sleep(9) is null"),
        "不能用函数“pg_sleep”",
    ),
    "a subquery": (lambda raw: raw["constraints"][0].update(check="cost >= (select 1)"), "不能用"),
    "two statements": (lambda raw: raw["constraints"][0].update(check="cost >= 0; drop table x"), "不能用"),
    "unit of another kind": (lambda raw: raw["fields"][4].update(unit="亩"), "money 类型不能用单位“亩”"),
    "choices without any": (lambda raw: raw["fields"][3].pop("choices"), "要列出选项"),
    "a truth value as choice": (lambda raw: raw["fields"][3].update(choices={True: "是"}), "加上引号"),
}


@pytest.mark.parametrize(("spoil", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_names_file_path_and_remedy(spoil: Callable[[dict[str, Any]], Any], told: str) -> None:
    raw = toilets()
    spoil(raw)
    with pytest.raises(UsageError, match=told) as refusal:
        read_definition(raw, source="township/toilets.yaml")
    assert "township/toilets.yaml" in refusal.value.message
    assert refusal.value.hint
