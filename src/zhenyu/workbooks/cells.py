"""A cell of a sheet: its value, what kind of value that is, the number format it is shown by. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import isfinite
from typing import Any, Final

GENERAL: Final = "General"
"""The number format of a cell that has none (ECMA-376 part 1, 18.8.30)."""


class CellKind(StrEnum):
    """What a cell holds. ``ERROR`` is a formula whose result is one (``#N/A``), ``UNSOLVED`` one saved
    without a result: both come from the reader without a value and must not pass for blanks."""

    BLANK = "blank"
    NUMBER = "number"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    TIME = "time"
    BOOLEAN = "boolean"
    ERROR = "error"
    UNSOLVED = "unsolved"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell as its file keeps it.

    Arguments:
        value: number, text, day, time or truth value; None for every kind that has none.
        number_format: the code Excel shows it by (``0.0%``), :data:`GENERAL` where the file tells none.
    """

    value: Any
    kind: CellKind
    number_format: str = GENERAL

    @property
    def is_percent(self) -> bool:
        """Whether 0.417 is shown as 41.7 %."""
        return self.kind is CellKind.NUMBER and is_percent_format(self.number_format)


def is_percent_format(code: str) -> bool:
    """Whether a number format shows percentages."""
    return "%" in code


def kind_of(value: Any) -> CellKind:
    """The kind of a value as the reader of workbooks gives it; a number that is none (infinity) is text."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return CellKind.BLANK
    for types, kind in _KINDS:
        if isinstance(value, types):
            return kind
    return CellKind.TEXT


_KINDS: Final[tuple[tuple[type | tuple[type, ...], CellKind], ...]] = (
    (bool, CellKind.BOOLEAN),  # before numbers: a bool is an int
    (str, CellKind.TEXT),
    ((int, float), CellKind.NUMBER),
    (datetime, CellKind.MOMENT),  # before days: a datetime is a date
    (date, CellKind.DAY),
    ((time, timedelta), CellKind.TIME),
)


def cell_of(value: Any, number_format: str = GENERAL) -> SheetCell:
    """A value as a typed cell; blanks lose the spaces they were written with."""
    kind = kind_of(value)
    if kind is CellKind.BLANK:
        return SheetCell(None, kind, number_format)
    if isinstance(value, float) and not isfinite(value):
        return SheetCell(str(value), CellKind.TEXT, number_format)
    return SheetCell(value, kind, number_format)


def text_of(cell: Any) -> str:
    """A value as one line of text without the spaces that clerks put inside headings (“姓  名”)."""
    if isinstance(cell, float) and isfinite(cell) and cell == int(cell):
        cell = int(cell)
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell))
    return re.sub(r"\s+", " " if text.isascii() else "", text.strip())
