"""Whole tables of values at once: areas × indicators × periods, by a few statements and little work for each
value.

For pages, exports and downloads that show hundreds of values and no growth or rank beside each;
:mod:`queries` has those. What moves is fetched once for all periods, cut where one of them begins or ends,
and added up here: asked as queries, the 28,320 values of a county-year cost the database 0.6 s of CPU.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, reduce
from itertools import accumulate, groupby, product
from typing import Any, Final

from django.db import connection

from zhenyu.areas.queries import succession
from zhenyu.areas.succession import Succession
from zhenyu.core.database.statements import statement
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Month, Period
from zhenyu.indicators.catalogue.indicator_definition import TimeRule, TreeRule
from zhenyu.indicators.figures.value_query import (
    NOBODY_WROTE,
    ValueQuery,
    ValueResult,
    ValueSource,
    bounds,
    source_of,
)
from zhenyu.indicators.figures.value_results import SIBLINGS_TOGETHER, results_of, worked_out
from zhenyu.indicators.measures.measure import MeasureRole
from zhenyu.indicators.measures.registry import Feeds

Columns = dict[tuple[str, Period], list[ValueResult]]
"""By indicator and period, a result for each area of the table, in their order. Their ``rows`` are not
counted."""

_ZERO: Final = ValueResult(Decimal(0), None)


def columns_of(
    feeds: Feeds,
    codes: Iterable[str],
    areas: Sequence[AreaCode],
    periods: Sequence[Period],
    today: date,
    actor: str | None,
) -> Columns:
    """The values of a whole table, the same as :func:`results_of` gives one by one, about areas the reader
    was found to hold.

    Indicators that add up are fetched for siblings together; what else there is (distinct counts, levels,
    entered values, areas that were merged or have an end) is asked as queries, all in one batch.

    Arguments:
        areas: each once.
    """
    codes, in_time = list(dict.fromkeys(codes)), succession()
    leaves = list(dict.fromkeys(leaf for code in codes for leaf in feeds.leaves(code)))
    columns: Columns = {key: [NOBODY_WROTE] * len(areas) for key in product(leaves, periods)}
    done: set[tuple[str, AreaCode]] = set()
    number = {area: n for n, area in enumerate(areas)}
    for siblings in _families(areas, in_time):
        moving = [code for code in leaves if periods and _adds_up(feeds, code, len(siblings[0]))]
        numbers = {str(area): number[area] for area in siblings}
        _add_up(columns, feeds, moving, siblings[0].parent or siblings[0], numbers, periods, today)
        done |= set(product(moving, siblings))
    asked = [pair for pair in product(leaves, range(len(areas))) if (pair[0], areas[pair[1]]) not in done]
    queries = {
        (code, n, period): ValueQuery(code, areas[n], period) for code, n in asked for period in periods
    }
    results = results_of(feeds, queries.values(), today, actor, in_time) if queries else {}
    for (code, n, period), query in queries.items():
        columns[code, period][n] = results[query]
    for code, period in product([code for code in codes if code in feeds.calculations], periods):
        columns[code, period] = [_worked_out(feeds, code, period, n, columns) for n in range(len(areas))]
    return columns


def _worked_out(feeds: Feeds, code: str, period: Period, n: int, columns: Columns) -> ValueResult:
    return worked_out(feeds, feeds.calculations[code], lambda leaf: columns[leaf, period][n])


def _families(areas: Iterable[AreaCode], in_time: Succession) -> Iterator[list[AreaCode]]:
    """Siblings that are many enough to be fetched together and have always been what they are."""
    steady = {area for area in areas if not (area in in_time.by_code or in_time.absorbed(area, date.max))}
    kin = sorted(steady, key=_kinship)
    for (parent, _), family in groupby(kin, key=_kinship):
        siblings = list(family)
        if parent and len(siblings) >= SIBLINGS_TOGETHER:
            yield siblings


def _kinship(area: AreaCode) -> tuple[str, int]:
    return area.parent or "", len(area)


def _adds_up(feeds: Feeds, code: str, digits: int) -> bool:
    """Whether an indicator is the sum of its movements, in areas not smaller than the rows' own."""
    definition = feeds.catalogue[code]
    alone = definition.time_rule is TimeRule.MEAN or definition.tree_rule is TreeRule.NONE
    if alone or source_of(feeds, code) is not ValueSource.CELLS:
        return False
    return all(
        measure.role is MeasureRole.MOVEMENT and digits <= measure.level.digits for measure in feeds.of(code)
    )


# --- values from movements ------------------------------------------------------------------------


Part = tuple[Decimal | None, str]
"""What moved between two cuts of time: its sum, None where all its cells are blank, and when the youngest was
computed, as the database writes it, so that the later is the greater text. Plain: a county-year has 30,000 of
them."""
Line = Sequence[Part | None]
"""The parts of one indicator in one place, the first of which is all that moved before the first cut; None:
no cell."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where the periods of a table begin and end: part ``n`` lies between the cuts ``n - 1`` and ``n``."""

    days: tuple[date, ...]

    @classmethod
    def between(cls, periods: Iterable[Period]) -> Cuts:
        return cls(tuple(sorted({day for each in periods for day in (each.start, _day_after(each))})))

    def within(self, period: Period) -> slice:
        """The parts of a line that make up a period."""
        return slice(self.days.index(period.start) + 1, self.days.index(_day_after(period)) + 1)


def _day_after(period: Period) -> date:
    return period.end + timedelta(days=1)


def _add_up(
    columns: Columns,
    feeds: Feeds,
    codes: Sequence[str],
    parent: AreaCode,
    numbers: Mapping[str, int],
    periods: Sequence[Period],
    today: date,
) -> None:
    """Fill the columns of indicators that add up, at the places of siblings."""
    if not codes:
        return
    cuts, digits = Cuts.between(periods), len(next(iter(numbers)))
    stocks = {code for code in codes if feeds.catalogue[code].time_rule is TimeRule.LAST}
    lines, begun = _fetched(feeds, codes, stocks, parent, digits, cuts)
    within = [(each, cuts.within(each)) for each in periods]
    known_from = [each.last.first_day if each.first <= Month.of(today) else date.min for each in periods]
    empty: Line = [None] * len(cuts.days)
    moment_of = cache(datetime.fromisoformat)  # cells written together share theirs
    kept_since = cache(lambda ledgers: {area: _earliest(begun, ledgers, area) for area in numbers})
    for code in codes:
        firsts = [parts.stop - 1 if code in stocks else parts.start for _, parts in within]
        asked = [
            (columns[code, period], first, parts.stop, last)
            for (period, parts), first, last in zip(within, firsts, known_from, strict=True)
        ]
        since = kept_since(frozenset(measure.ledger for measure in feeds.of(code)))
        for area, n in numbers.items():
            line = lines[code].get(area, empty)
            if code in stocks:
                line = running(line)
            for column, first, end, last in asked:
                total = line[first] if end - first == 1 else _total(line[first:end])
                if total is None:
                    column[n] = _ZERO if since[area] <= last else NOBODY_WROTE
                elif total[0] is not None:
                    column[n] = ValueResult(total[0], None, moment_of(total[1]))


def _earliest(begun: Mapping[tuple[str, str], date], ledgers: Iterable[str], area: str) -> date:
    return min((begun[each, area] for each in ledgers if (each, area) in begun), default=date.max)


def _fetched(
    feeds: Feeds, codes: Sequence[str], stocks: Iterable[str], area: AreaCode, digits: int, cuts: Cuts
) -> tuple[Mapping[str, Mapping[str, Line]], Mapping[tuple[str, str], date]]:
    """The lines by indicator and place, and by ledger and place the month in which the books began. Two
    statements."""
    where: dict[str, Any] = {
        **bounds(area),
        "digits": digits,
        "indicators": list(codes),
        "stocks": list(stocks),
        "cuts": list(cuts.days),
        "ledgers": sorted({measure.ledger for code in codes for measure in feeds.of(code)}),
    }
    lines: dict[str, Mapping[str, Line]] = {code: {} for code in codes}
    with connection.cursor() as cursor:
        cursor.execute(statement("zhenyu.indicators", "movements"), where)
        for code, text in cursor.fetchall():
            lines[code] = _lines(text, len(cuts.days))
        cursor.execute(statement("zhenyu.indicators", "books_begun"), where)
        begun = {(ledger, area): month for ledger, area, month in cursor.fetchall()}
    return lines, begun


def _lines(text: str, parts: int) -> dict[str, list[Part | None]]:
    """Read what the statement ``movements`` wrote of one indicator."""
    lines: dict[str, list[Part | None]] = {}
    for written in text.split("\n"):
        area, number, value, moment = written.split("\t")
        line = lines.get(area)
        if line is None:
            line = lines[area] = [None] * parts
        line[int(number)] = Decimal(value) if value else None, moment
    return lines


def running(line: Line) -> Line:
    """What stands at the end of each part; None before the first cell, without a value as long as all were
    blank. Pure."""
    return list(accumulate(line, _both))


def _total(parts: Line) -> Part | None:
    """The sum of some parts; None where none of them has a cell, without a value where all that have one are
    blank."""
    return reduce(_both, parts)


def _both(one: Part | None, other: Part | None) -> Part | None:
    """The sum of two parts; what is blank adds nothing to what is known."""
    if one is None or other is None:
        return other if one is None else one
    (value, moment), (more, later) = one, other
    total = more if value is None else value if more is None else value + more
    return total, moment if moment > later else later
