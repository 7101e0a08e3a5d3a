"""Columns of numbers that identify: citizen numbers, credit codes, telephones, accounts. Ruined ones are
unfit, never mended.

A spreadsheet keeps 15 digits: 18-digit numbers typed as numbers become 3.70112E+17 or end in 000
(identity-numbers §5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from zhenyu.core.errors import RefusedError
from zhenyu.core.values import identity
from zhenyu.ledgers.definition.ledger_definition import FieldType, Privacy
from zhenyu.ledgers.inferring.columns import (
    ColumnProposal,
    Fit,
    SheetRow,
    SourceColumn,
    UnfitCells,
    fit,
    probe,
    rows_text,
)
from zhenyu.workbooks.cells import text_of

RUINED: Final = (
    "被 Excel 变成科学计数法或抹掉了末几位，原来的数字已经丢失；请把列设成“文本”，从原始材料重新录入"
)
_SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_SURE: Final = 0.85
_LIKELY: Final = 0.5


@dataclass(frozen=True, slots=True)
class IdentityKind:
    """How a kind of number is recognised without a heading: ``telling`` says that a cell can hardly be
    anything else."""

    type: FieldType
    name: str
    privacy: Privacy
    telling: Callable[[str], bool]


def _is_id(text: str) -> bool:
    return bool(re.fullmatch(r"[1-9]\d{5}(18|19|20)\d{9}[\dXx]", text))


def _is_uscc(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9A-Z]{2}\d{6}[0-9A-Z]{10}", text)) and not text.isdigit()


def _is_mobile(text: str) -> bool:
    return bool(re.fullmatch(r"1[3-9]\d{9}", text))


def _never(_: str) -> bool:
    return False


_KINDS: Final = (
    IdentityKind(FieldType.ID_NUMBER, "公民身份号码", "sensitive", _is_id),
    IdentityKind(FieldType.USCC, "统一社会信用代码", "internal", _is_uscc),
    IdentityKind(FieldType.PHONE, "电话号码", "personal", _is_mobile),
    IdentityKind(FieldType.BANK_ACCOUNT, "银行账号", "sensitive", _never),
)
_BY_TYPE: Final[Mapping[FieldType, IdentityKind]] = {kind.type: kind for kind in _KINDS}
_STANDARD: Final = {FieldType.ID_NUMBER: "（GB 11643 校验）", FieldType.USCC: "（GB 32100 校验）"}


def identity_proposal(column: SourceColumn) -> ColumnProposal | None:
    """The kind of number a column holds, by its heading and its cells; None when neither says so."""
    hinted = _BY_TYPE.get(column.hinted_type) if column.hinted_type else None
    if hinted:
        return _hinted(column, hinted)
    if len(column.cells) < 2:
        return None
    for kind in _KINDS:
        telling = sum(1 for text in column.texts if kind.telling(text))
        if telling >= _SURE * len(column.cells) and (reading := _read(column, kind)).share >= _LIKELY:
            return _proposed(column, kind, reading, f"{telling}格是{kind.name}的样子")
    return None


def ruined_rows(column: SourceColumn) -> tuple[SheetRow, ...]:
    """Cells of long numbers that a spreadsheet ruined, whatever the column is."""
    return tuple(row for row, cell in column.cells if _is_ruined(cell))


def _hinted(column: SourceColumn, kind: IdentityKind) -> ColumnProposal | None:
    if not column.cells:
        return ColumnProposal(kind.type, f"按表头“{column.title}”；整列空白", privacy=_privacy(kind))
    reading = _read(column, kind)
    looks = reading.good + sum(1 for _, cell, _ in reading.bad if _is_ruined(cell) or _long_digits(cell))
    judged = reading.good + len(reading.bad)
    if judged and looks >= _LIKELY * judged:
        return _proposed(
            column, kind, reading, f"表头“{column.title}”，{reading.good}格合乎{kind.name}的规则"
        )
    if kind.type is FieldType.BANK_ACCOUNT and reading.good < _LIKELY * judged:
        return None
    return ColumnProposal(
        FieldType.TEXT,
        f"表头像{kind.name}，内容多半不是，先作文本",
        privacy=kind.privacy,
        questions=(f"“{column.title}”里不全是{kind.name}（可能几样写在一格里），要不要拆成几栏？",),
    )


def _read(column: SourceColumn, kind: IdentityKind) -> Fit:
    return fit(column, probe(kind.type, column.title), None if kind.type is FieldType.USCC else _unsuspicious)


def _proposed(column: SourceColumn, kind: IdentityKind, reading: Fit, reason: str) -> ColumnProposal:
    ruined = tuple(row for row, cell, _ in reading.bad if _is_ruined(cell) or not _unsuspicious(cell))
    other = Fit(reading.good, reading.fillers, tuple(bad for bad in reading.bad if bad[0] not in set(ruined)))
    unfit = (
        *((UnfitCells(column.title, ruined, RUINED),) if ruined else ()),
        *other.unfit_cells(column.title, private=True),
    )
    questions = [f"“{column.title}”有{len(ruined)}格的数字已经毁坏，能找到原始材料重录吗？"] if ruined else []
    if zeroed := [row for row, cell in column.cells if kind.type is FieldType.ID_NUMBER and _is_zeroed(cell)]:
        questions.append(
            f"“{column.title}”{rows_text(zeroed)}末三位是000，校验虽然相符，若来自 Excel 请对照证件核对"
        )
    standard = _STANDARD.get(kind.type, "")
    return ColumnProposal(
        kind.type, reason + standard, privacy=_privacy(kind), questions=tuple(questions), unfit=unfit
    )


def _privacy(kind: IdentityKind) -> Privacy | None:
    return kind.privacy if kind.privacy != "internal" else None


def _is_ruined(cell: Any) -> bool:
    """A number of 16 digits and more, scientific notation, or digits zeroed behind the fifteenth with a
    broken check."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return abs(cell) >= 1e15
    text = text_of(cell)
    return bool(_SCIENTIFIC.fullmatch(text)) or (
        _is_id(text) and text.endswith("000") and not _id_holds(text)
    )


def _unsuspicious(cell: Any) -> bool:
    """Whether no digit behind the fifteenth was zeroed although the number may still read."""
    try:
        return "抹掉" not in identity.check_bank_account(text_of(cell)).warning
    except RefusedError:
        return True


def _id_holds(text: str) -> bool:
    try:
        identity.check_id_number(text)
    except RefusedError:
        return False
    return True


def _is_zeroed(cell: Any) -> bool:
    text = text_of(cell)
    return text.endswith("000") and _id_holds(text)


def _long_digits(cell: Any) -> bool:
    return bool(re.fullmatch(r"[\dXx*]{7,20}", text_of(cell).replace("-", "").replace(" ", "")))
