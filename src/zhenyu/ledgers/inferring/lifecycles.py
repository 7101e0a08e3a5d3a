"""A column of states becomes a life cycle: states in the order of their words, steps between them, a
deadline. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from zhenyu.ledgers.definition.codes import unique
from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.ledgers.inferring.columns import SheetRow, SourceColumn
from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.header_text import plain
from zhenyu.workbooks.heading_lexicon import StateWord, state_word

OFF_THE_ROAD: Final = 9
_DONE: Final = 2
_MOST_STATES: Final = 8
_KNOWN_TO_IMPORT: Final = frozenset(["状态", "办理状态", "当前状态", "进展状态"])
_UNKNOWN: Final = StateWord("state", 1)
_VERBS: Final[Mapping[str, str]] = {
    "active": "start",
    "finished": "finish",
    "accepted": "accept",
    "cancelled": "cancel",
    "pending": "reopen",
}


@dataclass(frozen=True)
class Cycle:
    """A proposed life cycle.

    Arguments:
        raw: the ``lifecycle`` mapping of a definition.
        by_row: the state of each row that has one.
        open_states: states a row is to leave.
    """

    column: SourceColumn
    raw: dict[str, Any]
    reason: str
    by_row: Mapping[SheetRow, str]
    open_states: tuple[str, ...]
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def find_cycle(columns: Sequence[SourceColumn]) -> Cycle | None:
    """The life cycle of the first column that holds states; None when none does."""
    for column in columns:
        if column.hint.role == "state" and _holds_states(column):
            return _cycle(column)
    return None


def with_requirements(cycle: Cycle, days: Mapping[str, SourceColumn]) -> dict[str, Any]:
    """The life cycle, each step requiring the day fields that rows beyond it always have and rows before it
    never.

    Arguments:
        days: name of each date field → its column.
    """
    ranks = {code: (state_word(title) or _UNKNOWN).rank for code, title in cycle.raw["states"].items()}
    steps = []
    for step in cycle.raw["transitions"]:
        there = {row for row, code in cycle.by_row.items() if ranks[step["to"]] <= ranks[code] < OFF_THE_ROAD}
        before = {row for row, code in cycle.by_row.items() if ranks[code] < ranks[step["to"]]}
        needed = (
            [name for name, column in days.items() if _marks(column, there, before)]
            if there and before
            else []
        )
        steps.append({**step, **({"requires": needed} if needed else {})})
    return {**cycle.raw, "transitions": steps}


def _marks(column: SourceColumn, there: set[SheetRow], before: set[SheetRow]) -> bool:
    filled = {row for row, _ in column.cells}
    return there <= filled and not before & filled


def _holds_states(column: SourceColumn) -> bool:
    words = Counter(column.texts)
    known = sum(count for word, count in words.items() if state_word(word))
    return (
        2 <= len(words) <= _MOST_STATES
        and known >= 0.8 * sum(words.values())
        and len(words) <= 0.6 * len(column.cells)
        and all(len(word) <= 10 for word in words)
    )


def _cycle(column: SourceColumn) -> Cycle:
    titles = sorted(dict.fromkeys(column.texts), key=lambda title: (state_word(title) or _UNKNOWN).rank)
    states: dict[str, str] = {}
    for title in titles:
        states[unique((state_word(title) or _UNKNOWN).code, states)] = title
    codes = {title: code for code, title in states.items()}
    strangers = [title for title in titles if state_word(title) is None]
    blanks = column.total - len(column.cells)
    questions = [f"状态的先后是按字面排的：{' → '.join(titles)}；对吗？各步由谁办（role）？"]
    questions += [f"状态“{title}”不知道排在哪一步，先放在中间" for title in strangers]
    if blanks:
        questions.append(f"有{blanks}行没有写“{column.title}”，导入后会算作“{titles[0]}”，对吗？")
    notes = (
        () if plain(column.header) in _KNOWN_TO_IMPORT else (f"导入时请把“{column.header}”一列对应到“状态”",)
    )
    return Cycle(
        column,
        {"initial": codes[titles[0]], "states": states, "transitions": _steps(titles, codes)},
        f"“{column.title}”一列只有{len(titles)}种状态",
        {row: codes[text_of(cell)] for row, cell in column.cells},
        tuple(code for code, title in states.items() if (state_word(title) or _UNKNOWN).rank < _DONE),
        notes,
        tuple(questions),
    )


def _steps(titles: Sequence[str], codes: Mapping[str, str]) -> list[dict[str, Any]]:
    """From every state of a rank to each state of the next; off the road from everywhere on it."""
    ranks = [
        list(group) for _, group in groupby(titles, key=lambda title: (state_word(title) or _UNKNOWN).rank)
    ]
    steps: list[dict[str, Any]] = []
    passed: list[str] = []
    for index, group in enumerate(ranks):
        off = (state_word(group[0]) or _UNKNOWN).rank == OFF_THE_ROAD
        sources = passed if off else ranks[index - 1]
        if index and sources:
            for title in group:
                name = unique(
                    _VERBS.get(codes[title], f"to_{codes[title]}"), {step["name"] for step in steps}
                )
                from_ = [codes[source] for source in sources]
                steps.append({"name": name, "title": f"转为{title}"[:120], "from": from_, "to": codes[title]})
        passed += group
    return steps


def day_columns(fields: Mapping[str, tuple[FieldType, SourceColumn]]) -> dict[str, SourceColumn]:
    """The date fields among the fields."""
    return {name: column for name, (kind, column) in fields.items() if kind is FieldType.DATE}
