"""Indicators: the catalogue, one indicator, the trace of a number."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Shot = Callable[[Page, str], None]


def test_an_indicator_is_found_by_a_synonym(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/indicators/")
    shot(browser_page, "indicators")
    browser_page.get_by_label("查找指标").fill("农村改厕")
    browser_page.get_by_label("查找指标").press("Enter")
    expect(browser_page.locator(".catalogue .key a", has_text="卫生改厕户数")).to_be_visible()


def test_the_page_shows_the_trend_and_the_villages_and_the_chart_has_a_table(
    browser_page: Page, shot: Shot
) -> None:
    browser_page.goto("/indicators/toilets_renovated/")
    expect(browser_page.locator("zy-figure-chart .chart svg")).to_be_visible()
    shot(browser_page, "indicator")
    expect(browser_page.locator(".chart-table")).to_be_hidden()
    browser_page.get_by_role("button", name="看表格").click()
    expect(browser_page.locator(".chart-table tbody tr")).to_have_count(12)
    ranked = browser_page.locator(".ranking tbody tr")
    assert ranked.count() > 10
    ranked.first.locator(".key a").click()
    expect(browser_page).to_have_url(re.compile(r"area=990101100\d{3}"))


def test_a_rate_names_its_two_parts(browser_page: Page) -> None:
    browser_page.goto("/indicators/event_closure_rate/")
    expect(browser_page.locator(".meaning").first).to_contain_text("先分别汇总，再相除，不取平均")
    browser_page.get_by_role("link", name="看来源").click()
    expect(browser_page.locator("#side-panel .trace-rows").first).to_contain_text("分子")


def test_a_formula_names_its_parts_and_leads_to_them(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/indicators/toilets_left/")
    meaning = browser_page.locator(".meaning").first
    expect(meaning).to_contain_text("应改厕户数－累计改厕户数")
    shot(browser_page, "indicator-formula")
    meaning.get_by_role("link", name="累计改厕户数").click()
    expect(browser_page.locator(".meaning", has_text="用在哪里")).to_contain_text("尚未改厕户数")


def test_months_are_shown_each_for_itself_or_since_january(browser_page: Page) -> None:
    browser_page.goto("/indicators/event_closure_rate/")
    ways = browser_page.get_by_label("当月或累计")
    expect(ways.locator("[aria-current]")).to_have_text("当月")
    ways.get_by_role("link", name="1月起累计").click()
    browser_page.get_by_role("button", name="看表格").click()
    expect(browser_page.locator(".chart-table thead")).to_contain_text("1月起累计")


def test_an_entered_figure_names_its_document(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/trace/general_budget_revenue@990101100/2026-01..2026-10")
    expect(browser_page.locator(".trace")).to_contain_text("录入的数和来源文件")
    shot(browser_page, "trace-external")


def test_an_address_with_a_mistake_says_where(browser_page: Page) -> None:
    response = browser_page.goto("/trace/toilets_renovated@990101100")
    assert response
    assert response.status == 400
    expect(browser_page.get_by_role("alert")).to_contain_text("缺少“/”和时间段")


def test_an_unknown_indicator_names_its_neighbours(browser_page: Page) -> None:
    response = browser_page.goto("/indicators/toilets_renovate/")
    assert response
    assert response.status == 404
    expect(browser_page.get_by_role("alert")).to_contain_text("toilets_renovated")
