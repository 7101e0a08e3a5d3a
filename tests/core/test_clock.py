"""The only clock of the house."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from zhenyu.core import clock

LATE = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)


@pytest.fixture
def real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATE)


def test_a_day_begins_at_midnight_in_china(settings: Any, real_time: None) -> None:
    settings.ZHENYU_TODAY = ""
    assert clock.today() == date(2026, 4, 1)
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert clock.fixed_day() is None


def test_a_fixed_day_keeps_the_time_of_day(settings: Any, real_time: None) -> None:
    settings.ZHENYU_TODAY = "2026-10-31"
    assert clock.today() == clock.fixed_day() == date(2026, 10, 31)
    assert (clock.now().hour, clock.now().minute) == (0, 30)


def test_a_fact_known_by_its_day_stands_at_noon() -> None:
    moment = clock.at_noon(date(2026, 3, 31))
    assert (moment.astimezone(UTC).hour, moment.date()) == (4, date(2026, 3, 31))
