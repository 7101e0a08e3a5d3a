"""A column of the table as the rules see it, and what a rule says of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from zhenyu.core.values.row_numbers import listed
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, Privacy
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.typed_values import FILLERS, WORDS, read_value
from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.heading_lexicon import Hint

SheetRow = tuple[str, int]
"""Where a row stands: the name of its sheet (empty when there is but one) and its number in Excel."""


@dataclass(frozen=True)
class SourceColumn:
    """A column: its heading and its filled cells.

    Arguments:
        title: the heading without unit and remarks; ``header`` as it stands, joined over its rows.
        unit: the unit the heading gives, or a row of units; empty when none does.
        sheet_unit: the unit written once above the whole table; empty when none is.
        cells: (row, cell) of each filled cell; ``total`` counts the rows.
    """

    position: int
    letter: str
    header: str
    title: str
    hint: Hint
    cells: tuple[tuple[SheetRow, Any], ...]
    total: int
    unit: str = ""
    sheet_unit: str = ""
    lower: str = ""

    @property
    def hinted_type(self) -> FieldType | None:
        """The type its title suggests."""
        return FieldType(self.hint.type) if self.hint.type else None

    @property
    def texts(self) -> list[str]:
        """The filled cells as texts."""
        return [text_of(cell) for _, cell in self.cells]

    @property
    def filled_always(self) -> bool:
        return self.total > 0 and len(self.cells) == self.total


@dataclass(frozen=True, slots=True)
class UnfitCells:
    """Cells that the proposed field will not take, and why: for people to mend, never guessed."""

    column: str
    rows: tuple[SheetRow, ...]
    why: str

    def sentence(self) -> str:
        return f"“{self.column}”{rows_text(self.rows)}：{self.why}"


@dataclass(frozen=True)
class ColumnProposal:
    """What a column is proposed to be.

    Arguments:
        reason: a Chinese sentence for the comment; ``questions`` for the doubts.
        unfit: cells that do not fit.
    """

    type: FieldType
    reason: str
    unit: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    privacy: Privacy | None = None
    questions: tuple[str, ...] = ()
    unfit: tuple[UnfitCells, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How the cells of a column read as a field: ``share`` counts the good among all but fillers (“/”,
    “无”)."""

    good: int
    fillers: tuple[SheetRow, ...]
    bad: tuple[tuple[SheetRow, Any, CellProblem], ...]

    @property
    def share(self) -> float:
        judged = self.good + len(self.bad)
        return self.good / judged if judged else 0.0

    def unfit_cells(self, title: str, private: bool = False) -> tuple[UnfitCells, ...]:
        """The cells that do not read, by reason; the reasons of private columns never repeat the cell."""
        reasons: dict[str, list[SheetRow]] = {}
        for row, _, problem in self.bad:
            reason = f"不合{problem.rule}的格式" if private and "“" in problem.message else problem.message
            hint = f"；{problem.hint}" if problem.hint and not private else ""
            reasons.setdefault(reason + hint, []).append(row)
        unfit = [UnfitCells(title, tuple(rows), why) for why, rows in reasons.items()]
        if self.fillers:
            unfit.append(
                UnfitCells(title, self.fillers, "填的是“/”“无”一类的占位，导入前请清空（没有数据就留空）")
            )
        return tuple(unfit)


def probe(
    kind: FieldType, title: str = "试读", unit: str | None = None, choices: Mapping[str, str] | None = None
) -> Field:
    """A field to try cells on."""
    return Field(name="probe", title=title[:120] or "试读", type=kind, unit=unit, choices=dict(choices or {}))


def fit(column: SourceColumn, field_: Field, only: Callable[[Any], bool] | None = None) -> Fit:
    """Read every cell of a column as a field; ``only`` refuses further cells that reading would take."""
    good, fillers, bad = 0, [], []
    for row, cell in column.cells:
        if field_.type not in WORDS and is_filler(cell):
            fillers.append(row)
            continue
        value = read_value(field_, cell)
        if isinstance(value, CellProblem):
            bad.append((row, cell, value))
        elif only is not None and not only(cell):
            bad.append((row, cell, CellProblem(field_.type, f"“{cell}”不像{column.title}")))
        else:
            good += 1
    return Fit(good, tuple(fillers), tuple(bad))


def is_filler(cell: Any) -> bool:
    """Whether a cell only says that there is nothing: “/”, “无”."""
    return text_of(cell).lower() in FILLERS


def rows_text(rows: Sequence[SheetRow]) -> str:
    """“第3—5行”, with the sheet's name where there are several."""
    groups = [(sheet, [row for _, row in rows]) for sheet, rows in groupby(rows, key=lambda row: row[0])]
    return "、".join(
        f"“{sheet}”表第{listed(rows)}行" if sheet else f"第{listed(rows)}行" for sheet, rows in groups
    )
