"""Rows of cells become lines for COPY, or problems: the inner loop of every import.

Cells are read column by column in chunks. A column remembers what each distinct text became, so that a choice, a date or a
village name is parsed once however often it stands there (100,000 × 12 cells: about 1 s instead of 4).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from zhenyu.ledgers.amounts import column_factor, read_decimal
from zhenyu.ledgers.cell_problems import CellProblem
from zhenyu.ledgers.definition import LedgerDefinition
from zhenyu.ledgers.lookups import Surroundings, pick, read_area
from zhenyu.ledgers.staging import BLANK, array_text, copy_text
from zhenyu.ledgers.types import MAX_PROBLEMS, Progress, RowProblem
from zhenyu.ledgers.values import is_mask, read_value

CHUNK: Final = 2000
_REMEMBERED: Final = 50_000
FAULTY: Final = ""
"""Stands for a refused cell, so that it is not told to be blank as well; its row is never written."""
KEPT: Final = CellProblem("kept", "masked: keep what stands")
_MASKED_KEY: Final = CellProblem("masked", "主键是遮盖后的内容，认不出是哪一条", "请用完整内容的表导入")
SYSTEM_TITLES: Final[Mapping[str, str]] = {"area": "所在区划", "state": "状态", "owner": "责任人"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file that is taken: its position, the field (or ``area``, ``state``, ``owner``), its header's unit."""

    position: int
    name: str
    unit: str = ""


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


@dataclass
class RowReader:
    """Reads numbered rows of one import; afterwards holds the counts and the problems.

    Arguments:
        columns: which cells are taken, each field once.
        default_area: the area of rows that name none; None when every row must name one.
    """

    definition: LedgerDefinition
    columns: Sequence[Column]
    surroundings: Surroundings
    default_area: str | None
    progress: Callable[[Progress], None] | None = None
    total: int | None = None
    read: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    _readers: list[_Known] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._readers = [_Known(self._cell_reader(column)) for column in self.columns]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are brought, in the order of the lines."""
        return tuple(column.name for column in self.columns if column.name not in SYSTEM_TITLES)

    def lines(self, rows: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[str]:
        """COPY text of the good rows, a chunk at a time: n, area, state, owner, keep, fields…"""
        stream = iter(rows)
        while chunk := list(islice(stream, CHUNK)):
            self.read += len(chunk)
            yield "".join(self._chunk_lines([number for number, _ in chunk], [cells for _, cells in chunk]))
            if self.progress:
                self.progress(Progress("读取并核对", self.read, self.total))

    def title(self, name: str) -> str:
        """What people call a column."""
        return SYSTEM_TITLES.get(name) or self.definition.by_name[name].title

    def refuse(self, problem: RowProblem) -> None:
        """Note a problem; its row counts as refused once, however many it has."""
        self.refused.add(problem.row)
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)

    # -- one chunk ------------------------------------------------------------------------------------------------

    def _chunk_lines(self, numbers: list[int], rows: list[Sequence[Any]]) -> Iterator[str]:
        texts: dict[str, list[Any]] = {}
        kept: dict[int, list[str]] = {}
        for column, known in zip(self.columns, self._readers, strict=True):
            cells = [row[column.position] if column.position < len(row) else None for row in rows]
            texts[column.name] = self._column_texts(column, known, cells, numbers, kept)
        areas = self._areas(texts, numbers)
        self._check_required(texts, numbers, kept)
        blank = [BLANK] * len(rows)
        keep = [array_text(kept[place]) if place in kept else BLANK for place in range(len(rows))] if kept else blank
        frame = (map(str, numbers), areas, texts.get("state", blank), texts.get("owner", blank), keep)
        for number, line in zip(numbers, zip(*frame, *(texts[name] for name in self.fields), strict=True), strict=True):
            if number not in self.refused:
                yield "\t".join(line) + "\n"

    def _column_texts(
        self, column: Column, known: _Known, cells: list[Any], numbers: list[int], kept: dict[int, list[str]]
    ) -> list[Any]:
        try:
            texts = known.all(cells)
        except TypeError:  # a list or mapping among typed values
            texts = [known.read(cell) for cell in cells]
            known.faulty = True
        if known.faulty:
            for place, text in enumerate(texts):
                if text is KEPT:
                    kept.setdefault(place, []).append(column.name)
                    texts[place] = BLANK
                elif text.__class__ is CellProblem:
                    self._refuse_cell(numbers[place], column, cells[place], text)
                    texts[place] = FAULTY
        return texts

    def _refuse_cell(self, number: int, column: Column, raw: Any, problem: CellProblem) -> None:
        shown = "" if raw is None else str(raw)[:100]
        self.refuse(
            RowProblem(
                number, self.title(column.name), shown, problem.rule, problem.message, problem.hint, column.position
            )
        )

    def _areas(self, texts: Mapping[str, list[Any]], numbers: list[int]) -> list[str]:
        if "area" not in texts:
            return [self.default_area or BLANK] * len(numbers)
        if self.default_area is not None:
            return [self.default_area if text == BLANK else text for text in texts["area"]]
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
        self, name: str, texts: list[Any], numbers: list[int], hint: str,
        masked: Collection[tuple[int, str]] = (),
    ) -> None:  # fmt: skip
        if BLANK not in texts:
            return
        position = next(column.position for column in self.columns if column.name == name)
        title = self.title(name)
        for number, text in zip(numbers, texts, strict=True):
            if text == BLANK and (number, name) not in masked:
                self.refuse(RowProblem(number, title, "", "required", f"“{title}”没有填", hint, position))

    # -- one cell -------------------------------------------------------------------------------------------------

    def _cell_reader(self, column: Column) -> Callable[[Any], Any]:
        read = self._value_reader(column)

        def cell(raw: Any) -> Any:
            value = read(raw)
            return value if value.__class__ is CellProblem else copy_text(value)

        return cell

    def _value_reader(self, column: Column) -> Callable[[Any], Any]:
        if column.name == "area":
            return lambda raw: read_area(str(raw).strip(), self.surroundings) if str(raw or "").strip() else None
        if column.name == "state":
            states = self.definition.states
            return lambda raw: pick(states, str(raw).strip()) if str(raw or "").strip() else None
        if column.name == "owner":
            return lambda raw: str(raw).strip()[:60] or None if raw is not None else None
        declared = self.definition.by_name[column.name]
        factor = column_factor(column.unit, declared.kept_unit) if column.unit and declared.numeric else None

        def read(raw: Any) -> Any:
            if is_mask(declared, raw):
                return _MASKED_KEY if declared.name in self.definition.key else KEPT
            if factor is not None and factor != 1 and raw not in (None, ""):
                number = read_decimal(raw, column.unit)
                raw = number if isinstance(number, CellProblem) else number * factor
                if isinstance(raw, CellProblem):
                    return raw
            return read_value(declared, raw, self.surroundings)

        return read
