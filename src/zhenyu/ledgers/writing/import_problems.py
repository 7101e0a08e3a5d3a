"""The problems of one import: which rows are refused, and what people are told of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zhenyu.core.values.row_numbers import listed
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.types import MAX_PROBLEMS, RowProblem
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.writing.row_parser import SHEET_BITS, SYSTEM_TITLES, CellFault, ParsedChunk, RowBlock


class ImportProblems:
    """Collects the faults of rows, whoever finds them: the reader of cells, the keys, the database.

    A row is known by ``n``: its number in the sheet, with the index of its block above :data:`SHEET_BITS`.
    """

    def __init__(self, definition: LedgerDefinition, blocks: Sequence[RowBlock]) -> None:
        self.refused: set[int] = set()
        self._definition = definition
        self._blocks = blocks
        self._problems: list[tuple[int, RowProblem]] = []
        self._blanks: dict[str, list[int]] = {}

    def add_chunk(self, chunk: ParsedChunk) -> None:
        """Note what the reading of some rows found."""
        for fault in chunk.faults:
            self.add(fault)
        for name, numbers in chunk.blanks.items():
            self._blanks.setdefault(name, []).extend(numbers)

    def refuse(self, n: int, name: str, rule: str, message: str, hint: str = "", *, value: Any = "") -> None:
        """Note why a row is refused; see :class:`CellFault`."""
        self.add(CellFault(n, name, CellProblem(rule, message, hint), value))

    def add(self, fault: CellFault) -> None:
        """Note a fault; its row counts as refused once, however many it has. The first
        :data:`MAX_PROBLEMS` are shown."""
        self.refused.add(fault.n)
        if len(self._problems) >= MAX_PROBLEMS:
            return
        block, name, problem = self._block_of(fault.n), fault.name, fault.problem
        column = next((block.left + each.position for each in block.columns if each.name == name), None)
        shown = "" if fault.value is None else str(fault.value)[:100]
        title = self.title(name) if name else ""
        row = RowProblem(
            self.row_of(fault.n),
            title,
            shown,
            problem.rule,
            problem.message,
            problem.hint,
            column,
            block.sheet,
        )
        self._problems.append((fault.n, row))

    def listed(self) -> tuple[RowProblem, ...]:
        """The problems in the order of sheets, rows and columns."""
        in_order = sorted(self._problems, key=lambda pair: (pair[0], pair[1].column or 0))
        return tuple(problem for _, problem in in_order)

    def notes(self) -> Iterator[str]:
        """Where a stroke was taken for a blank."""
        for name, numbers in self._blanks.items():
            rows = listed([self.row_of(number) for number in numbers])
            yield f"“{self.title(name)}”有{len(numbers)}格填的是“/”“无”一类的占位，按空白导入：第{rows}行"

    def row_of(self, n: int) -> int:
        """The number of a row as Excel shows it."""
        return n if len(self._blocks) == 1 else n & ((1 << SHEET_BITS) - 1)

    def sheet_of(self, n: int) -> str:
        """The sheet of a row; empty when there is but one."""
        return self._block_of(n).sheet

    def title(self, name: str) -> str:
        """What people call a column."""
        return SYSTEM_TITLES.get(name) or self._definition.by_name[name].title

    def _block_of(self, n: int) -> RowBlock:
        return self._blocks[0 if len(self._blocks) == 1 else n >> SHEET_BITS]
