"""Columns of days and months, in whatever forms clerks mix: 2023.5.1, 2023年5月, serial numbers. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.ledgers.inferring.columns import ColumnProposal, Fit, SourceColumn, fit, probe
from zhenyu.workbooks.cells import text_of

_BARE: Final = re.compile(r"\d+(\.\d+)?")
_SURE: Final = 0.8
_LIKELY: Final = 0.5
_FORMS: Final = (
    ("年月日", re.compile(r"\d{4}年\d{1,2}月\d{1,2}日?")),
    ("只有年月", re.compile(r"\d{4}年\d{1,2}月?|\d{4}[.\-/]\d{1,2}|(19|20)\d{4}")),
    ("点分", re.compile(r"\d{4}\.\d{1,2}\.\d{1,2}")),
    ("横线或斜线分", re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}.*")),
    ("八位数字", re.compile(r"\d{8}")),
    ("Excel 序列号", re.compile(r"\d{5}(\.\d+)?")),
)


def day_proposal(column: SourceColumn) -> ColumnProposal | None:
    """``date`` or ``month``; days win unless most cells name only a month. None when the cells are
    neither."""
    hinted = column.hinted_type in (FieldType.DATE, FieldType.MONTH)
    if not column.cells:
        return (
            ColumnProposal(column.hinted_type, f"按表头“{column.title}”；整列空白")
            if hinted and column.hinted_type
            else None
        )
    if not hinted and all(_BARE.fullmatch(text_of(cell)) for _, cell in column.cells):
        return None  # 45047 or 2023.5 under a heading that speaks of no time is a number
    days = fit(column, probe(FieldType.DATE, column.title))
    months = fit(column, probe(FieldType.MONTH, column.title))
    needed = _LIKELY if hinted else _SURE
    month_only = [row for row, cell in column.cells if _form(cell) == "只有年月"]
    if len(month_only) > 0.5 * len(column.cells) and months.share >= needed:
        return _proposed(column, FieldType.MONTH, months)
    if days.share >= needed or (month_only and days.good and months.share >= needed):
        return _proposed(column, FieldType.DATE, days)
    if column.hinted_type is FieldType.MONTH and months.share >= needed:
        return _proposed(column, FieldType.MONTH, months)
    return None


def _proposed(column: SourceColumn, kind: FieldType, reading: Fit) -> ColumnProposal:
    forms = sorted({_form(cell) for _, cell in column.cells} - {""})
    word = "日期" if kind is FieldType.DATE else "年月"
    reason = f"{reading.good}格读得成{word}" + (
        f"，有{len(forms)}种写法（{'、'.join(forms)}）" if len(forms) > 1 else ""
    )
    questions = []
    if any(_has_time(cell) for _, cell in column.cells):
        questions.append(f"“{column.title}”写到了几时几分，作日期会丢掉时刻；要留时刻请把类型改成 text")
    if kind is FieldType.DATE and any(_form(cell) == "只有年月" for _, cell in column.cells):
        questions.append(
            f"“{column.title}”有些格只写到年月，能补上是哪一日吗？如果都只要到月，请把类型改成 month"
        )
    if kind is FieldType.MONTH and any(_form(cell) not in ("", "只有年月") for _, cell in column.cells):
        questions.append(f"“{column.title}”有些格写到了日，作年月会丢掉日；要不要改成 date？")
    return ColumnProposal(kind, reason, questions=tuple(questions), unfit=reading.unfit_cells(column.title))


def _has_time(cell: Any) -> bool:
    if isinstance(cell, datetime):
        return (cell.hour, cell.minute) != (0, 0)
    return isinstance(cell, str) and bool(re.search(r"\d:\d\d", text_of(cell)))


def _form(cell: Any) -> str:
    if not isinstance(cell, str | int | float):
        return "日期格"
    text = text_of(cell).replace(" ", "")
    return next((name for name, form in _FORMS if form.fullmatch(text)), "")
