"""A ledger goes to the field as an XLSForm and comes back; what the form cannot say is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.ledgers.definition.xlsform import QUESTIONS, export_xlsform
from zhenyu.ledgers.definition.xlsform_import import FormImport, import_xlsform

EXTRA: dict[FieldType, dict[str, Any]] = {
    FieldType.CHOICE: {"choices": {"a": "甲", "b": "乙"}},
    FieldType.CHOICES: {"choices": {"c": "丙", "d": "丁"}},
    FieldType.RECORD: {"record": "households"},
    FieldType.MONEY: {"unit": "万元", "help": "含税"},
    FieldType.ID_NUMBER: {"privacy": "sensitive", "element": "resident_id"},
    FieldType.PHONE: {"privacy": "personal", "synonyms": ["手机"]},
}


def every_type() -> dict[str, Any]:
    fields = [
        {"name": f"f_{kind}", "title": f"栏目{kind}", "type": str(kind), **EXTRA.get(kind, {})}
        for kind in FieldType
    ]
    fields[0]["required"] = True
    return {
        "code": "every_type",
        "title": "各种栏目",
        "domain": "民生保障",
        "office": "公共服务办",
        "level": "village",
        "key": ["f_integer"],
        "fields": fields,
        "lifecycle": {"initial": "open", "states": {"open": "待办", "done": "已办"}, "transitions": []},
        "constraints": [{"check": "f_money >= 0", "message": "不能为负"}],
    }


def form(
    path: Path, survey: list[list[Any]], choices: list[list[Any]] = (), settings: list[list[Any]] = ()
) -> FormImport:  # type: ignore[assignment]
    book = openpyxl.Workbook()
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return import_xlsform(path)


def cells(path: Path, sheet: str) -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    return [dict(zip([str(name) for name in rows[0]], row, strict=True)) for row in rows[1:]]


def test_every_field_type_has_its_question() -> None:
    assert set(QUESTIONS) == set(FieldType)


def test_every_field_comes_back_as_it_was(tmp_path: Path) -> None:
    definition = read_definition(every_type())
    export_xlsform(definition, tmp_path / "表单.xlsx")
    back = read_definition(import_xlsform(tmp_path / "表单.xlsx").definition)
    assert back.fields == definition.fields
    assert (back.code, back.title, back.domain, back.office, back.level, back.key) == (
        definition.code,
        definition.title,
        definition.domain,
        definition.office,
        definition.level,
        definition.key,
    )


def test_what_the_form_cannot_say_is_told(tmp_path: Path) -> None:
    notes = export_xlsform(read_definition(every_type()), tmp_path / "表单.xlsx")
    assert any("“栏目record”指向另一本台账" in note for note in notes)
    assert any("没有状态和流转" in note for note in notes)
    assert any("校验规则" in note for note in notes)
    assert any("不问属于哪个村" in note for note in notes)


def test_the_village_is_asked_first_and_is_no_field_when_it_comes_back(tmp_path: Path) -> None:
    definition = read_definition(every_type())
    export_xlsform(definition, tmp_path / "表单.xlsx", {"990101100201": "东岭村", "990101100202": "西河村"})
    first = cells(tmp_path / "表单.xlsx", "survey")[0]
    assert (first["type"], first["label"], first["required"]) == ("select_one areas", "所在区划", "yes")
    assert read_definition(import_xlsform(tmp_path / "表单.xlsx").definition).fields == definition.fields


def test_a_key_is_asked_as_required(tmp_path: Path) -> None:
    export_xlsform(read_definition(every_type()), tmp_path / "表单.xlsx")
    required = {row["name"] for row in cells(tmp_path / "表单.xlsx", "survey") if row["required"] == "yes"}
    assert required == {"f_text", "f_integer"}


def test_a_title_that_begins_with_an_equals_sign_is_no_formula(tmp_path: Path) -> None:
    raw = {
        "code": "trap",
        "title": "试",
        "domain": "试",
        "fields": [{"name": "a", "title": "=1+1", "type": "text"}],
    }
    export_xlsform(read_definition(raw), tmp_path / "表单.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "表单.xlsx")["survey"]["C2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_what_people_change_in_the_form_wins(tmp_path: Path) -> None:
    export_xlsform(read_definition(every_type()), tmp_path / "表单.xlsx")
    book = openpyxl.load_workbook(tmp_path / "表单.xlsx")
    for row in book["survey"].iter_rows(min_row=2):
        if row[1].value == "f_money":
            row[2].value, row[0].value = "造价说明", "text"
    book.save(tmp_path / "表单.xlsx")
    changed = read_definition(import_xlsform(tmp_path / "表单.xlsx").definition).by_name["f_money"]
    assert (changed.title, changed.type, changed.unit) == ("造价说明", FieldType.TEXT, None)


def test_a_strangers_form_becomes_a_ledger(tmp_path: Path) -> None:
    survey = [
        ["type", "name", "label::中文", "required", "appearance", "hint"],
        ["start", "start", None, None, None, None],
        ["text", "HouseholdHead", "户主", "true()", None, "按户口簿"],
        ["begin group", "house", "房屋", None, None, None],
        ["select_one kinds", "kind", "结构", "yes", None, None],
        ["select_multiple kinds or_other", "kinds", "还有", None, None, None],
        ["select_one yn", "safe", "是否安全", None, None, None],
        ["end group", None, None, None, None, None],
        ["date", "built", "建成年月", None, "month-year", None],
        ["geoshape", "shape", "边界", None, None, None],
        ["image", "id", "照片", None, None, None],
        ["begin_repeat", "members", "成员", None, None, None],
        ["text", "member", "成员姓名", None, None, None],
        ["end_repeat", None, None, None, None, None],
    ]
    choices = [
        ["list_name", "name", "label"],
        ["kinds", 1, "砖混"],
        ["kinds", 2, "土木、石"],
        ["yn", "y", "是"],
        ["yn", "n", "否"],
    ]
    found = form(
        tmp_path / "房屋.xlsx", survey, choices, [["form_title", "form_id"], ["房屋安全排查", "House-Safety"]]
    )
    definition = read_definition(found.definition)
    assert (definition.code, definition.title) == ("house_safety", "房屋安全排查")
    assert [(f.name, f.title, str(f.type)) for f in definition.fields] == [
        ("household_head", "户主", "text"),
        ("kind", "房屋/结构", "choice"),
        ("kinds", "房屋/还有", "choices"),
        ("safe", "房屋/是否安全", "boolean"),
        ("built", "建成年月", "month"),
        ("id_2", "照片", "attachment"),
    ]
    assert definition.by_name["kind"].choices == {"1": "砖混", "2": "土木/石"}
    assert definition.by_name["household_head"].required
    assert definition.by_name["household_head"].help == "按户口簿"
    for told in ("重复组“成员”", "“边界”（geoshape）", "“start”（start）", "“其他”只作一个选项"):
        assert any(told in note for note in found.notes), told


def test_a_workbook_that_is_no_form_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book["Sheet"].append(["姓名"])
    book.save(tmp_path / "名册.xlsx")
    with pytest.raises(UsageError, match="survey"):
        import_xlsform(tmp_path / "名册.xlsx")


def test_a_form_that_asks_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有台账能存的问题"):
        form(tmp_path / "空.xlsx", [["type", "name", "label"], ["note", "n", "您好"]])
