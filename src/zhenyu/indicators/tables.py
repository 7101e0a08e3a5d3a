"""Whole tables of values at once: areas × indicators × periods, by a constant number of statements.

For pages, exports and downloads that show hundreds of values and no growth or rank beside each; :mod:`queries` has those.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from zhenyu.areas import queries as areas
from zhenyu.areas.models import Area
from zhenyu.areas.succession import Succession
from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.periods import Period
from zhenyu.indicators.answers import Question, Way, answers, cell_question, way_of
from zhenyu.indicators.measures import CompiledMeasure
from zhenyu.indicators.reading_rights import check_may_read
from zhenyu.indicators.registry import current_feeds, found_in
from zhenyu.indicators.sql import statement
from zhenyu.people.types import Reader

Key = tuple[str, str, str]
"""An indicator, an area and a period, as an address writes them."""


def values_below(
    reader: Reader, codes: Sequence[str], area: AreaCode, periods: Sequence[Period]
) -> dict[Key, Decimal | None]:
    """The values of indicators in the areas one level below, in each period; None where there is none.

    Raises:
        NotFound: no such indicator. NotAllowed: the area or an indicator's domain is not the reader's.
    """
    joined, today = current_feeds(), clock.today()
    for code in codes:
        check_may_read(reader, found_in(joined.catalogue, code), area)
    children, in_time = areas.children(area, today), areas.succession()
    below = [AreaCode(child.code) for child in children if not _has_a_history(child, in_time)]
    by_cells = [code for code in codes if way_of(joined, code) is Way.CELLS and _large_enough(joined.of(code), below)]
    found: dict[Key, Decimal | None] = {
        (code, place, period): None for code in by_cells for place in map(str, below) for period in map(str, periods)
    }
    if by_cells and below:
        wanted = [(code, period) for code in by_cells for period in periods]
        asked = [
            {**cell_question(joined, Question(code, area, period), today), "n": n, "digits": len(below[0])}
            for n, (code, period) in enumerate(wanted)
        ]
        names = [(code, str(period)) for code, period in wanted]
        for n, place, value in _totals(asked):
            code, name = names[n]
            found[code, place, name] = value
    questions = [
        Question(code, AreaCode(child.code), period)
        for code in codes
        for child in children
        for period in periods
        if (code, child.code, str(period)) not in found
    ]
    answered = answers(joined, questions, today, reader.name)
    return found | {(q.indicator, str(q.area), str(q.period)): answer.value for q, answer in answered.items()}


def _has_a_history(area: Area, in_time: Succession) -> bool:
    """Whether its boundaries or its being there depend on the day: its values are then asked one by one."""
    return bool(area.valid_from or area.valid_to or in_time.absorbed(area.code, clock.today()))


def _large_enough(measures: Iterable[CompiledMeasure], places: Sequence[AreaCode]) -> bool:
    """Whether the areas are not smaller than the rows' own."""
    return all(len(places[0]) <= measure.level.digits for measure in measures) if places else True


def _totals(asked: list[dict[str, Any]]) -> list[tuple[int, str, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(statement("totals_below"), {"questions": json.dumps(asked)})
        return list(cursor.fetchall())
