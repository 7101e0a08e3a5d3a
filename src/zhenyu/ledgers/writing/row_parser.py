"""Rows of cells become lines for COPY, or faults: the inner loop of every import. Pure.

Cells are read column by column in chunks. A column remembers what each distinct text became, so that a
choice, a date or a village name is parsed once however often it stands there (100,000 × 12 cells: about 1 s
instead of 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from zhenyu.core.database.copy_text import BLANK, array_text, copy_text
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.values.amounts import column_factor, read_decimal
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.references import NO_REFERENCES, References, choice_code, read_area
from zhenyu.ledgers.values.shown_values import is_mask
from zhenyu.ledgers.values.typed_values import FILLERS, WORDS, read_value

CHUNK: Final = 2000
_REMEMBERED: Final = 50_000
FAULTY: Final = ""
"""Stands for a refused cell, so that it is not reported as blank as well; its row is never written."""
KEPT: Final = CellProblem("kept", "masked: keep the value the row has")
NOTHING: Final = CellProblem("nothing", "a stroke for a blank")
SHEET_BITS: Final = 21
"""Rows of several blocks are distinguished by their block's index above these bits; Excel has 2**20 rows."""
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


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a row is refused.

    Arguments:
        n: the row's number in the import.
        name: the field (or ``area``, ``state``, ``owner``); empty for the whole row.
        value: what stands in the cell.
    """

    n: int
    name: str
    problem: CellProblem
    value: Any = ""


@dataclass(frozen=True, slots=True)
class ParsedChunk:
    """What some rows became.

    Arguments:
        lines: COPY text of the good rows: n, area, state, owner, keep, fields…
        faults: of the refused rows, column by column.
        kept: row → fields that came masked and keep the value the row has.
        blanks: field → rows where a stroke was taken for a blank.
    """

    lines: tuple[str, ...]
    faults: tuple[CellFault, ...]
    kept: Mapping[int, Sequence[str]]
    blanks: Mapping[str, Sequence[int]]


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


def chunks_of(blocks: Sequence[RowBlock]) -> Iterator[tuple[RowBlock, list[tuple[int, Sequence[Any]]]]]:
    """The rows of an import a chunk at a time, each with its number in the import: its number in the sheet,
    with the index of its block above :data:`SHEET_BITS`."""
    for index, block in enumerate(blocks):
        base = index << SHEET_BITS
        stream = iter(block.rows)
        while chunk := [(base + number, cells) for number, cells in islice(stream, CHUNK)]:
            yield block, chunk


class RowParser:
    """Reads rows of cells as the fields of a ledger.

    What it remembers of a column only saves work: a chunk reads the same whichever were read before it.

    Arguments:
        fields: the fields a line holds, in their order.
    """

    def __init__(
        self, definition: LedgerDefinition, fields: Sequence[str], references: References = NO_REFERENCES
    ) -> None:
        self._definition = definition
        self._fields = tuple(fields)
        self._references = references
        self._known: dict[MappedColumn, _Known] = {}

    def read_chunk(self, block: RowBlock, rows: Sequence[tuple[int, Sequence[Any]]]) -> ParsedChunk:
        """The lines of the good rows, and why the others are refused.

        Arguments:
            block: gives the columns and the area of the rows.
            rows: number in the import, cells.
        """
        chunk = _Chunk([number for number, _ in rows])
        texts: dict[str, list[Any]] = {}
        for column in block.columns:
            cells = [row[column.position] if column.position < len(row) else None for _, row in rows]
            texts[column.name] = self._column_texts(column, cells, chunk)
        areas = self._areas(block.area, texts, chunk)
        self._check_required(texts, chunk)
        blank = [BLANK] * len(rows)
        kept = chunk.kept
        keep = [array_text(kept[n]) if n in kept else BLANK for n in chunk.numbers] if kept else blank
        frame = (map(str, chunk.numbers), areas, texts.get("state", blank), texts.get("owner", blank), keep)
        lines = zip(*frame, *(texts[name] for name in self._fields), strict=True)
        refused = {fault.n for fault in chunk.faults}
        return ParsedChunk(
            tuple(
                "\t".join(line) + "\n"
                for n, line in zip(chunk.numbers, lines, strict=True)
                if n not in refused
            ),
            tuple(chunk.faults),
            chunk.kept,
            chunk.blanks,
        )

    def _column_texts(self, column: MappedColumn, cells: list[Any], chunk: _Chunk) -> list[Any]:
        known = self._known.get(column)
        if known is None:
            known = self._known[column] = _Known(self._cell_reader(column))
        try:
            texts = known.all(cells)
        except TypeError:  # a list or mapping among typed values
            texts = [known.read(cell) for cell in cells]
            known.faulty = True
        if known.faulty:
            for index, text in enumerate(texts):
                if text.__class__ is CellProblem:
                    texts[index] = chunk.exception(column.name, chunk.numbers[index], cells[index], text)
        return texts

    def _areas(self, default: str | None, texts: Mapping[str, list[Any]], chunk: _Chunk) -> list[str]:
        if "area" not in texts:
            return [default or BLANK] * len(chunk.numbers)
        if default is not None:
            return [default if text == BLANK else text for text in texts["area"]]
        chunk.refuse_blanks("area", SYSTEM_TITLES["area"], texts["area"], "每一行都要写明属于哪个村（社区）")
        return texts["area"]

    def _check_required(self, texts: Mapping[str, list[Any]], chunk: _Chunk) -> None:
        for field_ in self._definition.fields:
            if field_.name in texts and self._definition.is_required(field_):
                chunk.refuse_blanks(field_.name, field_.title, texts[field_.name], "请补齐这一格")

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
                read_area(str(raw).strip(), self._references) if str(raw or "").strip() else None
            )
        if column.name == "state":
            states = self._definition.states
            return lambda raw: choice_code(states, str(raw).strip()) if str(raw or "").strip() else None
        if column.name == "owner":
            return lambda raw: str(raw).strip()[:60] or None if raw is not None else None
        declared = self._definition.by_name[column.name]
        factor = column_factor(column.unit, declared.kept_unit) if column.unit and declared.numeric else None
        words, private = declared.type in WORDS, declared.private

        def read(raw: Any) -> Any:
            if raw.__class__ is CellProblem:
                return raw  # found by who read the file
            if private and is_mask(declared, raw):
                return _MASKED_KEY if declared.name in self._definition.key else KEPT
            if not words and raw.__class__ is str and raw.strip().lower() in FILLERS:
                return NOTHING
            if column.percent and raw.__class__ is float:
                return read_value(declared, read_decimal(raw * 100, None), self._references)
            if factor is not None and factor != 1 and raw not in (None, ""):
                number = read_decimal(raw, column.unit)
                raw = number if isinstance(number, CellProblem) else number * factor
                if isinstance(raw, CellProblem):
                    return raw
            return read_value(declared, raw, self._references)

        return read


class _Chunk:
    """What comes to light while a chunk is read."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers
        self.faults: list[CellFault] = []
        self.kept: dict[int, list[str]] = {}
        self.blanks: dict[str, list[int]] = {}

    def exception(self, name: str, n: int, cell: Any, problem: CellProblem) -> str:
        """What is written for a cell that is no value: nothing where it is masked or a stroke, else its row
        is refused."""
        if problem is KEPT:
            self.kept.setdefault(n, []).append(name)
            return BLANK
        if problem is NOTHING:
            self.blanks.setdefault(name, []).append(n)
            return BLANK
        self.faults.append(CellFault(n, name, problem, "" if cell is problem else cell))
        return FAULTY

    def refuse_blanks(self, name: str, title: str, texts: list[Any], hint: str) -> None:
        """Refuse the rows where a column that must be filled is blank; masked cells are not."""
        if BLANK not in texts:
            return
        missing = CellProblem("required", f"“{title}”没有填", hint)
        self.faults += [
            CellFault(n, name, missing)
            for n, text in zip(self.numbers, texts, strict=True)
            if text == BLANK and name not in self.kept.get(n, ())
        ]
