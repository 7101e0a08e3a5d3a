"""Columns of numbers: their unit from the heading, the cells or the line above the table, their type from the
unit. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from zhenyu.core.values.quantities import unit_of
from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.ledgers.inferring.columns import ColumnProposal, Fit, SourceColumn, fit, probe
from zhenyu.ledgers.values.amounts import read_decimal
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.header_text import unit_or_none

_FAMILY_TYPES: Final[Mapping[str, FieldType]] = {
    "money": FieldType.MONEY,
    "money_usd": FieldType.MONEY,
    "area": FieldType.MU,
    "length": FieldType.LENGTH,
}
_HINTED: Final = frozenset(
    {FieldType.MONEY, FieldType.MU, FieldType.LENGTH, FieldType.PERCENT, FieldType.DECIMAL, FieldType.INTEGER}
)
_ASKED_UNIT: Final[Mapping[FieldType, tuple[str, str]]] = {
    FieldType.MONEY: ("元", "万元"),
    FieldType.MU: ("亩", "平方米"),
    FieldType.LENGTH: ("米", "公里"),
}
_SUFFIX: Final = re.compile(r"[¥￥]?[+-]?[\d,，]*\.?\d+\s*([^\d\s.,，()（）]{1,5})")
_CODE: Final = re.compile(r"0\d+|\d{9,}")
_SURE: Final = 0.8
_LIKELY: Final = 0.6


def amount_proposal(column: SourceColumn) -> ColumnProposal | None:
    """A number with its unit and type; None when the cells are no numbers or are codes (leading zeros, nine
    digits and more)."""
    hinted = column.hinted_type in _HINTED
    if not column.cells:
        return _by_heading(column) if hinted else None
    if column.hinted_type in (FieldType.TEXT, FieldType.LONG_TEXT) or (_are_codes(column) and not hinted):
        return None
    unit, source = _unit(column)
    kind = _kind(column, unit)
    if kind is FieldType.PERCENT:
        unit = None if unit in (None, "%") else unit
    reading = fit(column, probe(kind, column.title, unit))
    if (
        kind is FieldType.INTEGER
        and reading.share < 1
        and fit(column, probe(FieldType.DECIMAL, column.title, unit)).share > reading.share
    ):
        kind = FieldType.DECIMAL
        reading = fit(column, probe(kind, column.title, unit))
    if reading.share < (_LIKELY if hinted else _SURE):
        return None
    return _proposed(column, kind, unit, source, reading)


def _proposed(
    column: SourceColumn, kind: FieldType, unit: str | None, source: str, reading: Fit
) -> ColumnProposal:
    questions: list[str] = []
    if unit is None and kind in _ASKED_UNIT:
        natural, other = _ASKED_UNIT[kind]
        questions.append(f"“{column.title}”没有写单位，暂按{natural}；是不是{other}？")
    if kind is FieldType.PERCENT and _are_fractions(column):
        questions.append(
            f"“{column.title}”都不大于1，像是小数形式的百分比；0.35 是 35% 还是 0.35%？本栏按百分数存，导入前请统一"
        )
    if column.sheet_unit and kind is FieldType.MONEY and source == "表上方":
        questions.append(f"“{column.title}”按表上方写的“单位：{unit}”，对吗？")
    where = {
        "表头": f"单位{unit}在表头",
        "单元格": f"单位{unit}写在格子里",
        "表上方": f"单位{unit}写在表的上方",
    }.get(source, "")
    word = "整数" if kind is FieldType.INTEGER else "数字"
    reason = f"{reading.good}格是{word}" + (f"，{where}" if where and unit else "")
    if source == "单元格" and len(_suffixes(column)) > 1:
        reason += f"；格子里有几种单位（{'、'.join(sorted(_suffixes(column)))}），一律换算"
    return ColumnProposal(
        kind, reason, unit=unit, questions=tuple(questions), unfit=reading.unfit_cells(column.title)
    )


def _by_heading(column: SourceColumn) -> ColumnProposal:
    unit, _ = _unit(column)
    kind = _kind(column, unit)
    return ColumnProposal(
        kind, f"按表头“{column.title}”；整列空白", unit=None if kind is FieldType.PERCENT else unit
    )


def _unit(column: SourceColumn) -> tuple[str | None, str]:
    """The kept unit and where it was reading: 表头, 单元格, 表上方, or 词义 for one that goes with the
    heading's word."""
    if column.unit:
        return column.unit, "表头"
    suffixes = _suffixes(column)
    if suffixes and sum(suffixes.values()) >= 0.3 * len(column.cells):
        families = Counter(unit_of(unit).family for unit in suffixes.elements())
        family = families.most_common(1)[0][0]
        return next(unit for unit, _ in suffixes.most_common() if unit_of(unit).family == family), "单元格"
    if column.sheet_unit and column.hinted_type and _type_of(column.sheet_unit) is column.hinted_type:
        return column.sheet_unit, "表上方"
    return column.hint.unit, "词义" if column.hint.unit else ""


def _suffixes(column: SourceColumn) -> Counter[str]:
    """Units written behind the numbers of text cells: 3.5万元, 2亩."""
    units: Counter[str] = Counter()
    for _, cell in column.cells:
        match = _SUFFIX.fullmatch(text_of(cell)) if isinstance(cell, str) else None
        if match and (unit := unit_or_none(match[1])):
            units[unit] += 1
    return units


def _kind(column: SourceColumn, unit: str | None) -> FieldType:
    if unit is not None:
        by_unit = _type_of(unit)
        if by_unit:
            return by_unit
        return FieldType.INTEGER if _all_whole(column, unit) else FieldType.DECIMAL
    if column.hinted_type in _HINTED and column.hinted_type is not FieldType.DECIMAL:
        return column.hinted_type or FieldType.DECIMAL
    return FieldType.INTEGER if _all_whole(column, None) else FieldType.DECIMAL


def _type_of(unit: str) -> FieldType | None:
    return FieldType.PERCENT if unit == "%" else _FAMILY_TYPES.get(unit_of(unit).family)


def _all_whole(column: SourceColumn, unit: str | None) -> bool:
    values = _values(column, unit)
    return all(value == value.to_integral_value() for value in values)


def _values(column: SourceColumn, unit: str | None) -> list[Decimal]:
    read = [read_decimal(cell, unit) for _, cell in column.cells]
    return [value for value in read if not isinstance(value, CellProblem)]


def _are_fractions(column: SourceColumn) -> bool:
    values = [Decimal(f"{cell:.15g}") for _, cell in column.cells if _is_number(cell)]
    return (
        len(values) >= 2 and all(0 <= value <= 1 for value in values) and any(value % 1 for value in values)
    )


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _are_codes(column: SourceColumn) -> bool:
    """Whether digits name rather than count: a leading zero, or nine digits and more of one length."""
    texts = [text for text in column.texts if text.isdigit()]
    coded = [text for text in texts if _CODE.fullmatch(text)]
    return bool(texts) and len(coded) >= 0.5 * len(texts) and len({len(text) for text in coded}) <= 2
