"""The leader with three minutes: how the year stands, and where each number comes from."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Shot = Callable[[Page, str], None]


def test_the_year_stands_on_one_page(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/")
    cards = browser_page.locator(".figure-card")
    assert 8 <= cards.count() <= 12
    expect(cards.first.locator(".ring")).to_be_visible()
    expect(browser_page.locator(".wall .tile").first).to_be_visible()
    expect(browser_page.locator(".funnel-stages li")).to_have_count(4)
    expect(browser_page.get_by_role("heading", name="数据新鲜度")).to_be_visible()
    expect(browser_page.locator(".week table, .week .empty-state")).to_be_visible()
    shot(browser_page, "cockpit")


def test_from_a_card_to_the_history_of_a_row_each_step_is_one_click(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/")
    browser_page.get_by_role("link", name="卫生改厕户数", exact=True).first.click()
    expect(browser_page.get_by_role("heading", name="卫生改厕户数", level=1)).to_be_visible()
    browser_page.get_by_role("link", name="看来源").click()
    panel = browser_page.locator("#side-panel")
    expect(panel.locator(".trace-rows li").first).to_be_visible()
    expect(panel).to_contain_text("已验收")
    shot(browser_page, "trace-panel")
    panel.locator(".trace-rows a").first.click()
    expect(browser_page).to_have_url(re.compile(r"/ledgers/toilet_renovation/\d+/"))
    expect(browser_page.get_by_role("region", name="历史")).to_contain_text("导入登记")


def test_a_number_opens_its_trace_over_the_page_and_escape_closes_it(browser_page: Page) -> None:
    browser_page.goto("/")
    browser_page.locator(".figure-card .value a").first.click()
    panel = browser_page.locator("#side-panel")
    expect(panel.locator(".trace-step").first).to_be_visible()
    browser_page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(browser_page.locator(".figure-card").first).to_be_visible()


def test_a_light_opens_its_task(browser_page: Page) -> None:
    browser_page.goto("/")
    tile = browser_page.locator(".wall .tile").first
    said = tile.get_attribute("aria-label") or ""
    word, _, title = said.partition("：")
    tile.click()
    expect(browser_page.locator("#side-panel h2")).to_have_text(title)
    expect(browser_page.locator("#side-panel .light").first).to_have_text(word)


def test_an_overdue_count_opens_exactly_those_rows(browser_page: Page) -> None:
    browser_page.goto("/")
    browser_page.locator(".deadlines td a.figure").first.click()
    expect(browser_page).to_have_url(re.compile(r"/ledgers/\w+/\?.*overdue=1"))
