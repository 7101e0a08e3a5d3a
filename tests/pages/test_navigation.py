"""The entries of the navigation."""

import pytest

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.pages import navigation
from zhenyu.pages.navigation import MenuEntry, entries_of, register
from zhenyu.people.types import Grant, Reader, Role

CLERK = Reader(1, "李红", (Grant(Role.TOWN_CLERK, AreaCode("990101100")),))
LEADER = Reader(2, "王镇长", (Grant(Role.LEADER, AreaCode("990101100")),))


@pytest.fixture
def own_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_ENTRIES", {})


def _entry(position: int, url: str, **options: object) -> MenuEntry:
    return MenuEntry(position, url.strip("/") or "首页", "table", url, **options)  # type: ignore[arg-type]  # as named


@pytest.mark.parametrize(
    ("url", "path", "holds"),
    [
        ("/", "/", True),
        ("/", "/ledgers/", False),
        ("/ledgers/", "/ledgers/", True),
        ("/ledgers/", "/ledgers/toilets/17/", True),
        ("/ledgers/", "/ledgersX/", False),
        ("/reports/write/", "/reports/3/", True),
        ("/plans/", "/trace/a@b/2025", False),
    ],
)
def test_a_page_stands_under_the_first_part_of_its_address(url: str, path: str, holds: bool) -> None:
    assert _entry(1, url).holds(path) is holds


def test_pages_elsewhere_may_belong_to_an_entry_too() -> None:
    indicators = _entry(1, "/indicators/", below=("/trace/",))
    assert indicators.holds("/trace/toilets_renovated@990101100/2025")


def test_entries_are_shown_in_their_order_whoever_registered_first(own_entries: None) -> None:
    for position, url in ((30, "/plans/"), (10, "/"), (20, "/ledgers/")):
        register(_entry(position, url))
    assert [entry.url for entry in entries_of(CLERK)] == ["/", "/ledgers/", "/plans/"]


def test_an_entry_is_shown_to_those_it_is_for(own_entries: None) -> None:
    register(_entry(1, "/manage/", shown_to=lambda reader: reader.may_write(AreaCode("990101100"))))
    assert entries_of(CLERK)
    assert entries_of(LEADER) == []


def test_an_entry_registered_again_is_replaced(own_entries: None) -> None:
    register(_entry(1, "/plans/"))
    register(MenuEntry(1, "工作", "target", "/plans/"))
    assert [entry.title for entry in entries_of(CLERK)] == ["工作"]


def test_every_room_with_pages_has_one_entry() -> None:
    urls = [entry.url for entry in entries_of(CLERK)]
    assert urls[0] == "/"
    assert {"/ledgers/", "/indicators/", "/plans/"} <= set(urls)
    assert len(urls) == len(set(urls))
