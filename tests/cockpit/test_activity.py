"""The week on the cockpit."""

import pytest
from django.template import Context, Template

from zhenyu.cockpit import activity
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.imports import import_rows
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import Counted
from zhenyu.pages.area_period import AreaPeriod
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

TOWN = AreaCode("990101100")
VILLAGE = AreaCode("990101100201")
LEDGER = {
    "code": "visits",
    "title": "走访台账",
    "domain": "民生保障",
    "level": "village",
    "key": ["title"],
    "fields": [{"name": "title", "title": "事由", "type": "text"}],
}


def _new_this_week() -> list[tuple[str, Counted]]:
    weeks = activity.week(SYSTEM, AreaPeriod(TOWN, Period.parse("2026")))
    return [part for ledger in weeks for part in ledger.parts]


def test_imported_rows_are_new_this_week_and_say_when_there_are_more(
    county: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading_as(SYSTEM):
        define_ledger(LEDGER, by=SYSTEM)
        rows = [{"title": title, "area": str(VILLAGE)} for title in ("一", "二", "三")]
        assert import_rows("visits", rows, area=TOWN, by=SYSTEM).added == 3
        assert _new_this_week() == [("新增", Counted(3))]
        monkeypatch.setattr(queries, "row_count", lambda *_, **__: Counted(10_000, capped=True))
        assert _new_this_week() == [("新增", Counted(10_000, capped=True))]


@pytest.mark.parametrize(
    ("count", "shown"),
    [(Counted(0), "0"), (Counted(12), "12"), (Counted(12, True), "12+"), (Counted(0, True), "")],
)
def test_a_count_says_when_there_are_more(count: Counted, shown: str) -> None:
    drawn = Template("{% load figures %}{{ count|counted|striptags }}").render(Context({"count": count}))
    assert drawn == shown
