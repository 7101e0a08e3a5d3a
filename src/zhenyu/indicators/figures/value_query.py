"""What is asked of an indicator and what is answered: the words that figures, ranks and traces share.

Three things are told apart. A **value**, zero included, where the books are kept: a feeding ledger has rows
in the area, begun in the period or before it. **Unknown** where nobody wrote a row, before the books began,
in months yet to come, and where the rows leave the amount blank. **Not applicable** where the query does
not arise: an area smaller than the ledger's rows, an area that did not exist then, a quotient over zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

from zhenyu.areas.models import Area
from zhenyu.areas.succession import Succession
from zhenyu.core import clock
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Month, Period
from zhenyu.indicators.catalogue.indicator_definition import IndicatorKind
from zhenyu.indicators.measures.measure import MeasureRole
from zhenyu.indicators.measures.registry import Feeds
from zhenyu.indicators.types import Absence


@dataclass(frozen=True, slots=True)
class ValueQuery:
    """The value of an indicator in an area and a period.

    ``as_of``: for a base of comparison, the day whose boundaries the area has; None: its own period's last
    day, or today.
    """

    indicator: str
    area: AreaCode
    period: Period
    as_of: date | None = None
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.indicator, self.area, self.period, self.as_of)))

    def __hash__(self) -> int:
        """Worked out once: a query is a key of a dozen mappings."""
        return self._hash

    @property
    def day(self) -> date:
        """The day whose boundaries count."""
        return self.as_of or min(self.period.end, clock.today())


class ValueResult(NamedTuple):
    """The value asked for or why there is none; ``rows`` is how many rows stand behind it.

    A tuple, because tables have tens of thousands: a frozen dataclass takes three times as long to make.
    """

    value: Decimal | None = None
    absence: Absence | None = "unknown"
    computed_at: datetime | None = None
    note: str = ""
    status: str = "derived"
    rows: int = 0
    finality: str = ""
    source: str = ""


NOBODY_WROTE: Final = ValueResult(note="台账里没有记录")
NOT_ENTERED: Final = ValueResult(note="还没有录入", status="entered")
BY_LEVEL: Final = ValueResult(note="还没有录入；这个数各级分别录入，不由下级相加", status="entered")
TOO_SMALL: Final = ValueResult(absence="not_applicable", note="这个指标不统计到这一级")
NOT_ADDED: Final = ValueResult(absence="not_applicable", note="这个指标只在登记的那一级有数，不由下级相加")
NOT_THERE: Final = ValueResult(absence="not_applicable", note="这个区划在此期间不存在")
SERIES_BREAK: Final = ValueResult(absence="not_applicable", note="区划调整，前后范围不同，不可比，不计算增速")


class ValueSource(StrEnum):
    """How an indicator's value comes about."""

    CELLS = "cells"
    ROWS = "rows"
    ENTERED = "entered"
    CALCULATED = "calculated"


def source_of(feeds: Feeds, code: str) -> ValueSource:
    """External indicators are only ever entered; so are those that no ledger feeds yet."""
    definition = feeds.catalogue[code]
    if code in feeds.calculations:
        return ValueSource.CALCULATED
    if not definition.computed or not feeds.of(code):
        return ValueSource.ENTERED
    return ValueSource.ROWS if definition.kind is IndicatorKind.DISTINCT else ValueSource.CELLS


def cell_query(feeds: Feeds, query: ValueQuery, today: date) -> dict[str, Any]:
    """A query as ``indicators_totals`` takes it."""
    definition, measures = feeds.catalogue[query.indicator], feeds.of(query.indicator)
    period = query.period
    last = (
        min(period.last, max(Month.of(today), period.first))
        if definition.time_rule == "mean"
        else period.last
    )
    roles = {measure.role for measure in measures}
    rule = "sum" if definition.kind is IndicatorKind.FLOW else str(definition.time_rule)
    return {
        "indicator": definition.code,
        "ledgers": sorted({measure.ledger for measure in measures}),
        "zero": MeasureRole.MOVEMENT in roles and period.first <= Month.of(today),
        "levels": MeasureRole.LEVEL in roles,
        **bounds(query.area),
        "first": period.start.isoformat(),
        "last": last.first_day.isoformat(),
        "rule": rule,
    }


def row_query(feeds: Feeds, query: ValueQuery) -> dict[str, Any]:
    """A query as :mod:`zhenyu.indicators.figures.row_statements` takes it."""
    ledgers = sorted({measure.ledger for measure in feeds.of(query.indicator)})
    return {
        "indicator": query.indicator,
        **bounds(query.area),
        "first": query.period.start.isoformat(),
        "last_day": query.period.end.isoformat(),
        "last": query.period.last.first_day.isoformat(),
        "ledgers": ledgers,
    }


def bounds(area: AreaCode) -> dict[str, Any]:
    """An area as the index range of its subtree and the length of its own code."""
    return {"low": str(area), "high": area.upper_bound, "digits": len(area)}


def constituent_areas(query: ValueQuery, in_time: Succession) -> list[AreaCode]:
    """The areas whose rows a query counts: its own and those that had gone wholly into it."""
    if not in_time.spans:
        return [query.area]
    return [query.area, *map(AreaCode, in_time.absorbed(str(query.area), query.day))]


def areas_below(parents: Iterable[AreaCode]) -> dict[AreaCode, list[AreaCode]]:
    """Every area ever registered one level below each of some areas, in order of code. One statement."""
    asked = sorted(set(parents))
    found: dict[AreaCode, list[AreaCode]] = {parent: [] for parent in asked}
    if not asked:
        return found
    codes = Area.objects.filter(code__gt=asked[0], code__lt=max(parent.upper_bound for parent in asked))
    for text in codes.order_by("code").values_list("code", flat=True):
        code = AreaCode(text)
        if code.parent in found:
            found[code.parent].append(code)
    return found
