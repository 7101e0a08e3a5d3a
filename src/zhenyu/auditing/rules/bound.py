"""Figures of a draft that are typed and not taken from the books: the books move on, and the words stay
behind.

A figure in the text is bound to nothing (report-defects §4.17). Only drafts know which of their words are
bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zhenyu.auditing.books import Books, BooksAnswer
from zhenyu.auditing.bounds import printed
from zhenyu.auditing.document import AuditedText, Placed
from zhenyu.auditing.finding import Computed, Finding
from zhenyu.auditing.rules.ledgers import asked_of

_LEVELS: Final = frozenset(["amount", "count", "area", "length", "mass", "volume", "ratio"])
_NAMED: Final = 4  # figures of a paragraph that are named


def unbound_figure(document: AuditedText, books: Books | None) -> Iterator[Finding]:
    """Every level not taken from the books: one remark each where they hold that very number, else one a
    paragraph."""
    bare = [placed for placed in document.figures if _stated(placed) and not document.from_books(placed)]
    answers = books.answers([asked_of(placed) for placed in bare]) if books else [None] * len(bare)
    loose: dict[int, list[Placed]] = {}
    for placed, held in zip(bare, answers, strict=True):
        bounds = printed(placed.figure)
        if held is not None and bounds is not None and bounds.low <= held.value <= bounds.high:
            yield _held(placed, held)
        else:
            loose.setdefault(placed.passage.number, []).append(placed)
    for same in loose.values():
        yield _loose(same)


def _stated(placed: Placed) -> bool:
    figure = placed.figure
    return (
        figure.kind in _LEVELS and figure.status == "actual" and not (figure.opt or placed.passage.furniture)
    )


def _held(placed: Placed, held: BooksAnswer) -> Finding:
    return placed.passage.finding(
        "unbound_figure",
        "warning",
        placed.start,
        placed.end,
        f"“{placed.text}”是手打的，账上有这个数；账变了，文不会跟着变。",
        "请换成账上的数，以后随账更新。",
        [placed, Computed("账上数", placed.text, held.address)],
        edits=[(placed.start, placed.end, f"{{{{{held.address}}}}}")],
    )


def _loose(same: list[Placed]) -> Finding:
    named = "、".join(placed.text for placed in same[:_NAMED]) + (
        f"等{len(same)}个" if len(same) > _NAMED else ""
    )
    return same[0].passage.finding(
        "unbound_figure",
        "question",
        same[0].start,
        same[-1].end,
        f"{named}是手打的，没有对应账上的数，无法核对。",
        "请插入账上的数；账上没有的，请附来源文件。",
        same,
    )
