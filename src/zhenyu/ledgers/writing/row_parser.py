"""Rows of cells become lines for COPY, or problems: the inner loop of every import.

Cells are read column by column in chunks. A column remembers what each distinct text became, so that a
choice, a date or a village name is parsed once however often it stands there (100,000 × 12 cells: about 1 s
instead of 4).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from zhenyu.core.database.copy_text import BLANK, array_text, copy_text
from zhenyu.core.values.row_numbers import listed
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.types import MAX_PROBLEMS, Progress, RowProblem
from zhenyu.ledgers.values.amounts import column_factor, read_decimal
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.references import References, choice_code, read_area
from zhenyu.ledgers.values.shown_values import is_mask
from zhenyu.ledgers.values.typed_values import FILLERS, WORDS, read_value

CHUNK: Final = 2000
_REMEMBERED: Final = 50_000
FAULTY: Final = ""
"""Stands for a refused cell, so that it is not told to be blank as well; its row is never written."""
KEPT: Final = CellProblem("kept", "masked: keep what stands")
NOTHING: Final = CellProblem("nothing", "a stroke for a blank")
SHEET_BITS: Final = 21
"""Rows of several sheets are told apart by their sheet's place above these bits; Excel has 2**20 rows."""
_MASKED_KEY: Final = CellProblem("masked", "主键是遮盖后的内容，认不出是哪一条", "请用完整内容的表导入")
SYSTEM_TITLES: Final[Mapping[str, str]] = {"area": "所在区划", "state": "状态", "owner": "责任人"}


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column that is taken: its position, the field (or ``area``, ``state``, ``owner``), the unit its
    header gives.

    ``percent``: the sheet shows its numbers as percentages, 0.35 is 35 %.
    """

    position: int
    name: str
    unit: str = ""
    percent: bool = False


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Rows that share their columns: a whole import, or one of the sheets taken together.

    Arguments:
        area: the area of rows that name none; None when every row must name one.
        sheet: its name for people, empty when there is but one.
        left: columns of the sheet before the first of ``rows``.
    """

    columns: Sequence[MappedColumn]
    rows: Iterable[tuple[int, Sequence[Any]]]
    area: str | None = None
    sheet: str = ""
    left: int = 0


class _Known(dict[Any, Any]):
    """What distinct cells of one column became; forgets everything when it grows too large."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self.read = read
        self.faulty = False

    def __missing__(self, raw: Any) -> Any:
        if len(self) > _REMEMBERED:
            self.clear()
        value = self.read(raw)
        if value.__class__ is CellProblem:
            self.faulty = True
        self[raw] = value
        return value

    def all(self, cells: Iterable[Any]) -> list[Any]:
        return list(map(self.__getitem__, cells))


class RowReader:
    """Reads the numbered rows of one import; afterwards holds the counts and the problems.

    Inside the import a row is known by ``n``: its number in the sheet, with the place of its stretch above
    :data:`SHEET_BITS` when there are several.
    """

    def __init__(
        self,
        definition: LedgerDefinition,
        stretches: Sequence[RowBlock],
        surroundings: References,
        progress: Callable[[Progress], None] | None = None,
        total: int | None = None,
    ) -> None:
        self.definition = definition
        self.stretches = stretches
        self.fields = tuple(
            column.name for column in stretches[0].columns if column.name not in SYSTEM_TITLES
        )
        self.read = 0
        self.refused: set[int] = set()
        self._surroundings = surroundings
        self._progress, self._total = progress, total
        self._problems: list[tuple[int, RowProblem]] = []
        self._nothing: dict[str, list[int]] = {}
        self._known: dict[MappedColumn, _Known] = {}
        self._now = stretches[0]

    def lines(self) -> Iterator[str]:
        """COPY text of the good rows, a chunk at a time: n, area, state, owner, keep, fields…"""
        for place, stretch in enumerate(self.stretches):
            self._now = stretch
            base = place << SHEET_BITS
            stream = iter(stretch.rows)
            while chunk := list(islice(stream, CHUNK)):
                self.read += len(chunk)
                yield "".join(
                    self._chunk_lines([base + number for number, _ in chunk], [cells for _, cells in chunk])
                )
                if self._progress:
                    self._progress(Progress("读取并核对", self.read, self._total))

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """In the order of sheets, rows and columns."""
        self._problems.sort(key=lambda pair: (pair[0], pair[1].column or 0))
        return tuple(problem for _, problem in self._problems)

    def notes(self) -> Iterator[str]:
        """Where a stroke was taken for a blank."""
        for name, numbers in self._nothing.items():
            places = listed([self.row_of(number) for number in numbers])
            yield f"“{self.title(name)}”有{len(numbers)}格填的是“/”“无”一类的占位，按空白导入：第{places}行"

    def row_of(self, n: int) -> int:
        """The number of a row as Excel shows it."""
        return n if len(self.stretches) == 1 else n & ((1 << SHEET_BITS) - 1)

    def title(self, name: str) -> str:
        """What people call a column."""
        return SYSTEM_TITLES.get(name) or self.definition.by_name[name].title

    def refuse(self, n: int, name: str, rule: str, message: str, hint: str = "", *, value: Any = "") -> None:
        """Note a problem of a row; it counts as refused once, however many it has.

        Arguments:
            name: the field (or ``area``, ``state``, ``owner``); empty for the whole row.
        """
        self.refused.add(n)
        if len(self._problems) >= MAX_PROBLEMS:
            return
        stretch = self.stretches[0 if len(self.stretches) == 1 else n >> SHEET_BITS]
        column = next((stretch.left + each.position for each in stretch.columns if each.name == name), None)
        shown = "" if value is None else str(value)[:100]
        title = self.title(name) if name else ""
        self._problems.append(
            (n, RowProblem(self.row_of(n), title, shown, rule, message, hint, column, stretch.sheet))
        )

    # --- one chunk --------------------------------------------------------------------------------

    def _chunk_lines(self, numbers: list[int], rows: list[Sequence[Any]]) -> Iterator[str]:
        texts: dict[str, list[Any]] = {}
        kept: dict[int, list[str]] = {}
        for column in self._now.columns:
            cells = [row[column.position] if column.position < len(row) else None for row in rows]
            texts[column.name] = self._column_texts(column, cells, numbers, kept)
        areas = self._areas(texts, numbers)
        self._check_required(texts, numbers, kept)
        blank = [BLANK] * len(rows)
        keep = (
            [array_text(kept[place]) if place in kept else BLANK for place in range(len(rows))]
            if kept
            else blank
        )
        frame = (map(str, numbers), areas, texts.get("state", blank), texts.get("owner", blank), keep)
        for number, line in zip(
            numbers, zip(*frame, *(texts[name] for name in self.fields), strict=True), strict=True
        ):
            if number not in self.refused:
                yield "\t".join(line) + "\n"

    def _column_texts(
        self, column: MappedColumn, cells: list[Any], numbers: list[int], kept: dict[int, list[str]]
    ) -> list[Any]:
        known = self._known.get(column)
        if known is None:
            known = self._known[column] = _Known(self._cell_reader(column))
        try:
            texts = known.all(cells)
        except TypeError:  # a list or mapping among typed values
            texts = [known.read(cell) for cell in cells]
            known.faulty = True
        if known.faulty:
            for place, text in enumerate(texts):
                if text.__class__ is CellProblem:
                    texts[place] = self._exception(column.name, numbers[place], cells[place], text)
                    if text is KEPT:
                        kept.setdefault(place, []).append(column.name)
        return texts

    def _exception(self, name: str, number: int, cell: Any, told: CellProblem) -> str:
        """What is written for a cell that is no value: nothing where it is masked or a stroke, else its row
        is refused."""
        if told is KEPT:
            return BLANK
        if told is NOTHING:
            self._nothing.setdefault(name, []).append(number)
            return BLANK
        self.refuse(number, name, told.rule, told.message, told.hint, value="" if cell is told else cell)
        return FAULTY

    def _areas(self, texts: Mapping[str, list[Any]], numbers: list[int]) -> list[str]:
        if "area" not in texts:
            return [self._now.area or BLANK] * len(numbers)
        if (default := self._now.area) is not None:
            return [default if text == BLANK else text for text in texts["area"]]
        self._refuse_blanks("area", texts["area"], numbers, "每一行都要写明属于哪个村（社区）")
        return texts["area"]

    def _check_required(
        self, texts: Mapping[str, list[Any]], numbers: list[int], kept: Mapping[int, list[str]]
    ) -> None:
        masked = {(numbers[place], name) for place, names in kept.items() for name in names}
        for field_ in self.definition.fields:
            if field_.name in texts and self.definition.is_required(field_):
                self._refuse_blanks(field_.name, texts[field_.name], numbers, "请补齐这一格", masked)

    def _refuse_blanks(
        self,
        name: str,
        texts: list[Any],
        numbers: list[int],
        hint: str,
        masked: Collection[tuple[int, str]] = (),
    ) -> None:
        if BLANK not in texts:
            return
        for number, text in zip(numbers, texts, strict=True):
            if text == BLANK and (number, name) not in masked:
                self.refuse(number, name, "required", f"“{self.title(name)}”没有填", hint)

    # --- one cell ---------------------------------------------------------------------------------

    def _cell_reader(self, column: MappedColumn) -> Callable[[Any], Any]:
        read = self._value_reader(column)

        def cell(raw: Any) -> Any:
            value = read(raw)
            return value if value.__class__ is CellProblem else copy_text(value)

        return cell

    def _value_reader(self, column: MappedColumn) -> Callable[[Any], Any]:
        if column.name == "area":
            return lambda raw: (
                read_area(str(raw).strip(), self._surroundings) if str(raw or "").strip() else None
            )
        if column.name == "state":
            states = self.definition.states
            return lambda raw: choice_code(states, str(raw).strip()) if str(raw or "").strip() else None
        if column.name == "owner":
            return lambda raw: str(raw).strip()[:60] or None if raw is not None else None
        declared = self.definition.by_name[column.name]
        factor = column_factor(column.unit, declared.kept_unit) if column.unit and declared.numeric else None
        words, private = declared.type in WORDS, declared.private

        def read(raw: Any) -> Any:
            if raw.__class__ is CellProblem:
                return raw  # told by who read the file
            if private and is_mask(declared, raw):
                return _MASKED_KEY if declared.name in self.definition.key else KEPT
            if not words and raw.__class__ is str and raw.strip().lower() in FILLERS:
                return NOTHING
            if column.percent and raw.__class__ is float:
                return read_value(declared, read_decimal(raw * 100, None), self._surroundings)
            if factor is not None and factor != 1 and raw not in (None, ""):
                number = read_decimal(raw, column.unit)
                raw = number if isinstance(number, CellProblem) else number * factor
                if isinstance(raw, CellProblem):
                    return raw
            return read_value(declared, raw, self._surroundings)

        return read
