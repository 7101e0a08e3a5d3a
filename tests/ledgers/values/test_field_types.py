"""Every type of field from end to end: defined, saved in a form, listed, filtered, exported, imported back
unchanged.

And names that could trip statements or pages: taken or refused with a remedy, never half working.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from psycopg import sql

from tests.ledgers.samples import EAST, ID_NUMBER, TOWN, toilets
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.deletion import delete_rows, undo_batch
from zhenyu.ledgers.actions.imports import import_rows
from zhenyu.ledgers.actions.rows import save_rows, transition_rows
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.ledgers.exporting.row_export import export_rows
from zhenyu.ledgers.importing.file_import import import_file
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.rows.typed_conditions import conditions
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.types import RowEdit, RowRef
from zhenyu.ledgers.values.shown_values import show_value
from zhenyu.ledgers.views.grid.shapes import row_json
from zhenyu.ledgers.views.record.fields import asked_fields, typed_values
from zhenyu.ledgers.writing import merge
from zhenyu.people.types import SYSTEM

CHOICES = {"choices": {"one": "甲", "two": "乙"}}
TYPES: dict[FieldType, tuple[dict[str, Any], Any, str, str]] = {
    # what the declaration needs besides · as a form sends it · as it is kept · a condition that finds it
    FieldType.TEXT: ({}, "村东 3号", "村东 3号", "村东"),
    FieldType.LONG_TEXT: ({}, "第一行\n第二行", "第一行\n第二行", "第二行"),
    FieldType.INTEGER: ({}, "12", "12", ">=12"),
    FieldType.DECIMAL: ({}, "1.50", "1.5", "1..2"),
    FieldType.MONEY: ({"unit": "元"}, "3.5万元", "35000", "35000"),
    FieldType.PERCENT: ({}, "93.5", "93.5", ">93"),
    FieldType.MU: ({}, "2公顷", "30", "30"),
    FieldType.LENGTH: ({}, "1.2千米", "1200", "<=1200"),
    FieldType.DATE: ({}, "2026.5.1", "2026-05-01", "2026-05"),
    FieldType.MONTH: ({}, "2026-05", "2026-05", "2026-05"),
    FieldType.BOOLEAN: ({}, "true", "是", "是"),
    FieldType.CHOICE: (CHOICES, "two", "乙", "乙"),
    FieldType.CHOICES: (CHOICES, ["one", "two"], "甲、乙", "=two"),
    FieldType.PERSON_NAME: ({}, "阿依古丽·买买提", "阿依古丽·买买提", "古丽"),
    FieldType.ID_NUMBER: ({}, ID_NUMBER, ID_NUMBER, f"={ID_NUMBER}"),
    FieldType.USCC: ({}, "91350100M000100Y43", "91350100M000100Y43", "91350100"),
    FieldType.PHONE: ({}, "13800138000", "13800138000", "138"),
    FieldType.BANK_ACCOUNT: ({}, "6222020200112233445", "6222020200112233445", "=6222020200112233445"),
    FieldType.AREA: ({}, "西柳村", "990101100202", "西柳"),
    FieldType.USER: ({}, "测试业务员", "测试业务员", "业务员"),
    FieldType.OFFICE: ({}, "村镇建设办", "村镇建设办", "建设"),
    FieldType.RECORD: ({"record": "toilets"}, "001", "", "001"),  # kept as the number of the row it names
    FieldType.ATTACHMENT: ({}, None, "", "空"),
    FieldType.POINT: ({}, "116.38,39.9", "116.38,39.9", "非空"),
}


def ledger_of(name: str, kind: FieldType, extra: dict[str, Any]) -> LedgerDefinition:
    raw = {
        "code": "walk",
        "title": "试验台账",
        "domain": "人居环境",
        "key": ["number"],
        "fields": [
            {"name": "number", "title": "编号", "type": "text"},
            {"name": name, "title": "内容", "type": kind.value, **extra},
        ],
    }
    return define_ledger(raw, by=SYSTEM)


def test_every_type_is_walked() -> None:
    assert set(TYPES) == set(FieldType)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: str(kind))
def test_a_value_of_every_type_goes_all_the_way(
    ledger: LedgerDefinition, kind: FieldType, tmp_path: Path
) -> None:
    extra, typed, shown, asked = TYPES[kind]
    save_rows("toilets", [RowEdit({"household_no": "001"}, area=EAST)], by=SYSTEM)
    definition = ledger_of("content", kind, extra)

    values = form_values(definition, typed)
    (row,) = save_rows("walk", [RowEdit(values, area=EAST)], by=SYSTEM).rows
    save_rows("walk", [RowEdit({"number": "空行"}, area=EAST)], by=SYSTEM)
    kept = registry.loaded_ledger("walk").model.objects.get(id=row.id).content
    assert kind is FieldType.RECORD or show_value(definition.by_name["content"], kept) == shown
    again = typed_values(definition, posted_back(definition, row), frozenset())
    assert again == {}  # a form sent back untouched is no edit
    cell = row_json(row, definition)["values"]["content"]
    (same,) = save_rows("walk", [RowEdit({"content": cell}, id=row.id, version=row.version)], by=SYSTEM).rows
    assert same.version == row.version  # nor is a grid's cell

    found = queries.page(SYSTEM, "walk", filters=tuple(conditions(definition, "content", asked, TOWN))).rows
    assert sorted(each.values["number"] for each in found) == (["1", "空行"] if typed is None else ["1"])
    if kind in (FieldType.CHOICES, FieldType.ATTACHMENT, FieldType.POINT):
        with pytest.raises(UsageError, match="没有先后"):
            queries.page(SYSTEM, "walk", sort="content")
    else:
        assert len(queries.page(SYSTEM, "walk", sort="content").rows) == 2

    path = tmp_path / "out.xlsx"
    export_rows(SYSTEM, "walk", path, area=TOWN, reveal_reason="核对")
    report = import_file("walk", path, area=TOWN, by=SYSTEM)
    assert (report.refused, report.changed, report.added, report.unchanged) == (0, 0, 0, 2), report.problems
    delete_rows("walk", [RowRef(row.id, row.version)], by=SYSTEM, why="试验")
    assert import_file("walk", path, area=TOWN, by=SYSTEM).added == 1
    (copy,) = [each for each in queries.page(SYSTEM, "walk").rows if each.values["number"] == "1"]
    assert registry.loaded_ledger("walk").model.objects.get(id=copy.id).content == kept


def form_values(definition: LedgerDefinition, typed: Any) -> dict[str, Any]:
    """What the record form makes of an input."""
    pairs = [("number", "1"), *([("content.asked", "1")] if isinstance(typed, list) else [])]
    pairs += [
        ("content", each) for each in (typed if isinstance(typed, list) else [typed]) if each is not None
    ]
    return typed_values(definition, QueryDict(urlencode(pairs)), frozenset())


def posted_back(definition: LedgerDefinition, row: Any) -> QueryDict:
    pairs = []
    for item in asked_fields(definition, row):
        name = item.field.name
        pairs.append((f"was.{name}", item.kept))
        if item.widget == "checks":
            pairs.append((f"{name}.asked", "1"))
        values = item.value if isinstance(item.value, list) else [item.value]
        pairs += [(name, str(value)) for value in values]
    return QueryDict(urlencode(pairs))


# --- names ----------------------------------------------------------------------------------------

SQL_WORDS = "select order user group table column row rows index check default limit offset values end all any array case cast"
ALIASES = sorted(
    {
        name
        for path in Path(merge.__file__).parents[1].joinpath("sql", "statements").glob("*.sql")
        for name in re.findall(r"\b[a-z][a-z_0-9]*\b", re.sub(r"--.*", "", path.read_text("utf-8")))
    }
)
PYTHON_WORDS = "class def objects pk save delete clean self meta id_value name values items format"
PAGE_WORDS = "why csrfmiddlewaretoken next q sort after before page f period step refs"
NASTY = sorted({*SQL_WORDS.split(), *ALIASES, *PYTHON_WORDS.split(), *PAGE_WORDS.split()})


def test_a_field_of_any_name_works_or_is_refused_with_a_remedy(ledger: LedgerDefinition) -> None:
    accepted = [name for name in NASTY if taken(name)]
    assert len(accepted) > 60
    fields = [{"name": name, "title": f"栏目{name}", "type": "decimal"} for name in accepted]
    raw = toilets(code="nasty", key=["household_no", "order"], fields=toilets()["fields"] + fields)
    raw["constraints"] = [
        {"check": f"{quoted(name)} >= 0", "message": f"{name}不能为负"} for name in accepted[:30]
    ]
    raw["constraints"].append({"balance": "select", "by": ["group"], "min": 0, "message": "不够"})
    raw["measures"] = []
    define_ledger(raw, by=SYSTEM)
    edits = [RowEdit({"household_no": "1", **dict.fromkeys(accepted, "1")}, area=EAST)]
    (row,) = save_rows("nasty", edits, by=SYSTEM).rows
    (row,) = save_rows(
        "nasty", [RowEdit(dict.fromkeys(accepted, "2"), id=row.id, version=row.version)], by=SYSTEM
    ).rows
    (row,) = transition_rows("nasty", [RowRef(row.id, row.version)], "start", by=SYSTEM).rows
    assert {row.values[name] for name in accepted} == {Decimal(2)}
    imported = [{"household_no": "1", "area": str(EAST), **dict.fromkeys(accepted, 2), accepted[0]: 3}]
    report = import_rows("nasty", imported, area=TOWN, by=SYSTEM)
    assert (report.changed, report.refused) == (1, 0), report.problems
    assert report.batch is not None
    undo_batch(report.batch, by=SYSTEM)
    assert queries.history(SYSTEM, "nasty", row.id)
    for name in accepted:
        filters = tuple(conditions(registry.ledger("nasty"), name, "2", TOWN))
        assert len(queries.page(SYSTEM, "nasty", filters=filters, sort=f"-{name}").rows) == 1, name


def taken(name: str) -> bool:
    """Whether a definition may have a field of that name; a refusal says what to write instead, and that
    works."""
    raw = toilets(fields=[{"name": name, "title": "甲", "type": "text"}])
    raw |= {"key": [], "lifecycle": None, "deadlines": [], "constraints": [], "measures": []}
    try:
        read_definition(raw)
    except UsageError as refusal:
        remedy = re.search(r"如 (\w+)", refusal.hint)
        assert remedy, name
        raw["fields"][0]["name"] = remedy[1]
        read_definition(raw)
        return False
    return True


def quoted(name: str) -> str:
    return sql.Identifier(name).as_string(None)
