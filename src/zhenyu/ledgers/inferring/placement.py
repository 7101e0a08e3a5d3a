"""Which area a row belongs to: a village, town or grid column, the sheets' names, the title; and the ledger's
level. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhenyu.ledgers.inferring.columns import SheetRow, SourceColumn
from zhenyu.ledgers.inferring.tables import SourceTable
from zhenyu.ledgers.values.village_names import VILLAGE, village_in
from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.header_text import plain
from zhenyu.workbooks.row_kinds import RowKind
from zhenyu.workbooks.sheet_tables import first_text

_LEVELS: Final = {"village": "village", "town": "town", "grid": "grid"}
_IMPORT_WORDS: Final = "村 村社区 所在村 所属村 行政村 村名 村名称 村居 社区 所在村社区 所属村社区 乡镇 镇街 所在乡镇 网格 所在网格"
_KNOWN_TO_IMPORT: Final = frozenset(_IMPORT_WORDS.split())


@dataclass(frozen=True)
class Placement:
    """Where rows belong.

    Arguments:
        level: ``village``, ``town`` or ``grid``.
        column: the column that names the area; None when none does.
        left_out: columns of higher areas, implied by the lower.
        areas: (row, area text) of each row that names one, filled down where a village is written once for
        its rows.
    """

    level: str
    reason: str
    column: SourceColumn | None = None
    left_out: tuple[SourceColumn, ...] = ()
    areas: tuple[tuple[SheetRow, str], ...] = ()
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def place_rows(table: SourceTable, titles: Sequence[str]) -> Placement:
    """How the rows of a table are tied to areas; ``titles`` are the texts above the heading."""
    by_role = {role: [c for c in table.columns if c.hint.role == role and c.header] for role in _LEVELS}
    villages = by_role["village"] or _village_like(table)
    upper = tuple(by_role["town"])
    if villages:
        return _by_column(table, villages[0], "village", upper, villages[1:])
    if by_role["grid"] and _names_grids(by_role["grid"][0]):
        return _by_column(table, by_role["grid"][0], "grid", upper, ())
    if table.several and all(VILLAGE.fullmatch(each.grid.name) for each in table.tables):
        areas = tuple((row, row[0]) for row in table.data_rows)
        note = "村名在工作表名称里，表内没有村一栏；导入时请一张表一张表地选村，或先补一列“村”"
        return Placement("village", "每个工作表是一个村", None, upper, areas, (note,))
    villages_above = [name for text in titles if (name := village_in(text))]
    if villages_above:
        note = f"标题写的是“{villages_above[0]}”，表内没有村一栏；导入时请选定这个村"
        return Placement("village", f"标题里有村名“{villages_above[0]}”", None, upper, (), (note,))
    if table.groups and all(VILLAGE.search(group) for group in table.groups):
        note = "村名写在分组行里，表内没有村一栏；导入前请补一列“村”"
        return Placement("village", "分组行是村名", None, upper, _by_groups(table), (note,))
    if upper and len(set(upper[0].texts)) > 1:
        return _by_column(table, upper[0], "town", upper[1:], ())
    question = "表里没有村一栏：这本台账是全镇一本，还是各村各一本（level: village）？"
    return Placement("town", "没有村一栏，作为全镇一本", None, upper, (), (), (question,))


def _by_column(
    table: SourceTable,
    column: SourceColumn,
    level: str,
    upper: Sequence[SourceColumn],
    more: Sequence[SourceColumn],
) -> Placement:
    areas, filled_down = _filled_down(table, column)
    notes = [f"“{other.title}”一列没有建栏目：由{column.title}就能知道" for other in upper]
    questions: list[str] = []
    if filled_down:
        notes.append(f"“{column.title}”只写在每组第一行，推断时顺延到下面{filled_down}行；导入前请逐行填上")
    elif blank := table_rows(table) - len(column.cells):
        questions.append(f"“{column.title}”有{blank}行空着，这些行属于哪里？")
    if plain(column.header) not in _KNOWN_TO_IMPORT:
        notes.append(f"导入时请把“{column.header}”一列对应到“所在区划”")
    questions += [f"“{other.title}”也像区划，先作普通栏目，对吗？" for other in more]
    return Placement(
        level,
        f"“{column.title}”一列说明每行属于哪里",
        column,
        tuple(upper),
        areas,
        tuple(notes),
        tuple(questions),
    )


def table_rows(table: SourceTable) -> int:
    """How many rows of data a table has."""
    return len(table.data_rows)


def _filled_down(table: SourceTable, column: SourceColumn) -> tuple[tuple[tuple[SheetRow, str], ...], int]:
    """Each row's area; blanks take the one above when the first row is filled and blanks are many."""
    named = {row: text_of(cell) for row, cell in column.cells}
    rows = table.data_rows
    if not rows or len(named) > 0.7 * len(rows) or rows[0] not in named:
        return tuple(named.items()), 0
    areas, current = [], ""
    for row in rows:
        current = named.get(row, current)
        areas.append((row, current))
    return tuple(areas), len(rows) - len(named)


def _by_groups(table: SourceTable) -> tuple[tuple[SheetRow, str], ...]:
    areas: list[tuple[SheetRow, str]] = []
    for each in table.tables:
        current = ""
        for row, kind in each.kinds.items():
            if kind is RowKind.GROUP:
                current = first_text(each.cut(each.grid.rows[row]))
            elif kind is RowKind.DATA:
                areas.append(((each.grid.name if table.several else "", row + 1), current))
    return tuple(areas)


def _village_like(table: SourceTable) -> list[SourceColumn]:
    """A column whose cells are village names although its heading does not say so."""
    return [column for column in table.columns if column.hinted_type is None and _all(column.cells, VILLAGE)][
        :1
    ]


def _names_grids(column: SourceColumn) -> bool:
    return bool(column.cells) and not _all(column.cells, re.compile(r"\d+(\.0)?"))


def _all(cells: Sequence[tuple[SheetRow, Any]], pattern: re.Pattern[str]) -> bool:
    texts = [text_of(cell) for _, cell in cells]
    return len(texts) >= 2 and sum(1 for text in texts if pattern.fullmatch(text)) >= 0.8 * len(texts)
