"""How the ledgers are kept: rows past their day, what changed this week, which books lie still."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, Max

from zhenyu.core import clock
from zhenyu.core.models import Change
from zhenyu.ledgers.overviews import overview
from zhenyu.ledgers.overviews.overview import DeadlineCount, LastWritten
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import Counted, Filter
from zhenyu.pages.area_period import AreaPeriod
from zhenyu.people.types import Reader

STALE_AFTER: Final = timedelta(days=30)
_NEW: Final = "新增"
WORDS: Final = {
    "create": _NEW,
    "update": "修改",
    "import": "修改",
    "transition": "办理",
    "delete": "删除",
    "restore": "恢复",
}
_ROWS: Final = "rows"


@dataclass(frozen=True, slots=True)
class LedgerWeek:
    """What happened to one ledger in a week; ``parts`` pairs a word (新增, 修改 …) with how many rows."""

    code: str
    title: str
    parts: tuple[tuple[str, Counted], ...]
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Upkeep:
    """How the books of a place are kept: deadlines by ledger, and how fresh they are."""

    deadlines: tuple[DeadlineCount, ...]
    kept: int
    written_this_week: int
    stale: tuple[LastWritten, ...]
    empty: int

    @property
    def overdue(self) -> int:
        return sum(each.overdue for each in self.deadlines)

    @property
    def due_soon(self) -> int:
        return sum(each.due_soon for each in self.deadlines)


def week_start() -> date:
    """Monday of the running week."""
    today = clock.today()
    return today - timedelta(days=today.weekday())


def upkeep(reader: Reader, place: AreaPeriod) -> Upkeep:
    """Deadlines and freshness of the ledgers of a place."""
    now = clock.now()
    ledgers = overview.last_written(reader, place.area)
    due = [each for each in overview.deadline_counts(reader, place.area) if each.overdue or each.due_soon]
    written = [(each, now - each.at) for each in ledgers if each.at]
    still = sorted(
        (pair for pair in written if pair[1] > STALE_AFTER), key=lambda pair: pair[1], reverse=True
    )
    return Upkeep(
        deadlines=tuple(sorted(due, key=lambda each: (-each.overdue, -each.due_soon))),
        kept=len(ledgers),
        written_this_week=sum(1 for each, _ in written if _is_of_this_week(each)),
        stale=tuple(each for each, _ in still),
        empty=len(ledgers) - len(written),
    )


def week(reader: Reader, place: AreaPeriod) -> tuple[LedgerWeek, ...]:
    """What changed since Monday, by ledger, the latest first.

    Changes of single rows stand in the log. Rows that came by import do not (their batch does, for its whole
    area), so what the log leaves of the rows touched this week is new rows of an import.
    """
    logged = _logged(place)
    weeks = []
    for ledger in overview.last_written(reader, place.area):
        counted, last_at = logged.get(ledger.code, (Counter(), None))
        more = False
        if _is_of_this_week(ledger):
            touched = Filter("updated_at", "gte", week_start().isoformat())
            total, more = queries.row_count(reader, ledger.code, area=place.area, filters=[touched])
            counted[_NEW] += max(0, total - counted[_ROWS])
            last_at = max(filter(None, (last_at, ledger.at)))
        words = [word for word in dict.fromkeys(WORDS.values()) if counted[word]]
        parts = tuple((word, Counted(counted[word], capped=more and word == _NEW)) for word in words)
        if parts and last_at:
            weeks.append(LedgerWeek(ledger.code, ledger.title, parts, last_at))
    return tuple(sorted(weeks, key=lambda each: each.last_at, reverse=True))


def _is_of_this_week(ledger: LastWritten) -> bool:
    return ledger.at is not None and ledger.at.astimezone(clock.CHINA).date() >= week_start()


def _logged(place: AreaPeriod) -> dict[str, tuple[Counter[str], datetime]]:
    """Ledger → rows by word, with the rows still there under ``_ROWS``, and the last moment. Row security
    applies."""
    since = datetime.combine(week_start(), time(), clock.CHINA)
    here = Change.objects.filter(area__gte=str(place.area), area__lt=place.area.upper_bound)
    changes = here.filter(at__gte=since, action__in=WORDS, row_id__isnull=False).order_by()
    distinct = Count("row_id", distinct=True)
    logged: dict[str, tuple[Counter[str], datetime]] = {}
    for ledger, action, rows, at in changes.values_list("ledger", "action").annotate(distinct, Max("at")):
        counted, last_at = logged.get(ledger, (Counter(), at))
        counted[WORDS[action]] += rows
        logged[ledger] = (counted, max(at, last_at))
    for ledger, rows in changes.exclude(action="delete").values_list("ledger").annotate(distinct):
        logged[ledger][0][_ROWS] = rows
    return logged
