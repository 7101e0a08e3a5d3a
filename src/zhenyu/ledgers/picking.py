"""Which sheets, columns and rows of a file a ledger takes. Whatever is left out is named: nothing is skipped silently.

Titles above the heading, headings of two and three rows, sheets per village, subtotals, notes, headings printed again: what
counts as what is decided by the same rules that propose ledgers (:mod:`zhenyu.ledgers.inferring`). Pure but for reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice, pairwise
from typing import Any, Final

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.cell_problems import CellProblem
from zhenyu.ledgers.definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.headers import match_headers
from zhenyu.ledgers.inferring.grids import Grid, trimmed
from zhenyu.ledgers.inferring.heading_rows import Heading, compose, find_heading
from zhenyu.ledgers.inferring.labels import is_units, text_of, unit_or_none
from zhenyu.ledgers.inferring.placement import VILLAGE
from zhenyu.ledgers.inferring.regions import twin_column
from zhenyu.ledgers.inferring.row_kinds import RowKind, RowSorter
from zhenyu.ledgers.inferring.tables import clean_title, heading_unit, units_above
from zhenyu.ledgers.lookups import squeezed
from zhenyu.ledgers.row_reader import listed
from zhenyu.ledgers.sheets import File, NumberedRows, Table
from zhenyu.ledgers.values import read_value

SAMPLE_ROWS: Final = 20
_LOOKED_AT: Final = 100
"""Rows of a sheet that show its heading and how its data begin."""
_SEARCHED_ROWS: Final = 20
_TELLING: Final = frozenset({FieldType.ID_NUMBER, FieldType.USCC, FieldType.PHONE, FieldType.CHOICE})
"""Types whose cells tell by themselves what they are."""
_OUR_SHEETS: Final = frozenset({"说明", "导入问题"})
"""Sheets of our own exports and answers; they are no data and need no word."""
_HALVES: Final = "工作表“{}”左右并排印成两半，两半都读了"
_UNSOLVED: Final = CellProblem(
    "formula", "这一格是公式，文件里没有存它算出的结果", "用 Excel 或 WPS 打开文件，保存一次再导入；或改填数值"
)


@dataclass(frozen=True)
class Part:
    """A table of a file whose rows are taken: a sheet, or one half of a sheet printed in two halves side by side.

    Arguments:
        heading: its rows and titles; columns are counted from ``start``.
        mapping: column → field name, or ``area``, ``state``, ``owner``.
        units: column → the unit its heading, a row of units or the line above the table gives.
        start, stop: the columns of the sheet it takes; None takes all to the right.
        above: texts over the heading, row by row.
        sample: the first rows of the sheet below the heading.
    """

    table: Table
    heading: Heading
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


@dataclass
class LeftOut:
    """Rows of a part that are not data, and columns without a heading that hold something."""

    rows: dict[RowKind, list[int]] = field(default_factory=dict)
    columns: set[int] = field(default_factory=set)
    last: int = 0

    def notes(self, part: Part, prefix: str) -> Iterator[str]:
        for kind, numbers in self.rows.items():
            shown = [n for n in numbers if kind is not RowKind.BLANK or n < self.last]
            if kind is RowKind.OTHER:
                yield f"{prefix}第{shown[0]}行起是另一张表，没有读；请把它移到另一个工作表再导入"
            elif shown:
                yield f"{prefix}跳过{len(shown)}个{kind}：第{listed(shown)}行"
        if self.columns:
            letters = "、".join(_letter(part.table.left + part.start + column) for column in sorted(self.columns))
            yield f"{prefix}没有表头、未导入的列：{letters}"


@dataclass(frozen=True)
class Picked:
    """The parts of a file that are taken together, and notes on the sheets that are not."""

    parts: tuple[Part, ...]
    notes: tuple[str, ...]

    @property
    def best(self) -> Part:
        return self.parts[0]

    @property
    def total(self) -> int:
        """Rows below the headings, as far as a file tells before it is read."""
        return sum(max(part.table.total - part.first_row, 0) for part in self.parts if not part.start)


def pick(file: File, definition: LedgerDefinition) -> Picked:
    """The tables of a file that are of this ledger: the best, and every other sheet with the same columns.

    Raises:
        UsageError: no sheet has a heading that names a field.
    """
    found = [part for table in file.tables if (part := part_of(table, definition)) is not None]
    if not found:
        titles = "、".join(each.title for each in definition.fields[:12])
        raise UsageError(f"“{file.path.name}”里没有找到“{definition.title}”的表头", f"表头应写栏目名称，如：{titles}")
    best = max(found, key=lambda part: len(part.mapping))
    names = set(best.mapping.values())
    taken = [part for part in found if set(part.mapping.values()) == names]
    halves = [half for part in taken for half in _halves(part)]
    ordered = [half for half in halves if half.table is best.table] + [h for h in halves if h.table is not best.table]
    notes = [*_sheet_notes(file, found, taken), *(_HALVES.format(half.table.name) for half in halves if half.start)]
    return Picked(tuple(ordered), tuple(notes))


def part_of(table: Table, definition: LedgerDefinition) -> Part | None:
    """The table of a sheet under the heading that names most fields; None when none names any."""
    rows = table.first(_LOOKED_AT)
    merges = tuple(merge for merge in table.merges if merge.top < len(rows))
    grid = Grid(table.name, tuple(trimmed(cells) for cells in rows), merges, table.left)
    best: tuple[Heading, dict[int, str]] | None = None
    for heading in _headings(grid):
        mapping = match_headers(
            {column: _forms(parts, grid.letter(column)) for column, parts in heading.parts.items()}, definition
        )
        if mapping and (best is None or len(mapping) > len(best[1])):
            best = heading, mapping
    if best is None:
        return None
    heading, mapping = best
    sample = tuple(rows[heading.last + 1 :])
    mapping = _with_content(mapping, heading, sample, definition)
    above = tuple(tuple(text_of(c) for c in cells if c is not None) for cells in grid.rows[: heading.first] if cells)
    units = _units(grid, heading)
    lent = _lent_units(above, mapping, units, definition)
    return Part(
        table, heading, mapping, units | lent, above, grid.rows[heading.first : heading.last + 1], sample,
        unit_from_above=frozenset(lent),
    )  # fmt: skip


def data_rows(part: Part, left_out: LeftOut, place_of: Callable[[str], str | None] | None = None) -> NumberedRows:
    """The rows of data of a part; everything else goes to ``left_out``.

    Cells of vertically merged ranges are filled down, formulas without a result become problems.

    Arguments:
        place_of: the place a group row names, None when it names none; each row then gets, in :func:`group_column`, the
            place it stands under.
    """
    width = group_column(part)
    stray = [column for column in range(width) if column not in part.heading.titles]
    sorter = RowSorter(part.heading_rows, part.heading.titles)
    place = None
    for number, cells, kind in sorter.sort(_solved(part, _filled_down(part, _cut(part)))):
        if kind is not RowKind.DATA:
            left_out.rows.setdefault(kind, []).append(number)
            if place_of is not None and kind is RowKind.GROUP:
                place = place_of(_only_text(cells)) or place
            continue
        left_out.last = number
        if stray or len(cells) > width:
            beyond = (*stray, *range(width, len(cells)))
            left_out.columns.update(c for c in beyond if c < len(cells) and cells[c] not in ("", None))
        yield number, cells if place_of is None else [*cells, *[None] * (width - len(cells)), place]


def group_texts(part: Part) -> list[str]:
    """Texts of the group rows among the first rows (“一、张庄村”)."""
    sorter = RowSorter(part.heading_rows, part.heading.titles)
    numbered = enumerate((cells[part.start : part.stop] for cells in part.sample), start=part.first_row + 1)
    return [_only_text(cells) for _, cells, kind in sorter.sort(numbered) if kind is RowKind.GROUP]


def group_column(part: Part) -> int:
    """Behind the last column: where :func:`data_rows` puts the place of the group."""
    widest = max((len(cells[part.start : part.stop]) for cells in part.sample), default=0)
    return max(widest, *(column + 1 for column in part.heading.titles))


def written_once(part: Part) -> bool:
    """Whether the area stands only in the first row of those it holds for, without being merged over them."""
    column = next((column for column, name in part.mapping.items() if name == "area"), None)
    if column is None:
        return False
    cells = [text_of(row[column]) if column < len(row) else "" for row in part.sample if any(map(text_of, row))]
    named = [text for text in cells if text]
    again = any(one and one == two for one, two in pairwise(cells))
    return len(cells) > 2 and bool(cells[0]) and len(named) <= 0.7 * len(cells) and not again


def merged_columns(part: Part) -> list[int]:
    """Mapped columns with cells merged over several rows of data."""
    return sorted({merge.left - part.start for merge in _merges_of(part)})


# --- the heading -----------------------------------------------------------------------------------------------------


def _headings(grid: Grid) -> Iterator[Heading]:
    """What may be the heading: what reads as one by itself, then any of the first rows, alone or with the next."""
    found = find_heading(grid)
    if found is not None:
        yield found
    for row in range(min(len(grid.rows), _SEARCHED_ROWS)):
        yield compose(grid, row, row)
        if row + 1 < len(grid.rows):
            yield compose(grid, row, row + 1)


def _forms(parts: Sequence[str], letter: str) -> tuple[str, ...]:
    """What a heading may be called: with its letter where two are alike, whole, without remarks, its lowest part."""
    cleaned = clean_title(parts)
    return (f"{cleaned}（{letter}列）", "/".join(parts), cleaned, parts[-1], clean_title(parts[-1:]))


def _with_content(
    mapping: dict[int, str], heading: Heading, rows: Sequence[Sequence[Any]], definition: LedgerDefinition
) -> dict[int, str]:
    """Add columns whose header says nothing known but whose cells can be but one thing: a field that tells itself, the
    state, the village."""
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


def _units(grid: Grid, heading: Heading) -> dict[int, str]:
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
    above: Sequence[Sequence[str]], mapping: Mapping[int, str], units: Mapping[int, str], definition: LedgerDefinition
) -> dict[int, str]:
    """“单位：万元” above a table holds for its columns of money that name no unit."""
    unit = next(units_above(above), "")
    money = {each.name for each in definition.fields if each.type is FieldType.MONEY}
    return {c: unit for c, name in mapping.items() if unit.endswith("元") and name in money and c not in units}


# --- rows ------------------------------------------------------------------------------------------------------------


def _cut(part: Part) -> NumberedRows:
    rows = islice(part.table.rows(), part.first_row, None)
    if not part.start and part.stop is None:
        return rows
    return ((number, cells[part.start : part.stop]) for number, cells in rows)


def _merges_of(part: Part) -> list[Any]:
    wanted = {column + part.start for column in part.mapping}
    return [m for m in part.table.merges if m.bottom > m.top >= part.first_row and m.left in wanted]


def _filled_down(part: Part, rows: NumberedRows) -> NumberedRows:
    """Give every row of a vertically merged range its value, and every row the area that is written once for several."""
    starts: dict[int, list[tuple[int, int]]] = {}
    for merge in _merges_of(part):
        starts.setdefault(merge.top + 1, []).append((merge.left - part.start, merge.bottom + 1))
    area = next((c for c, name in part.mapping.items() if name == "area"), None) if written_once(part) else None
    if not starts and area is None:
        yield from rows
        return
    held: dict[int, tuple[Any, int]] = {}
    for number, cells in rows:
        for column, until in starts.get(number, ()):
            held[column] = cells[column] if column < len(cells) else None, until
        lasting = {column: value for column, (value, until) in held.items() if number <= until}
        filled = any(text_of(cell) for cell in cells)
        if area is not None and filled and area < len(cells):
            if text_of(cells[area]):
                held[area] = cells[area], 2**62
            elif area in lasting and sum(1 for cell in cells if text_of(cell)) > 1:
                cells = _with(cells, {area: lasting[area]})
        merged = {c: v for c, v in lasting.items() if c != area and c < len(cells) and not text_of(cells[c])}
        yield number, _with(cells, merged) if merged and filled else cells


def _with(cells: Sequence[Any], values: Mapping[int, Any]) -> list[Any]:
    return [values.get(column, cell) for column, cell in enumerate(cells)]


def _solved(part: Part, rows: NumberedRows) -> NumberedRows:
    """Formulas without a result must not pass for blanks."""
    unsolved = part.table.marks().unsolved
    if not unsolved:
        yield from rows
        return
    for number, cells in rows:
        columns = [column - part.table.left - part.start for column in unsolved.get(number, ())]
        yield number, _with(cells, dict.fromkeys(columns, _UNSOLVED)) if columns else cells


# --- sheets ----------------------------------------------------------------------------------------------------------


def _halves(part: Part) -> Iterator[Part]:
    """A sheet printed in two halves side by side is two parts."""
    twin = twin_column(part.heading.titles)
    if twin is None or any(column >= twin for column in part.mapping):
        yield part
        return
    titles = list(part.heading.parts.items())
    left = {column: parts for column, parts in titles if column < twin}
    heading = Heading(part.heading.first, part.heading.last, left)
    rows = tuple(cells[:twin] for cells in part.heading_rows)
    yield replace(part, heading=heading, stop=twin, heading_rows=rows)
    yield replace(part, heading=heading, start=twin, stop=2 * twin, heading_rows=rows)


def _sheet_notes(file: File, found: Sequence[Part], taken: Sequence[Part]) -> Iterator[str]:
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


def _only_text(cells: Sequence[Any]) -> str:
    return next((text_of(cell) for cell in cells if text_of(cell)), "")


def _letter(column: int) -> str:
    return Grid("", (), first_column=column).letter(0)
