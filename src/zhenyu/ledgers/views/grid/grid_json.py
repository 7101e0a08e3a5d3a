"""What the server tells the grid, as JSON: the source of the front end's ``islands/ledger-grid/shapes.ts``.

``python -m tests.ledgers.grid_types`` prints that file anew; a test fails where it is not what these types
would print. Names lose their ``Json`` on the way, and what stands in double backticks keeps single ones.
"""

from __future__ import annotations

from typing import TypeAlias, TypedDict

from zhenyu.ledgers.definition.field_types import FieldType

CellValue: TypeAlias = str | int | bool | list[str] | None
"""Decimals and days come as text, so that no digit is lost on the way."""


class ColumnJson(TypedDict):
    """A field as a column; ``choices`` are titles by code."""

    name: str
    title: str
    type: FieldType
    unit: str
    key: bool
    required: bool
    editable: bool
    sums: bool
    hidden: bool
    choices: dict[str, str]
    help: str


TransitionJson = TypedDict(
    "TransitionJson", {"name": str, "title": str, "from": list[str], "requires": list[str]}
)
TransitionJson.__doc__ = "A step out of the states ``from`` that asks for the fields ``requires``."


class StateTabJson(TypedDict):
    """A state of the life cycle; ``tone``: ``start``, ``middle`` or ``end`` of it."""

    state: str
    title: str
    tone: str


class ViewColumnJson(TypedDict):
    """A column of a saved view; ``width`` in pixels, null as wide as it needs."""

    name: str
    width: int | None


class GridViewJson(TypedDict):
    """The columns a saved view shows, in its order; none: as the ledger shows them itself."""

    id: int
    columns: list[ViewColumnJson]


class RowJson(TypedDict):
    """A row; ``labels`` are the titles of what record fields point to, ``masked`` the fields whose values are
    covered."""

    id: int
    version: int
    area: str
    area_name: str
    state: str
    state_title: str
    due: str | None
    overdue: bool
    updated_at: str
    updated_by: str
    masked: list[str]
    labels: dict[str, str]
    values: dict[str, CellValue]


class CountedJson(TypedDict):
    """How many; ``capped``: at least so many."""

    number: int
    capped: bool


class CountsJson(TypedDict):
    """Rows asked for; ``whole``, whatever their state; those of each state; those past their day, null where
    none is kept."""

    total: CountedJson
    whole: CountedJson
    states: dict[str, CountedJson]
    overdue: CountedJson | None


class PageJson(TypedDict):
    """Rows with the cursors of the pages beside them; ``counts`` is null where the page was not counted."""

    rows: list[RowJson]
    next: str | None
    previous: str | None
    counts: CountsJson | None
    sums: dict[str, str]


class GridUrlsJson(TypedDict):
    """Where the grid sends what people do."""

    rows: str
    batch: str
    transition: str
    delete: str
    record: str


class GridConfigJson(TypedDict):
    """What stands in the page for the grid to begin with; ``areas`` are names by code, where a field holds
    such codes.

    ``place``: the code of the page's area where rows belong to it directly; new rows of a pasted block then
    name none.
    """

    code: str
    title: str
    level: str
    mayWrite: bool
    columns: list[ColumnJson]
    states: list[StateTabJson]
    transitions: list[TransitionJson]
    areas: dict[str, str]
    place: str | None
    view: GridViewJson | None
    urls: GridUrlsJson
    first: PageJson


class SavedJson(TypedDict):
    """What was done; ``rows`` are the rows written."""

    rows: list[RowJson]
    added: int
    changed: int
    unchanged: int


class ProblemJson(TypedDict):
    """A refused cell; ``row`` counts the edits of the request from 1, ``field`` is empty where the whole row
    is refused."""

    sheet: str
    row: int
    field: str
    value: str
    rule: str
    message: str
    hint: str


class RowProblemJson(ProblemJson):
    """A refused cell of a batch, with the row's ``id``, null for a new one, and what it is called."""

    id: int | None
    title: str


class VerdictJson(SavedJson):
    """What a batch did or would do."""

    asked: int
    refused: int
    problems: list[RowProblemJson]


class RefusedJson(TypedDict):
    """The answer 422: edits that break rules; nothing was written."""

    message: str
    hint: str
    problems: list[ProblemJson]


class ConflictJson(TypedDict):
    """The answer 409: rows that somebody changed meanwhile, as they stand now."""

    message: str
    hint: str
    theirs: list[RowJson]


SHAPES = (
    ColumnJson,
    TransitionJson,
    StateTabJson,
    GridConfigJson,
    GridUrlsJson,
    GridViewJson,
    ViewColumnJson,
    RowJson,
    CountedJson,
    CountsJson,
    PageJson,
    SavedJson,
    VerdictJson,
    ProblemJson,
    RowProblemJson,
    RefusedJson,
    ConflictJson,
)
"""All of them, in the order they are printed."""
