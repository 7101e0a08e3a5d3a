"""The table a workbook is about: the best sheet, with all sheets of the same heading (one per village),
column by column. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.inferring.columns import SheetRow, SourceColumn
from zhenyu.workbooks.grids import Book, SheetGrid
from zhenyu.workbooks.header_text import clean_title, units_above
from zhenyu.workbooks.heading_lexicon import Hint, hint_of
from zhenyu.workbooks.labels import known_labels
from zhenyu.workbooks.sheet_tables import SheetTable, find_table, row_notes


@dataclass(frozen=True)
class SourceTable:
    """What the file is about.

    Arguments:
        tables: the tables read together; more than one when sheets share their heading.
        notes: what was found and left out, in Chinese.
        groups: texts of the rows that only head a group (“一、张庄村”).
    """

    file: str
    tables: tuple[SheetTable, ...]
    columns: tuple[SourceColumn, ...]
    notes: tuple[str, ...]
    groups: tuple[str, ...]

    @property
    def best(self) -> SheetTable:
        return self.tables[0]

    @property
    def several(self) -> bool:
        return len(self.tables) > 1

    @property
    def data_rows(self) -> tuple[SheetRow, ...]:
        """Every row of data."""
        return tuple(_data_rows(self.tables))


def choose_table(book: Book) -> SourceTable:
    """The table with most cells under a heading; others are named in the notes.

    Raises:
        UsageError: no sheet holds a table.
    """
    if not any(grid.rows for grid in book.grids):
        hidden = f"（隐藏的工作表没有读：{'、'.join(book.hidden)}）" if book.hidden else ""
        raise UsageError(f"“{book.file}”里没有内容{hidden}", "请打开核对，换成有数据的文件")
    candidates = [
        table for grid in book.grids if (table := find_table(grid)) is not None and _is_table(table)
    ]
    if not candidates:
        raise UsageError(
            f"“{book.file}”里没有找到表格",
            "要推断的表应有一行表头（如 姓名、身份证号、金额），下面一行一条记录；请整理后再试",
        )
    best = max(candidates, key=_weight)
    headings = tuple(best.heading.titles.values())
    tables = tuple(table for table in candidates if tuple(table.heading.titles.values()) == headings)
    return SourceTable(
        book.file,
        (best, *(table for table in tables if table is not best)) if len(tables) == 1 else tables,
        tuple(_columns(tables)),
        tuple(_notes(book, candidates, tables)),
        tuple(text for table in tables for text in table.group_texts),
    )


def _is_table(table: SheetTable) -> bool:
    """A heading with rows, or a blank form whose headings are known words."""
    labels = list(table.heading.titles.values())
    return len(labels) >= 2 and (bool(table.data) or (len(labels) >= 3 and known_labels(labels) >= 2))


def _weight(table: SheetTable) -> tuple[int, int]:
    labels = list(table.heading.titles.values())
    return (len(table.data) + 1) * len(labels) * (1 + known_labels(labels)), -table.heading.first


def _notes(book: Book, candidates: Sequence[SheetTable], tables: Sequence[SheetTable]) -> Iterator[str]:
    if book.hidden:
        yield f"隐藏的工作表没有读：{'、'.join(book.hidden)}；如果要用，请取消隐藏后再推断"
    names = [table.grid.name for table in tables]
    if len(tables) > 1:
        yield f"{len(tables)}个工作表的表头相同，合在一起推断：{'、'.join(names)}"
    others = [table for table in candidates if table not in tables]
    for table in others:
        yield f"工作表“{table.grid.name}”也有一张表（{len(table.data)}行），与这张不同，没有读；需要时请单独推断"
    tabled = {table.grid.name for table in candidates}
    rest = [grid.name for grid in book.grids if grid.rows and grid.name not in tabled]
    if rest:
        yield f"工作表{'、'.join(f'“{name}”' for name in rest)}不是表格，没有读"
    for table in tables:
        prefix = f"“{table.grid.name}”表" if len(tables) > 1 else ""
        for note in row_notes(table):
            yield prefix + note
        if merged := _merged_down(table):
            yield f"{prefix}{merged}列有竖向合并的单元格，推断时按合并范围填到各行"
        if table.grid.unread:
            yield f"{prefix}行数很多，只用前{len(table.grid.rows)}行推断，其余{table.grid.unread}行没有看"


def _merged_down(table: SheetTable) -> str:
    data = set(table.data)
    columns = {merge.left for merge in table.merged_down(table.heading.titles) if merge.top in data}
    return "、".join(table.grid.letter(column) for column in sorted(columns))


def _data_rows(tables: Sequence[SheetTable]) -> Iterator[SheetRow]:
    several = len(tables) > 1
    for table in tables:
        for row in table.data:
            yield (table.grid.name if several else "", row + 1)


def _columns(tables: Sequence[SheetTable]) -> Iterator[SourceColumn]:
    first = tables[0]
    total = sum(len(table.data) for table in tables)
    sheet_unit = next((unit for table in tables for unit in units_above(table.above)), "")
    headed = first.heading.parts
    stray = _stray_columns(first.grid, first, headed)
    for column in sorted([*headed, *stray]):
        parts = headed.get(column, ())
        title = clean_title(parts) or f"{first.grid.letter(column)}列"
        cells = tuple(_cells(tables, column))
        yield SourceColumn(
            position=column,
            letter=first.grid.letter(column),
            header="/".join(parts),
            title=title,
            hint=hint_of(title) if parts else Hint(),
            cells=cells,
            total=total,
            unit=first.units.get(column, ""),
            sheet_unit=sheet_unit,
            lower=clean_title(parts[-1:]) if len(parts) > 1 else "",
        )


def _stray_columns(grid: SheetGrid, table: SheetTable, headed: Mapping[int, object]) -> list[int]:
    """Columns with data and no heading."""
    width = max((len(grid.rows[row]) for row in table.data), default=0)
    stop = width if table.stop is None else table.stop
    return [
        c for c in range(stop) if c not in headed and any(grid.cell(row, c) is not None for row in table.data)
    ]


def _cells(tables: Sequence[SheetTable], column: int) -> Iterator[tuple[SheetRow, Any]]:
    several = len(tables) > 1
    for table in tables:
        for row in table.data:
            cell = table.grid.spread(row, column)
            if cell is not None:
                yield (table.grid.name if several else "", row + 1), cell
