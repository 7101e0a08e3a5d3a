"""Which sheets, columns and rows of a file a ledger takes. Whatever is left out is named: nothing is skipped
silently.

How a table is seen in a sheet (titles above, headings of two and three rows, units, subtotals, notes) is
:mod:`zhenyu.workbooks.sheet_tables`'s answer, the same that ledgers are proposed from. Pure but for reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.header_match import match_headers
from zhenyu.ledgers.values.references import squeezed
from zhenyu.ledgers.values.typed_values import read_value
from zhenyu.ledgers.values.village_names import VILLAGE
from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.grids import SheetGrid, trimmed
from zhenyu.workbooks.header_text import clean_title, units_above
from zhenyu.workbooks.raw_tables import RawTable
from zhenyu.workbooks.sheet_tables import SheetTable, possible_tables
from zhenyu.workbooks.sheets import File

SAMPLE_ROWS: Final = 20
_SEARCHED_ROWS: Final = 100
"""Rows of a sheet that show its heading and how its data begin."""
_TELLTALE: Final = frozenset({FieldType.ID_NUMBER, FieldType.USCC, FieldType.PHONE, FieldType.CHOICE})
"""Types whose cells tell by themselves what they are."""
_OUR_SHEETS: Final = frozenset({"说明", "导入问题"})
"""Sheets of our own exports and answers; they are no data and need no word."""
_HALVES: Final = "工作表“{}”左右并排印成两半，两半都读了"


@dataclass(frozen=True)
class TablePart:
    """A table of a file whose rows are imported: a sheet, or one half of a sheet printed in two halves side
    by side.

    Arguments:
        source: the sheet its rows are read from; ``table`` what is seen in it.
        mapping: column of the table → field name, or ``area``, ``state``, ``owner``.
        sample: the first rows of the sheet below the heading, as they are.
        unit_above: the unit “单位：万元” above the table lends to its columns of money, and those columns.
    """

    source: RawTable
    table: SheetTable
    mapping: Mapping[int, str]
    sample: tuple[Sequence[Any], ...]
    unit_above: tuple[str, frozenset[int]] = ("", frozenset())

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.source.name

    @property
    def left(self) -> int:
        """How many columns of the sheet stand before the table's first."""
        return self.source.left + self.table.start

    def unit_of(self, column: int) -> str:
        """The unit a column's heading, the row of units or the line above gives; empty when none does."""
        lent, columns = self.unit_above
        return self.table.units.get(column) or (lent if column in columns else "")


@dataclass(frozen=True)
class SelectedTables:
    """The parts of a file that are taken together, and notes on the sheets that are not."""

    parts: tuple[TablePart, ...]
    notes: tuple[str, ...]

    @property
    def best(self) -> TablePart:
        return self.parts[0]

    @property
    def several(self) -> bool:
        """Whether rows come from more than one sheet."""
        return len({part.name for part in self.parts}) > 1

    @property
    def total(self) -> int:
        """Rows below the headings, as far as a file tells before it is read."""
        wholes = (part for part in self.parts if not part.table.start)
        return sum(max(part.source.total - part.table.first_row, 0) for part in wholes)


def select_tables(file: File, definition: LedgerDefinition) -> SelectedTables:
    """The tables of a file that are of this ledger: the best, and every other sheet with the same columns.

    Raises:
        UsageError: no sheet has a heading that names a field.
    """
    fitting = [part for source in file.tables if (part := part_of(source, definition)) is not None]
    if not fitting:
        titles = "、".join(each.title for each in definition.fields[:12])
        raise UsageError(
            f"“{file.name}”里没有找到“{definition.title}”的表头", f"表头应写栏目名称，如：{titles}"
        )
    best = max(fitting, key=lambda part: len(part.mapping))
    names = set(best.mapping.values())
    chosen = [part for part in fitting if set(part.mapping.values()) == names]
    halves = [half for part in chosen for half in _halves(part)]
    ordered = sorted(halves, key=lambda half: half.source is not best.source)
    notes = [
        *_sheet_notes(file, fitting, chosen),
        *(_HALVES.format(half.name) for half in halves if half.table.start),
    ]
    return SelectedTables(tuple(ordered), tuple(notes))


def part_of(source: RawTable, definition: LedgerDefinition) -> TablePart | None:
    """The table of a sheet under the heading that names most fields; None when none names any."""
    rows = source.first(_SEARCHED_ROWS)
    merges = tuple(merge for merge in source.merges if merge.top < len(rows))
    grid = SheetGrid(source.name, tuple(trimmed(cells) for cells in rows), merges, source.left)
    best: tuple[SheetTable, dict[int, str]] | None = None
    for table in possible_tables(grid, source.merges):
        parts = table.heading.parts
        forms = {column: _forms(texts, grid.letter(column)) for column, texts in parts.items()}
        mapping = match_headers(forms, definition)
        if mapping and (best is None or len(mapping) > len(best[1])):
            best = table, mapping
    if best is None:
        return None
    table, mapping = best
    sample = tuple(rows[table.first_row :])
    mapping = _with_content(mapping, table, sample, definition)
    return TablePart(source, table, mapping, sample, _unit_above(table, mapping, definition))


# --- the heading ----------------------------------------------------------------------------------


def _forms(parts: Sequence[str], letter: str) -> tuple[str, ...]:
    """What a heading may be called: with its letter where two are alike, whole, without remarks, its lowest
    part."""
    cleaned = clean_title(parts)
    return (f"{cleaned}（{letter}列）", "/".join(parts), cleaned, parts[-1], clean_title(parts[-1:]))


def _with_content(
    mapping: dict[int, str], table: SheetTable, rows: Sequence[Sequence[Any]], definition: LedgerDefinition
) -> dict[int, str]:
    """Add columns whose header says nothing known but whose cells can be but one thing: a field that tells
    itself, the state, the village."""
    mapping = dict(mapping)
    tests: list[tuple[str, Callable[[Any], bool]]] = [
        (each.name, partial(_reads, each)) for each in definition.fields if each.type in _TELLTALE
    ]
    if definition.lifecycle:
        states = {squeezed(title) for title in definition.states.values()}
        tests.append(("state", lambda cell: squeezed(str(cell)) in states))
    tests.append(("area", lambda cell: bool(VILLAGE.fullmatch(text_of(cell)))))
    for column, parts in table.heading.parts.items():
        words = {*parts, ""}  # a heading printed again is no value
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


def _unit_above(
    table: SheetTable, mapping: Mapping[int, str], definition: LedgerDefinition
) -> tuple[str, frozenset[int]]:
    """“单位：万元” above a table holds for its columns of money that name no unit."""
    unit = next(units_above(table.above), "")
    if not unit.endswith("元"):
        return "", frozenset()
    money = {each.name for each in definition.fields if each.type is FieldType.MONEY}
    lent = frozenset(c for c, name in mapping.items() if name in money and c not in table.units)
    return (unit, lent) if lent else ("", frozenset())


# --- sheets ---------------------------------------------------------------------------------------


def _halves(part: TablePart) -> Iterator[TablePart]:
    """A sheet printed in two halves side by side is two parts."""
    halves = part.table.halves()
    if any(halves[0].stop is not None and column >= halves[0].stop for column in part.mapping):
        halves = (part.table,)
    for half in halves:
        yield replace(part, table=half)


def _sheet_notes(file: File, fitting: Sequence[TablePart], chosen: Sequence[TablePart]) -> Iterator[str]:
    if file.hidden:
        yield f"隐藏的工作表没有读：{'、'.join(file.hidden)}；如果要用，请取消隐藏后再导入"
    if len(chosen) > 1:
        yield f"{len(chosen)}个工作表的栏目相同，一起导入：{'、'.join(part.name for part in chosen)}"
    for part in fitting:
        if part not in chosen and part.name not in _OUR_SHEETS:
            yield f"工作表“{part.name}”的栏目与这张表不同，没有读；需要时请单独导入"
    fitting_names = {part.name for part in fitting}
    for source in file.tables:
        if source.name not in fitting_names | _OUR_SHEETS and any(
            any(map(text_of, cells)) for cells in source.first(_SEARCHED_ROWS)
        ):
            yield f"工作表“{source.name}”不是这本台账的表，没有读"
