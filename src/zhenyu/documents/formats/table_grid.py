"""A table by row and column: where its numbers begin, what the headings of its columns and the labels of its
rows say. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Final

from zhenyu.documents.formats.locations import DocumentTable, TableCell
from zhenyu.documents.formats.table_headings import TableHeading, heading_of, unit_named
from zhenyu.reading.text.layout import NORMAL

_NUMBER: Final = re.compile(r"([+-]?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)([^\d\s,.:/-]{0,6})")
_HEADING_ROWS: Final = 6
SERIAL: Final = re.compile(
    r"序号|编号|行次|代码|邮编|电话|手机|联系方式|身份证|账号|卡号|栏次|No\.?|日期|时间|备注"
)
"""Headings of columns whose numbers count or name the rows and measure nothing."""


def number_in(text: str) -> tuple[Decimal, str] | None:
    """A cell that is one number → its value and the unit written behind it; None for any other cell."""
    found = _NUMBER.fullmatch(text.strip().translate(NORMAL))
    if found is None or (found[3] and unit_named(found[3]) is None):
        return None
    value = Decimal(found[2].replace(",", ""))
    return (-value if found[1] == "-" else value), found[3]


class TableGrid:
    """A table by row and column: what is merged stands in every position it covers."""

    def __init__(self, table: DocumentTable) -> None:
        self._title = table.title
        self._at: dict[int, dict[int, TableCell]] = {}
        for cell in table.cells:
            if cell.text.strip():
                for row in range(cell.row, cell.row + min(cell.rows, 1_000)):
                    for column in range(cell.column, cell.column + min(cell.columns, 1_000)):
                        self._at.setdefault(row, {})[column] = cell

    @cached_property
    def first(self) -> int:
        """The first row with numbers that are values: no years, no numbers of columns."""
        for row in sorted(self._at):
            numbers = [found[0] for cell in self.own(row) if (found := number_in(cell.text))]
            if numbers and not _are_years(numbers) and not _count_columns(numbers):
                return row
        return max(self._at, default=0) + 1

    @cached_property
    def headings(self) -> list[int]:
        """The rows above the numbers that say more than one thing."""
        rows = [
            row
            for row in sorted(self._at)
            if row < self.first and len(set(map(id, self._at[row].values()))) > 1
        ]
        return [row for row in rows if not self._is_numbering(row)][-_HEADING_ROWS:]

    @cached_property
    def data(self) -> list[int]:
        return [row for row in sorted(self._at) if row >= self.first]

    @cached_property
    def title(self) -> str:
        above = [
            next(iter(self._at[row].values())).text
            for row in sorted(self._at)
            if row < min([*self.headings, self.first])
        ]
        return "\n".join((self._title, *above))

    @cached_property
    def columns(self) -> dict[int, TableHeading]:
        """Each column that has a heading."""
        found = {}
        for column in sorted({column for row in self._at.values() for column in row}):
            parts: list[str] = []
            for row in self.headings:
                cell = self._at[row].get(column)
                text = "".join(cell.text.split()) if cell else ""
                if text and text not in parts:
                    parts.append(text)
            if parts:
                found[column] = heading_of(parts)
        return found

    def heading(self, column: int) -> TableHeading | None:
        """A column's heading; one that says only how (增长%, 完成率, 排名) speaks of the measure to its
        left."""
        own = self.columns.get(column)
        if own is None or own.measure or not (own.growth or own.share or own.rank):
            return own
        before = (
            self.columns[other].measure
            for other in sorted(self.columns, reverse=True)
            if self._values(other, column)
        )
        return replace(own, measure=next(filter(None, before), ""))

    def _values(self, other: int, column: int) -> bool:
        """Whether ``other`` is a column of numbers left of ``column``."""
        return (
            other < column
            and other not in self.stubs
            and other != self.unit_column
            and not SERIAL.search(self.columns[other].text)
        )

    @cached_property
    def stubs(self) -> list[int]:
        """The columns that hold labels: more text than numbers, before the first column of numbers."""
        found: list[int] = []
        for column in self.columns:
            cells = [self._at[row][column] for row in self.data if column in self._at[row]]
            numbers = sum(number_in(cell.text) is not None for cell in cells)
            if SERIAL.search(self.columns[column].text):
                continue
            if 2 * numbers > len(cells):
                break
            found.append(column)
        return found

    @cached_property
    def unit_column(self) -> int | None:
        """The column that gives each row's unit (计量单位); a column of offices has the same heading."""
        for column, heading in self.columns.items():
            if heading.text.endswith("单位"):
                texts = {self._at[row][column].text for row in self.data if column in self._at[row]}
                if texts and all(unit_named(text) for text in texts):
                    return column
        return None

    def own(self, row: int) -> list[TableCell]:
        """The cells that begin in a row, each once, in order."""
        return [
            cell for column, cell in sorted(self._at[row].items()) if (cell.row, cell.column) == (row, column)
        ]

    def label(self, row: int) -> str:
        texts: list[str] = []
        for column in self.stubs:
            cell = self._at[row].get(column)
            if (
                cell
                and column != self.unit_column
                and number_in(cell.text) is None
                and cell.text not in texts
            ):
                texts.append("".join(cell.text.split()))
        return "".join(texts)

    def row_unit(self, row: int) -> str:
        cell = self._at[row].get(self.unit_column) if self.unit_column is not None else None
        return cell.text if cell else ""

    def _is_numbering(self, row: int) -> bool:
        numbers = [found[0] for cell in self.own(row) if (found := number_in(cell.text))]
        return bool(numbers) and _count_columns(numbers)


def _are_years(numbers: Sequence[Decimal]) -> bool:
    return all(number == int(number) and 1949 <= number <= 2100 for number in numbers)


def _count_columns(numbers: Sequence[Decimal]) -> bool:
    """The line “甲 乙 1 2 3” below a heading."""
    return (
        len(numbers) > 1
        and all(after - before == 1 for before, after in itertools.pairwise(numbers))
        and numbers[0] in (1, 2, 3)
    )
