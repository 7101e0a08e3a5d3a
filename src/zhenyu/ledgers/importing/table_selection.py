"""Which sheets, columns and rows of a file a ledger takes. Whatever is left out is named: nothing is skipped
silently.

Titles above the heading, headings of two and three rows, sheets per village, subtotals, notes, headings
printed again: what counts as what is decided by the same rules that propose ledgers
(:mod:`zhenyu.ledgers.inferring`). Pure but for reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.inferring.placement import VILLAGE
from zhenyu.ledgers.inferring.tables import clean_title, heading_unit, units_above
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.header_match import match_headers
from zhenyu.ledgers.values.references import squeezed
from zhenyu.ledgers.values.typed_values import read_value
from zhenyu.workbooks.grids import SheetGrid, trimmed
from zhenyu.workbooks.heading_rows import HeadingRows, compose, find_heading
from zhenyu.workbooks.labels import is_units, text_of, unit_or_none
from zhenyu.workbooks.regions import twin_column
from zhenyu.workbooks.sheets import File, RawTable

SAMPLE_ROWS: Final = 20
_LOOKED_AT: Final = 100
"""Rows of a sheet that show its heading and how its data begin."""
_SEARCHED_ROWS: Final = 20
_TELLING: Final = frozenset({FieldType.ID_NUMBER, FieldType.USCC, FieldType.PHONE, FieldType.CHOICE})
"""Types whose cells tell by themselves what they are."""
_OUR_SHEETS: Final = frozenset({"说明", "导入问题"})
"""Sheets of our own exports and answers; they are no data and need no word."""
_HALVES: Final = "工作表“{}”左右并排印成两半，两半都读了"


@dataclass(frozen=True)
class TablePart:
    """A table of a file whose rows are taken: a sheet, or one half of a sheet printed in two halves side by
    side.

    Arguments:
        heading: its rows and titles; columns are counted from ``start``.
        mapping: column → field name, or ``area``, ``state``, ``owner``.
        units: column → the unit its heading, a row of units or the line above the table gives.
        start, stop: the columns of the sheet it takes; None takes all to the right.
        above: texts over the heading, row by row.
        sample: the first rows of the sheet below the heading.
    """

    table: RawTable
    heading: HeadingRows
    mapping: Mapping[int, str]
    units: Mapping[int, str]
    above: tuple[tuple[str, ...], ...]
    heading_rows: tuple[tuple[Any, ...], ...]
    sample: tuple[Sequence[Any], ...]
    start: int = 0
    stop: int | None = None
    unit_from_above: frozenset[int] = frozenset()

    @property
    def headers(self) -> tuple[str, ...]:
        """The heading of each column, empty where there is none."""
        titles = self.heading.titles
        return tuple(titles.get(column, "") for column in range(max(titles, default=-1) + 1))

    @property
    def first_row(self) -> int:
        """The number of rows up to and with the heading."""
        return self.heading.last + 1


@dataclass(frozen=True)
class SelectedTables:
    """The parts of a file that are taken together, and notes on the sheets that are not."""

    parts: tuple[TablePart, ...]
    notes: tuple[str, ...]

    @property
    def best(self) -> TablePart:
        return self.parts[0]

    @property
    def total(self) -> int:
        """Rows below the headings, as far as a file tells before it is read."""
        return sum(max(part.table.total - part.first_row, 0) for part in self.parts if not part.start)


def select_tables(file: File, definition: LedgerDefinition) -> SelectedTables:
    """The tables of a file that are of this ledger: the best, and every other sheet with the same columns.

    Raises:
        UsageError: no sheet has a heading that names a field.
    """
    found = [part for table in file.tables if (part := part_of(table, definition)) is not None]
    if not found:
        titles = "、".join(each.title for each in definition.fields[:12])
        raise UsageError(
            f"“{file.path.name}”里没有找到“{definition.title}”的表头", f"表头应写栏目名称，如：{titles}"
        )
    best = max(found, key=lambda part: len(part.mapping))
    names = set(best.mapping.values())
    taken = [part for part in found if set(part.mapping.values()) == names]
    halves = [half for part in taken for half in _halves(part)]
    ordered = [half for half in halves if half.table is best.table] + [
        h for h in halves if h.table is not best.table
    ]
    notes = [
        *_sheet_notes(file, found, taken),
        *(_HALVES.format(half.table.name) for half in halves if half.start),
    ]
    return SelectedTables(tuple(ordered), tuple(notes))


def part_of(table: RawTable, definition: LedgerDefinition) -> TablePart | None:
    """The table of a sheet under the heading that names most fields; None when none names any."""
    rows = table.first(_LOOKED_AT)
    merges = tuple(merge for merge in table.merges if merge.top < len(rows))
    grid = SheetGrid(table.name, tuple(trimmed(cells) for cells in rows), merges, table.left)
    best: tuple[HeadingRows, dict[int, str]] | None = None
    for heading in _headings(grid):
        mapping = match_headers(
            {column: _forms(parts, grid.letter(column)) for column, parts in heading.parts.items()},
            definition,
        )
        if mapping and (best is None or len(mapping) > len(best[1])):
            best = heading, mapping
    if best is None:
        return None
    heading, mapping = best
    sample = tuple(rows[heading.last + 1 :])
    mapping = _with_content(mapping, heading, sample, definition)
    above = tuple(
        tuple(text_of(c) for c in cells if c is not None) for cells in grid.rows[: heading.first] if cells
    )
    units = _units(grid, heading)
    lent = _lent_units(above, mapping, units, definition)
    return TablePart(
        table,
        heading,
        mapping,
        units | lent,
        above,
        grid.rows[heading.first : heading.last + 1],
        sample,
        unit_from_above=frozenset(lent),
    )


# --- the heading ----------------------------------------------------------------------------------


def _headings(grid: SheetGrid) -> Iterator[HeadingRows]:
    """What may be the heading: what reads as one by itself, then any of the first rows, alone or with the
    next."""
    found = find_heading(grid)
    if found is not None:
        yield found
    for row in range(min(len(grid.rows), _SEARCHED_ROWS)):
        yield compose(grid, row, row)
        if row + 1 < len(grid.rows):
            yield compose(grid, row, row + 1)


def _forms(parts: Sequence[str], letter: str) -> tuple[str, ...]:
    """What a heading may be called: with its letter where two are alike, whole, without remarks, its lowest
    part."""
    cleaned = clean_title(parts)
    return (f"{cleaned}（{letter}列）", "/".join(parts), cleaned, parts[-1], clean_title(parts[-1:]))


def _with_content(
    mapping: dict[int, str], heading: HeadingRows, rows: Sequence[Sequence[Any]], definition: LedgerDefinition
) -> dict[int, str]:
    """Add columns whose header says nothing known but whose cells can be but one thing: a field that tells
    itself, the state, the village."""
    mapping = dict(mapping)
    tests: list[tuple[str, Callable[[Any], bool]]] = [
        (each.name, partial(_reads, each)) for each in definition.fields if each.type in _TELLING
    ]
    if definition.lifecycle:
        states = {squeezed(title) for title in definition.states.values()}
        tests.append(("state", lambda cell: squeezed(str(cell)) in states))
    tests.append(("area", lambda cell: bool(VILLAGE.fullmatch(text_of(cell)))))
    for column in heading.titles:
        words = {*heading.parts[column], ""}  # a heading printed again is no value
        column_cells = (row[column] for row in rows[:SAMPLE_ROWS] if column < len(row))
        cells = [cell for cell in column_cells if text_of(cell) not in words]
        if column in mapping or len(cells) < 3:
            continue
        fitting = [name for name, fits in tests if name not in mapping.values() and all(map(fits, cells))]
        if len(fitting) == 1:
            mapping[column] = fitting[0]
    return mapping


def _reads(field_: Field, cell: Any) -> bool:
    return not isinstance(read_value(field_, cell), CellProblem)


def _units(grid: SheetGrid, heading: HeadingRows) -> dict[int, str]:
    below = [grid.rows[row] for row in (heading.last + 1, heading.last + 2) if row < len(grid.rows)]
    row_of_units = next((cells for cells in below if is_units([c for c in cells if c is not None])), ())
    units = {}
    for column, parts in heading.parts.items():
        own = next(filter(None, map(heading_unit, reversed(parts))), "")
        under = text_of(row_of_units[column]).strip("()") if column < len(row_of_units) else ""
        if unit := own or unit_or_none(under) or "":
            units[column] = unit
    return units


def _lent_units(
    above: Sequence[Sequence[str]],
    mapping: Mapping[int, str],
    units: Mapping[int, str],
    definition: LedgerDefinition,
) -> dict[int, str]:
    """“单位：万元” above a table holds for its columns of money that name no unit."""
    unit = next(units_above(above), "")
    money = {each.name for each in definition.fields if each.type is FieldType.MONEY}
    return {
        c: unit for c, name in mapping.items() if unit.endswith("元") and name in money and c not in units
    }


# --- sheets ---------------------------------------------------------------------------------------


def _halves(part: TablePart) -> Iterator[TablePart]:
    """A sheet printed in two halves side by side is two parts."""
    twin = twin_column(part.heading.titles)
    if twin is None or any(column >= twin for column in part.mapping):
        yield part
        return
    titles = list(part.heading.parts.items())
    left = {column: parts for column, parts in titles if column < twin}
    heading = HeadingRows(part.heading.first, part.heading.last, left)
    rows = tuple(cells[:twin] for cells in part.heading_rows)
    yield replace(part, heading=heading, stop=twin, heading_rows=rows)
    yield replace(part, heading=heading, start=twin, stop=2 * twin, heading_rows=rows)


def _sheet_notes(file: File, found: Sequence[TablePart], taken: Sequence[TablePart]) -> Iterator[str]:
    if file.hidden:
        yield f"隐藏的工作表没有读：{'、'.join(file.hidden)}；如果要用，请取消隐藏后再导入"
    if len(taken) > 1:
        yield f"{len(taken)}个工作表的栏目相同，一起导入：{'、'.join(part.table.name for part in taken)}"
    for part in found:
        if part not in taken and part.table.name not in _OUR_SHEETS:
            yield f"工作表“{part.table.name}”的栏目与这张表不同，没有读；需要时请单独导入"
    headed = {part.table.name for part in found}
    for table in file.tables:
        if table.name not in headed | _OUR_SHEETS and any(
            any(map(text_of, cells)) for cells in table.first(_LOOKED_AT)
        ):
            yield f"工作表“{table.name}”不是这本台账的表，没有读"
