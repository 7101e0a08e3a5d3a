"""From a figure down to the rows behind it: formula → cells → rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from zhenyu.areas.queries import succession
from zhenyu.core import clock
from zhenyu.core.database.statements import statement
from zhenyu.core.errors import UsageError
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.periods import Period
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, IndicatorKind
from zhenyu.indicators.figures.comparisons import target_periods
from zhenyu.indicators.figures.trace_links import ON_TARGET, trace_links
from zhenyu.indicators.figures.trace_statements import count_query, rows_query
from zhenyu.indicators.figures.value_query import (
    ValueQuery,
    ValueResult,
    ValueSource,
    bounds,
    constituent_areas,
    source_of,
)
from zhenyu.indicators.figures.value_results import results_of
from zhenyu.indicators.measures.lineage import formula_of, sentence_of
from zhenyu.indicators.measures.measure import CompiledMeasure, stands_at_end
from zhenyu.indicators.measures.reading_rights import check_may_read
from zhenyu.indicators.measures.registry import Feeds, current_feeds, found_in
from zhenyu.indicators.trace_types import Trace, TraceCell, TraceRow, TraceSource
from zhenyu.ledgers.rows.queries import rows_by_ids
from zhenyu.people.types import Reader

MAX_CELLS: Final = 500
MAX_ROWS: Final = 1000
_MODES: Final = {"at_least": "不少于", "at_most": "不超过", "growth": "增长，%"}
_Page = list[tuple[int, int, Decimal | None]]


def trace(reader: Reader, address: FigureAddress | str, limit: int = 50, after: str | None = None) -> Trace:
    """What stands behind a figure's value (of an aspect: behind the value it is an aspect of).

    Arguments:
        limit: rows a page, 1–1000. after: ``next`` of the page before.

    Raises:
        NotFound: no such indicator. NotAllowed: the area lies outside the reader's grants.
        UsageError: a malformed address or ``after``.
    """
    parsed = FigureAddress.parse(address) if isinstance(address, str) else address
    asked, parsed = parsed, parsed.with_aspect(Aspect.VALUE)
    feeds = current_feeds()
    definition = found_in(feeds.catalogue, parsed.indicator)
    check_may_read(reader, definition, parsed.area)
    query = ValueQuery(parsed.indicator, parsed.area, parsed.period)
    result = results_of(feeds, [query], clock.today(), reader.name)[query]
    found = _Tracer(reader, feeds, definition, query).trace(parsed, result, _within(limit), after)
    targets = _targets(asked) if asked.aspect in ON_TARGET else ()
    return replace(
        found, links=trace_links(reader, feeds, asked, clock.today()), sources=targets or found.sources
    )


class _Tracer:
    def __init__(
        self, reader: Reader, feeds: Feeds, definition: IndicatorDefinition, query: ValueQuery
    ) -> None:
        self.reader = reader
        self.feeds = feeds
        self.definition = definition
        self.query = query
        self.parts = feeds.leaves(definition.code)
        self.areas = constituent_areas(query, succession())
        self.measures = [measure for part in self.parts for measure in feeds.of(part)]

    def trace(self, address: FigureAddress, result: ValueResult, limit: int, after: str | None) -> Trace:
        page = self._page(limit + 1, _cursor(after)) if self.measures else []
        shown = page[:limit]
        visible = self._visible() if self.measures else 0
        count = max(result.rows, visible)
        return Trace(
            address=address,
            value=result.value,
            unit=self.definition.unit,
            formula=formula_of(self.feeds, self.definition),
            sentence=sentence_of(self.feeds, self.definition),
            cells=self._cells(),
            rows=self._rows(shown),
            row_count=count,
            visible=visible,
            hidden=count - visible,
            next=f"{shown[-1][0]}.{shown[-1][1]}" if len(page) > limit else None,
            sources=self._sources(),
        )

    def _where(self) -> dict[str, Any]:
        period, ranges = self.query.period, [bounds(area) for area in self.areas]
        return {
            "lows": [each["low"] for each in ranges],
            "highs": [each["high"] for each in ranges],
            "first": period.start,
            "last_day": period.end,
            "last": period.last.first_day,
        }

    def _page(self, limit: int, after: tuple[int, int]) -> _Page:
        with connection.cursor() as cursor:
            where = {**self._where(), "limit": limit, "branch": after[0], "id": after[1]}
            cursor.execute(rows_query(self.measures, len(self.areas)), where)
            return list(cursor.fetchall())

    def _visible(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(count_query(self.measures, len(self.areas)), self._where())
            return int(cursor.fetchone()[0])

    def _rows(self, page: _Page) -> tuple[TraceRow, ...]:
        """The page's rows as their reader sees them, masked where they must be; one statement for each
        ledger."""
        by_ledger: dict[str, list[int]] = {}
        for branch, row, _ in page:
            by_ledger.setdefault(self.measures[branch].ledger, []).append(row)
        known = {
            (ledger, row.id): row
            for ledger, ids in by_ledger.items()
            for row in rows_by_ids(self.reader, ledger, sorted(set(ids)))
        }
        found = [
            (branch, known.get((self.measures[branch].ledger, number)), contributes)
            for branch, number, contributes in page
        ]
        return tuple(
            TraceRow(
                ledger=self.measures[branch].ledger,
                id=row.id,
                area=row.area,
                area_name=row.area_name,
                state=row.state,
                state_title=row.state_title,
                version=row.version,
                contributes=contributes,
                part=self._part(self.measures[branch]),
                values=row.values,
            )
            for branch, row, contributes in found
            if row is not None
        )

    def _part(self, measure: CompiledMeasure) -> str:
        code = measure.indicator.code
        if self.definition.kind is IndicatorKind.RATIO:
            return "numerator" if code == self.definition.numerator else "denominator"
        return code if self.definition.parts else "value"

    def _cells(self) -> tuple[TraceCell, ...]:
        kept = [part for part in self.parts if source_of(self.feeds, part) is ValueSource.CELLS]
        if not kept:
            return ()
        since_ever = any(stands_at_end(measure) for measure in self.measures)
        where = {**self._where(), "indicators": kept, "limit": MAX_CELLS}
        if since_ever:
            where["first"] = date(1, 1, 1)
        with connection.cursor() as cursor:
            cursor.execute(statement("zhenyu.indicators", "trace_cells"), where)
            return tuple(
                TraceCell(indicator, ledger, area, f"{month:%Y-%m}", value, rows)
                for indicator, ledger, area, month, value, rows in cursor.fetchall()
            )

    def _sources(self) -> tuple[TraceSource, ...]:
        entered = [part for part in self.parts if source_of(self.feeds, part) is ValueSource.ENTERED]
        found: list[TraceSource] = []
        for part in entered:
            parameters = {
                "indicator": part,
                "area": str(self.query.area),
                "period": str(self.query.period),
            }
            with connection.cursor() as cursor:
                cursor.execute(statement("zhenyu.indicators", "trace_sources"), parameters)
                found += [TraceSource(*row) for row in cursor.fetchall()]
        return tuple(found)


def _targets(address: FigureAddress) -> tuple[TraceSource, ...]:
    """Who set the targets of an address and when, the newest first."""
    periods = [str(period) for period in target_periods(address.period)]
    parameters: dict[str, Any] = {
        "indicator": address.indicator,
        "area": str(address.area),
        "periods": periods,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement("zhenyu.indicators", "trace_targets"), parameters)
        return tuple(
            TraceSource(value, "target", f"{Period.parse(period).title}目标（{_MODES[mode]}）", note, at, by)
            for value, mode, period, note, at, by in cursor.fetchall()
        )


def _within(limit: int) -> int:
    if not 1 <= limit <= MAX_ROWS:
        raise UsageError(f"每页行数 {limit} 不在1—{MAX_ROWS}之间", "例如 --limit 50")
    return limit


def _cursor(after: str | None) -> tuple[int, int]:
    if not after:
        return -1, -1
    branch, dot, row = after.partition(".")
    if not (dot and branch.isdecimal() and row.isdecimal()):
        raise UsageError(f"看不懂续页标记“{after}”", "请使用上一页给出的 next")
    return int(branch), int(row)
