"""The only clock of the house. The demonstration fixes its day so that lights and lateness stay as
furnished."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Aware moment in China Standard Time; on a fixed day, the real time of day on that day."""
    real = timezone.now().astimezone(CHINA)
    fixed = fixed_day()
    return real if fixed is None else datetime.combine(fixed, real.time(), CHINA)


def today() -> date:
    """The day by which deadlines, lights and time progress are judged."""
    return now().date()


def fixed_day() -> date | None:
    """The day the demonstration is held at (setting ``ZHENYU_TODAY``), or None where time runs."""
    return date.fromisoformat(settings.ZHENYU_TODAY) if settings.ZHENYU_TODAY else None


def at_noon(day: date) -> datetime:
    """A moment on a day for facts known by day only."""
    return datetime.combine(day, time(12), CHINA)
