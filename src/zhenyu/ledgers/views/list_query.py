"""What a request asks for: its area, and the conditions of a list as they stand in the page's address.

A condition is written as a person would type it into the box under a header (:mod:`zhenyu.ledgers.rows.typed_filters`).
``?f.cost=>=1000&state=accepted&sort=-cost`` is a view one can send on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from zhenyu.areas.queries import search
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.values import clock
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.ledgers.rows.selection import Selection
from zhenyu.ledgers.rows.typed_filters import BLANK_WORDS, typed_filters
from zhenyu.ledgers.types import Filter
from zhenyu.people.requests import PlacedRequest

FILTER_PREFIX: Final = "f."
PLACE: Final = ("area", "period")
PAGE_ROWS: Final = 60
EVERY_STATE: Final = "*"
"""Says in an address that all states are meant, where leaving the state out would bring a saved view's back."""
MOST_PLACES: Final = 500


@dataclass(frozen=True, slots=True)
class Question:
    """What a list is asked for, ready for :func:`zhenyu.ledgers.rows.queries.page`."""

    area: AreaCode
    filters: tuple[Filter, ...]
    state: str | None
    overdue: bool
    sort: str
    typed: Mapping[str, str]
    """The conditions as typed, field → text."""
    words: str = ""
    """What is looked for in all searched fields."""

    @property
    def selection(self) -> Selection:
        """The rows asked for, in no order."""
        return Selection(self.area, self.filters, self.state, self.overdue, self.words)


def place_query(request: HttpRequest) -> str:
    """``?area=…&period=…`` as in this request's address, to be kept by links; empty when the address has neither."""
    kept = [f"{name}={request.GET[name]}" for name in PLACE if request.GET.get(name)]
    return f"?{'&'.join(kept)}" if kept else ""


def check_seen(request: PlacedRequest, definition: LedgerDefinition) -> None:
    """Raises NotFound where the reader has nothing to do with the ledger in the area of the page."""
    if not request.reader.sees(request.area, definition.domain):
        raise NotFound(f"没有代码为“{definition.code}”的台账", "可能不在您的权限范围内")


def question_of(request: PlacedRequest, definition: LedgerDefinition) -> Question:
    """Read the conditions of a list from an address.

    Raises:
        UsageError: a condition that cannot be understood; nothing is passed over.
    """
    query = request.GET
    area = request.area
    typed = _typed(request)
    me = request.reader.name
    filters = tuple(each for name, text in typed.items() for each in conditions(definition, name, text, area, me=me))
    if query.get("overdue", "") not in ("", "0", "1"):
        raise UsageError(f"看不懂条件“overdue={query['overdue']}”", "只看逾期的写 overdue=1，否则去掉它")
    return Question(
        area, filters, query.get("state", "").replace(EVERY_STATE, "") or None, query.get("overdue") == "1",
        query.get("sort", ""), typed, query.get("q", "").strip(),
    )  # fmt: skip


def _typed(request: HttpRequest) -> dict[str, str]:
    """Column → condition as typed. Two on one column would be read as the last alone, so they are refused."""
    typed = {}
    for name, texts in request.GET.lists():
        written = [str(text).strip() for text in texts if str(text).strip()]
        if name.startswith(FILTER_PREFIX) and written:
            column = name.removeprefix(FILTER_PREFIX)
            if len(set(written)) > 1:
                raise UsageError(f"栏目“{column}”写了两个条件：{'、'.join(written)}", "请合成一个，如 100..200")
            typed[column] = written[0]
    return typed


def conditions(
    definition: LedgerDefinition, name: str, text: str, area: AreaCode | None, *, me: str = ""
) -> Iterator[Filter]:
    """The filters a typed condition on a column stands for; a place is looked for by code, name or pinyin below ``area``.

    Raises:
        UsageError: the ledger has no such column, or the text means nothing in it.
    """
    field = definition.by_name.get(name)
    if text not in BLANK_WORDS and (name == "area" or (field is not None and field.type is FieldType.AREA)):
        yield _place(name, text, area)
    else:
        yield from typed_filters(definition, name, text, today=clock.today(), me=me)


def _place(name: str, text: str, area: AreaCode | None) -> Filter:
    """Areas whose code, name or pinyin has the text, and what lies below them; ``!`` all others."""
    plain = text.lstrip("!=≠").strip()
    codes = [found.code for found in search(plain, area, limit=MOST_PLACES)] if area else []
    return Filter(name, "not_in" if text[:1] in "!≠" else "in", codes)
