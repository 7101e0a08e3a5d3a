"""Frozen values the ledgers room takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from zhenyu.core.errors import RefusedError, StaleVersion
from zhenyu.core.values.area_codes import AreaCode

FILTER_OPERATORS = (
    "eq",
    "ne",
    "in",
    "not_in",
    "contains",
    "not_contains",
    "starts",
    "gte",
    "lte",
    "blank",
    "not_blank",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on a column: a field of the definition or ``area``, ``state``, ``owner``, ``due``,
    ``updated_at``.

    ``op`` is one of :data:`FILTER_OPERATORS`; ``value`` may be text as typed, ``in`` and ``not_in`` take a
    list or a text split by commas. Several choices at once (``choices``): ``eq`` all of them, ``in`` any,
    ``not_in`` none.
    """

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class RowRef:
    """A row and the version an action is based on."""

    id: int
    version: int


@dataclass(frozen=True, slots=True)
class RowEdit:
    """Values to write. ``id`` None makes a new row (``area`` is then needed); fields not in ``values`` stay
    as they are.

    ``values`` maps field names to text as typed or to typed values; ``None`` or an empty text clears a field.
    """

    values: Mapping[str, Any]
    id: int | None = None
    version: int | None = None
    area: AreaCode | str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row as its reader sees it.

    ``values``: field name → typed value (date, Decimal, bool, str, tuple …), None when blank. The values of
    fields named in ``masked`` are masked texts. ``due`` is None when no deadline runs in the present state.
    """

    id: int
    area: str
    area_name: str
    state: str | None
    state_title: str
    version: int
    due: date | None
    overdue: bool
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    values: Mapping[str, Any]
    masked: frozenset[str] = frozenset()
    owner: str = ""
    batch: int | None = None
    due_soon: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    """What the row's ``record`` fields point to, by title; without those the reader may not see."""


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page of rows. ``next`` and ``previous`` are cursors for ``after=`` and ``before=``, None at the ends.

    ``counts`` is None where they were not asked for. ``sums`` (numeric fields over the whole filtered set,
    None when all are blank) is filled when totals were asked for.
    """

    rows: tuple[Row, ...]
    next: str | None
    previous: str | None
    counts: Counts | None = None
    sums: Mapping[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> int | None:
        """The rows asked for, as far as they were counted."""
        return self.counts.total.number if self.counts else None

    @property
    def total_capped(self) -> bool:
        """Whether there are more than ``total``."""
        return bool(self.counts and self.counts.total.capped)


@dataclass(frozen=True, slots=True)
class DeletedRow:
    """A row that was deleted: as it was, when, by whom and why."""

    row: Row
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class DeletedPage:
    """Deleted rows, the newest deletion first; ``next`` is a cursor for ``after=``."""

    rows: tuple[DeletedRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after a change, as text for people; private values are masked."""

    field: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of a row, newest first in a history. ``version`` is the row's version before it, None for
    its creation."""

    at: datetime
    by: str
    action: str
    action_title: str
    why: str
    version: int | None
    batch: int | None
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one cell or row of an edit or an import, and what to do about it.

    ``row``: the row number in the file (as Excel counts) or the position in a list of edits, from 1.
    ``field``: the field's title, empty for the whole row. ``column``: position in the file, from 0, None when
    it has none. ``sheet``: its name where several sheets were taken, else empty.
    """

    row: int
    field: str
    value: str
    rule: str
    message: str
    hint: str = ""
    column: int | None = None
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        names = ("sheet", "row", "field", "value", "rule", "message", "hint")
        return {name: getattr(self, name) for name in names}

    def __str__(self) -> str:
        sheet = f"“{self.sheet}”表" if self.sheet else ""
        at = f"{sheet}第{self.row}行" + (f"“{self.field}”" if self.field else "")
        return f"{at}：{self.message}" + (f"。{self.hint}" if self.hint else "")


class RowsRefused(RefusedError):  # noqa: N818 — reads as the sentence the user sees
    """Edits that break rules; nothing was written. ``problems`` names each."""

    def __init__(self, problems: tuple[RowProblem, ...]) -> None:
        first = problems[0]
        more = f"（共{len(problems)}处问题）" if len(problems) > 1 else ""
        super().__init__(f"{f'“{first.field}”' if first.field else ''}{first.message}{more}", first.hint)
        self.args = (problems,)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ConflictingRow:
    """One row that somebody changed since it was read: what was to be written and the row as it is now."""

    id: int
    based_on: int | None
    yours: Mapping[str, Any]
    theirs: Row


class RowConflict(StaleVersion):
    """Writes based on versions that are no longer current; nothing was written."""

    def __init__(self, conflicts: tuple[ConflictingRow, ...]) -> None:
        theirs = conflicts[0].theirs
        super().__init__(
            f"这条记录已被{theirs.updated_by}在{theirs.updated_at:%Y-%m-%d %H:%M}改过，您的修改没有保存",
            "请对照两边的内容，重新修改后再保存",
        )
        self.args = (conflicts,)
        self.conflicts = conflicts


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What a write did. ``rows`` are the rows afterwards, in the order of the edits."""

    rows: tuple[Row, ...]
    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: ``read = added + changed + unchanged + refused``, always.

    In a dry run, and when rows were refused and the good ones not accepted, ``written`` is False and the
    counts are what would have been done. ``problems`` holds at most :data:`MAX_PROBLEMS`; ``notes`` says what
    was left out and why.
    """

    batch: int | None
    read: int
    added: int
    changed: int
    unchanged: int
    refused: int
    problems: tuple[RowProblem, ...] = ()
    notes: tuple[str, ...] = ()
    written: bool = True
    errors_file: str | None = None

    def as_json(self) -> dict[str, Any]:
        counts = ("batch", "read", "added", "changed", "unchanged", "refused")
        return {
            **{name: getattr(self, name) for name in counts},
            "problems": [problem.as_json() for problem in self.problems],
            "notes": list(self.notes),
            "written": self.written,
            "errors_file": self.errors_file,
        }


MAX_PROBLEMS = 20_000
"""Problems an import keeps; the count of refused rows stays exact beyond it, and a note tells so."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long action is. ``total`` is None while unknown."""

    stage: str
    done: int
    total: int | None = None


class Counted(NamedTuple):
    """How many; ``capped``: at least so many."""

    number: int
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows asked for; ``whole``, whatever their state; those of each state by its code; and those of any
    state that are past their day, None where the ledger keeps no days."""

    total: Counted
    whole: Counted
    states: Mapping[str, Counted] = field(default_factory=dict)
    late: Counted | None = None
