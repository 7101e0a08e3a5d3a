"""The frame: navigation, the switchers of area and period, errors."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Shot = Callable[[Page, str], None]
PERIOD = re.compile(r"period=2026-Q2")


def test_a_village_is_found_by_its_initials_and_kept_through_the_navigation(
    browser_page: Page, shot: Shot
) -> None:
    browser_page.goto("/plans/")
    browser_page.locator(".area-menu summary").click()
    rows = browser_page.locator("#area-results a")
    expect(rows.first).to_be_visible()
    village = rows.nth(1).inner_text().splitlines()[0]
    shot(browser_page, "area-switcher")
    browser_page.locator("#area-search").fill(village)
    browser_page.locator("#area-results a", has_text=village).first.click()
    expect(browser_page.locator(".area-menu .label")).to_have_text(village)
    browser_page.get_by_role("link", name="指标", exact=True).click()
    expect(browser_page.locator(".area-menu .label")).to_have_text(village)


def test_a_period_is_chosen_in_one_click_and_stands_in_the_address(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/indicators/")
    browser_page.locator(".period-menu summary").click()
    shot(browser_page, "period-switcher")
    browser_page.get_by_role("link", name="二季度").click()
    expect(browser_page).to_have_url(PERIOD)
    expect(browser_page.get_by_role("heading", name="指标")).to_be_visible()
    expect(browser_page.locator(".lead").first).to_contain_text("2026年二季度")
    browser_page.get_by_role("link", name="总览").click()
    expect(browser_page).to_have_url(PERIOD)


def test_the_slash_key_begins_a_search_that_opens_what_it_finds(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/plans/")
    browser_page.keyboard.press("/")
    box = browser_page.locator("[data-search]")
    expect(box).to_be_focused()
    box.fill("改厕")
    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_role("heading", name="查找“改厕”")).to_be_visible()
    shot(browser_page, "search")
    browser_page.get_by_role("link", name="农村改厕台账").click()
    expect(browser_page.get_by_role("heading", name="农村改厕台账")).to_be_visible()


def test_a_code_that_is_none_is_answered_with_a_remedy(browser_page: Page, shot: Shot) -> None:
    response = browser_page.goto("/?area=123")
    assert response
    assert response.status == 400
    expect(browser_page.get_by_role("alert")).to_contain_text("区划代码“123”有3位")
    expect(browser_page.get_by_role("link", name="回到总览")).to_be_visible()
    shot(browser_page, "problem")


def test_another_town_is_refused(browser_page: Page) -> None:
    response = browser_page.goto("/?area=990101101")
    assert response
    assert response.status == 403
    expect(browser_page.get_by_role("alert")).to_contain_text("不在您的授权范围内")


def test_a_page_that_is_not_there_leads_back(browser_page: Page) -> None:
    response = browser_page.goto("/nowhere/")
    assert response
    assert response.status == 404
    browser_page.get_by_role("link", name="回到总览").click()
    expect(browser_page.locator(".figure-card").first).to_be_visible()


def test_pages_read_without_javascript_and_nothing_is_fetched_from_elsewhere(
    browser_page: Page, live: str
) -> None:
    context = browser_page.context.browser.new_context(  # type: ignore[union-attr]
        base_url=live, java_script_enabled=False, storage_state=browser_page.context.storage_state()
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/indicators/toilets_renovated/")
    expect(page.locator(".chart-table table")).to_be_visible()
    page.get_by_role("link", name="看来源").click()
    expect(page.get_by_role("heading", name="这个数从哪来")).to_be_visible()
    assert all(url.startswith((live, "data:")) for url in asked)
    context.close()
