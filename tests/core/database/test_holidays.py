"""The holiday table: a year replaced as a whole, and the calendar read from it."""

from collections.abc import Iterator
from datetime import date

import pytest

from zhenyu.core.database import holidays
from zhenyu.core.database.holidays import calendar, set_year
from zhenyu.core.errors import UsageError
from zhenyu.core.models import CalendarDay, CalendarYear
from zhenyu.core.values.workdays import is_workday

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2031, 1, 1)  # a Wednesday
MAKEUP = date(2031, 1, 4)  # a Saturday
YEAR = {NEW_YEAR: (False, "元旦"), MAKEUP: (True, "元旦")}


@pytest.fixture(autouse=True)
def _no_calendar_of_other_tests() -> Iterator[None]:
    holidays._known.clear()
    yield
    holidays._known.clear()


def _set(days: dict[date, tuple[bool, str]] | None = None, source: str = "国办发明电〔2030〕7号") -> bool:
    return set_year(2031, YEAR if days is None else days, source=source, by_name="党政办")


def test_days_of_a_notice_are_in_the_calendar() -> None:
    assert _set()
    in_force = calendar(fresh=True)
    assert not is_workday(NEW_YEAR, in_force)
    assert is_workday(MAKEUP, in_force)
    year = CalendarYear.objects.get(year=2031)
    assert (year.source, year.by_name) == ("国办发明电〔2030〕7号", "党政办")


def test_a_year_is_replaced_as_a_whole() -> None:
    _set()
    _set({date(2031, 1, 2): (False, "元旦")})
    assert list(CalendarDay.objects.filter(day__year=2031).values_list("day", flat=True)) == [
        date(2031, 1, 2)
    ]


def test_the_same_days_again_change_nothing() -> None:
    _set()
    assert not _set()
    assert _set(source="国办发明电〔2030〕8号")


@pytest.mark.parametrize("source", ["", "  "])
def test_a_year_without_its_notice_is_refused(source: str) -> None:
    with pytest.raises(UsageError) as refusal:
        _set(source=source)
    assert refusal.value.message == "没有写明通知的文号"
    assert refusal.value.hint == "写上国务院办公厅通知的名称或文号"


def test_a_day_of_another_year_is_refused() -> None:
    with pytest.raises(UsageError, match="2030-12-31 不是2031年的日子"):
        _set({date(2030, 12, 31): (False, "元旦")})


def test_a_make_up_day_in_the_week_is_refused() -> None:
    with pytest.raises(UsageError) as refusal:
        _set({date(2031, 1, 2): (True, "元旦")})
    assert refusal.value.message == "2031-01-02 本来就是工作日，不用登记为调休上班"
    assert refusal.value.hint == "只登记周末上班的日子"


def test_the_calendar_is_known_to_the_last_year_before_a_gap() -> None:
    CalendarYear.objects.all().delete()
    for year in (2029, 2030, 2032):
        set_year(year, {}, source="通知", by_name="党政办")
    assert calendar(fresh=True).known_until == date(2030, 12, 31)


def test_without_any_year_nothing_is_known() -> None:
    CalendarYear.objects.all().delete()
    assert calendar(fresh=True).known_until is None


def test_a_calendar_for_showing_may_be_a_minute_old(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1_000.0
    monkeypatch.setattr(holidays.time, "monotonic", lambda: moment)
    before = calendar(fresh=True)
    CalendarDay.objects.create(day=date(2040, 5, 1), works=False, name="劳动节")
    assert calendar() is before
    assert date(2040, 5, 1) in calendar(fresh=True).holidays
    CalendarDay.objects.create(day=date(2040, 5, 2), works=False, name="劳动节")
    moment += 61
    assert date(2040, 5, 2) in calendar().holidays


def test_a_changed_year_is_seen_at_once_even_for_showing() -> None:
    calendar()
    _set()
    assert NEW_YEAR in calendar().holidays
