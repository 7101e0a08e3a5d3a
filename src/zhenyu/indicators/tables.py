"""Whole tables of values at once: areas × indicators × periods, by a constant number of statements.

For pages, exports and downloads that show hundreds of values and no growth or rank beside each; :mod:`queries` has those.
What moves month by month is fetched once for the whole table and added up here: asked as questions, the 28,320 values of a
county-year cost the database 0.6 s of CPU.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from django.db import connection

from zhenyu.areas import queries as areas
from zhenyu.areas.models import Area
from zhenyu.areas.succession import Succession
from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.periods import Month, Period
from zhenyu.indicators.answers import answers
from zhenyu.indicators.definition import TimeRule, TreeRule
from zhenyu.indicators.measures import Role
from zhenyu.indicators.questions import Question, Way, bounds, way_of
from zhenyu.indicators.reading_rights import check_may_read
from zhenyu.indicators.registry import Feeds, current_feeds, found_in
from zhenyu.indicators.sql import statement
from zhenyu.people.types import Reader

Key = tuple[str, str, str]
"""An indicator, an area and a period, as an address writes them."""
Line = dict[date, Decimal | None]
"""By month, what the cells of one indicator in one place say; None where all of them are blank, absent where there is none."""

_ZERO = Decimal(0)


def values_below(
    reader: Reader, codes: Sequence[str], area: AreaCode, periods: Sequence[Period]
) -> dict[Key, Decimal | None]:
    """The values of indicators in the areas one level below, in each period; None where there is none.

    Areas merged away or yet to come stand beside the others, with values in the periods they see the end of: columns add up.
    Bare values of a whole table; for figures of chosen areas, with names and status, see :func:`comparing.values`.

    Raises:
        NotFound: no such indicator. NotAllowed: the area or an indicator's domain is not the reader's.
    """
    joined, today = current_feeds(), clock.today()
    for code in codes:
        check_may_read(reader, found_in(joined.catalogue, code), area)
    children, in_time = areas.children(area, None), areas.succession()
    below = [child.code for child in children if not _has_a_history(child, in_time)]
    moving = [code for code in codes if below and periods and _adds_up(joined, code, len(below[0]))]
    found = dict(_from_movements(joined, moving, area, below, periods, today)) if moving else {}
    added_up = set(product(moving, below))
    asked = [pair for pair in product(codes, (child.code for child in children)) if pair not in added_up]
    whole = {(code, place, str(period)): None for code, place in asked for period in periods}
    questions = [
        Question(code, AreaCode(place), period)
        for code, place in asked
        for period in periods
        if in_time.exists_on(place, min(period.end, today))
    ]
    answered = answers(joined, questions, today, reader.name)
    return found | whole | {(q.indicator, str(q.area), str(q.period)): answer.value for q, answer in answered.items()}


def _has_a_history(area: Area, in_time: Succession) -> bool:
    """Whether its boundaries or its being there depend on the day: its values are then asked one by one."""
    return bool(area.valid_from or area.valid_to or in_time.absorbed(area.code, clock.today()))


def _adds_up(joined: Feeds, code: str, digits: int) -> bool:
    """Whether an indicator is the sum of its movements, in areas not smaller than the rows' own."""
    definition = joined.catalogue[code]
    alone = definition.time_rule is TimeRule.MEAN or definition.tree_rule is TreeRule.NONE
    if alone or way_of(joined, code) is not Way.CELLS:
        return False
    return all(measure.role is Role.MOVEMENT and digits <= measure.level.digits for measure in joined.of(code))


# -- values from movements --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """A period's months, or of what stands only its last; ``due``: it has begun, so that books without a cell say zero."""

    name: str
    months: tuple[date, ...]
    due: bool


def _from_movements(
    joined: Feeds, codes: Sequence[str], area: AreaCode, places: Sequence[str], periods: Sequence[Period], today: date
) -> Iterator[tuple[Key, Decimal | None]]:
    months = _months(periods)
    standing = [code for code in codes if joined.catalogue[code].time_rule is TimeRule.LAST]
    flowing_columns, standing_columns = _columns(periods, today, whole=True), _columns(periods, today, whole=False)
    lines, begun = _fetched(joined, codes, standing, area, len(places[0]), months)
    for code in codes:
        stands = code in standing
        ledgers = {measure.ledger for measure in joined.of(code)}
        for place in places:
            line = lines.get((code, place), {})
            since = min((begun[ledger, place] for ledger in ledgers if (ledger, place) in begun), default=date.max)
            if stands:
                line = running(line, months)
            for column in standing_columns if stands else flowing_columns:
                zero = _ZERO if column.due and since <= column.months[-1] else None
                yield (code, place, column.name), _value(line, column.months, zero)


def _months(periods: Sequence[Period]) -> list[date]:
    """Every month from the first asked to the last, and before them the one that stands for all that went before."""
    first, last = min(period.start for period in periods), max(period.last.first_day for period in periods)
    opening = (first - timedelta(days=1)).replace(day=1)
    between = Period.between(Month.of(first), Month.of(last)).months
    return [opening, *(month.first_day for month in between)]


def _columns(periods: Iterable[Period], today: date, *, whole: bool) -> list[_Column]:
    return [
        _Column(
            str(period),
            tuple(month.first_day for month in (period.months if whole else (period.last,))),
            period.first <= Month.of(today),
        )
        for period in periods
    ]


def _fetched(
    joined: Feeds, codes: Sequence[str], standing: Sequence[str], area: AreaCode, digits: int, months: Sequence[date]
) -> tuple[dict[tuple[str, str], Line], Mapping[tuple[str, str], date]]:
    """The lines by indicator and place, and by ledger and place the month in which the books began. Two statements."""
    where = {
        **bounds(area),
        "digits": digits,
        "indicators": list(codes),
        "standing": list(standing),
        "opening": months[0],
        "last": months[-1],
        "ledgers": sorted({measure.ledger for code in codes for measure in joined.of(code)}),
    }
    lines: dict[tuple[str, str], Line] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement("movements"), where)
        for code, place, month, value in cursor.fetchall():
            lines.setdefault((code, place), {})[month] = value
        cursor.execute(statement("books_begun"), where)
        begun = {(ledger, place): month for ledger, place, month in cursor.fetchall()}
    return lines, begun


def running(line: Line, months: Iterable[date]) -> Line:
    """What stands at the end of each month; absent before the first cell, None as long as all cells were blank. Pure."""
    standing: Line = {}
    total: Decimal | None = None
    for month in months:
        moved = line.get(month)
        if moved is not None:
            total = moved if total is None else total + moved
        if standing or month in line:
            standing[month] = total
    return standing


def _value(line: Line, months: tuple[date, ...], zero: Decimal | None) -> Decimal | None:
    """The sum over months; ``zero`` where no month has a cell, None where all that have one are blank."""
    if len(months) == 1:
        return line.get(months[0], zero)
    found = [line[month] for month in months if month in line]
    known = [value for value in found if value is not None]
    if known:
        return sum(known, _ZERO)
    return None if found else zero
