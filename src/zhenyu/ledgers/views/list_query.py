"""What a request asks for: its area, and the conditions of a list in the page's address.

A condition is written as a person would type it into the box under a header
(:mod:`zhenyu.ledgers.rows.typed_filters`). ``?f.cost=>=1000&state=accepted&sort=-cost`` is an address one can
send to a colleague.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows.selection import Selection
from zhenyu.ledgers.rows.typed_conditions import conditions
from zhenyu.ledgers.types import Filter
from zhenyu.pages.requests import PlacedRequest

FILTER_PREFIX: Final = "f."
PAGE_ROWS: Final = 60
EVERY_STATE: Final = "*"
"""Says in an address that all states are meant, where leaving the state out would bring a saved view's
back."""


@dataclass(frozen=True, slots=True)
class ListQuery:
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


def check_seen(request: PlacedRequest, definition: LedgerDefinition) -> None:
    """Raises NotFound where the reader has nothing to do with the ledger in the area of the page."""
    if not request.reader.sees(request.area, definition.domain):
        raise NotFound(f"没有代码为“{definition.code}”的台账", "可能不在您的权限范围内")


def list_query(request: PlacedRequest, definition: LedgerDefinition) -> ListQuery:
    """Read the conditions of a list from an address.

    Raises:
        UsageError: a condition that cannot be understood; nothing is passed over.
    """
    query = request.GET
    area = request.area
    typed = _typed(request)
    me = request.reader.name
    filters = tuple(
        each for name, text in typed.items() for each in conditions(definition, name, text, area, me=me)
    )
    if query.get("overdue", "") not in ("", "0", "1"):
        raise UsageError(f"看不懂条件“overdue={query['overdue']}”", "只看逾期的写 overdue=1，否则去掉它")
    return ListQuery(
        area,
        filters,
        query.get("state", "").replace(EVERY_STATE, "") or None,
        query.get("overdue") == "1",
        query.get("sort", ""),
        typed,
        query.get("q", "").strip(),
    )


def _typed(request: HttpRequest) -> dict[str, str]:
    """Column → condition as typed. Two on one column would be read as the last alone, so they are refused."""
    typed = {}
    for name, texts in request.GET.lists():
        written = [str(text).strip() for text in texts if str(text).strip()]
        if name.startswith(FILTER_PREFIX) and written:
            column = name.removeprefix(FILTER_PREFIX)
            if len(set(written)) > 1:
                raise UsageError(
                    f"栏目“{column}”写了两个条件：{'、'.join(written)}", "请合成一个，如 100..200"
                )
            typed[column] = written[0]
    return typed
