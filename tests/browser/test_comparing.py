"""Areas compared, targets split, external figures entered and corrected."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

Shot = Callable[[Page, str], None]


def test_a_leader_compares_the_villages_and_opens_a_number(
    page_as: Callable[[str], Page], shot: Shot
) -> None:
    page = page_as("zhenzhang")
    page.goto("/indicators/compare/")
    shot(page, "compare-choice")
    page.get_by_label("查找指标").fill("改厕")
    page.locator("label", has_text="卫生改厕户数").locator("input").check()
    page.get_by_label("查找指标").fill("集体经济")
    page.locator("[data-word]:visible input").first.check()
    page.get_by_role("button", name="对比", exact=True).click()
    table = page.locator(".heat")
    expect(table.locator("tbody tr")).to_have_count(77)
    shot(page, "compare")
    table.locator("thead a", has_text="卫生改厕户数").click()
    expect(table.locator("th[aria-sort]")).to_contain_text("卫生改厕户数")
    expect(table.locator("tbody tr").first.locator(".place").first).to_have_text("1")
    table.locator("tbody a.num").first.click()
    expect(page.locator("#side-panel .trace-rows")).to_be_visible()


def test_the_comparison_is_downloaded_as_seen(browser_page: Page) -> None:
    browser_page.goto("/indicators/compare/?codes=toilets_renovated,collective_income")
    with browser_page.expect_download() as download:
        browser_page.get_by_role("link", name="Excel", exact=True).click()
    assert download.value.suggested_filename == "对比.xlsx"


def test_every_month_of_what_is_compared_or_of_every_indicator_is_downloaded(browser_page: Page) -> None:
    browser_page.goto("/indicators/compare/?period=2026-Q2")
    with browser_page.expect_download() as download:
        browser_page.get_by_role("link", name="全部指标各月 Excel").click()
    assert download.value.suggested_filename == "各月指标2026.xlsx"
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()), read_only=True)
    villages = {row[1].value for row in book["各月"].iter_rows(min_row=2)}
    browser_page.goto("/indicators/compare/?codes=toilets_renovated&period=2026-Q2")
    with browser_page.expect_download() as download:
        browser_page.get_by_role("link", name="各月 CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len([line for line in lines if ",toilets_renovated," in line]) == len(villages)


def test_a_head_splits_a_target_changes_it_by_hand_and_saves(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/indicators/heating_renovated/")
    browser_page.get_by_role("link", name="分解目标").click()
    check = browser_page.locator(".sum-check")
    expect(check).to_have_text("各地合计等于总目标")
    shot(browser_page, "targets")
    fields = browser_page.locator("input[name^='part.']")
    first = int(fields.first.input_value())
    fields.first.fill(str(first + 3))
    expect(check).to_have_text("各地合计超 3 户")
    browser_page.get_by_role("button", name="保存").click()
    expect(browser_page.get_by_text("各地合计超 3 户").first).to_be_visible()
    assert int(fields.first.input_value()) == first + 3
    browser_page.locator("input[name=lock]").first.check()
    browser_page.get_by_label("办法").select_option("evenly")
    browser_page.get_by_role("button", name="重分未锁定的").click()
    expect(check).to_have_text("各地合计等于总目标")
    assert int(fields.first.input_value()) == first + 3
    browser_page.get_by_role("button", name="保存").click()
    expect(browser_page.get_by_text("分解的目标已保存")).to_be_visible()


def test_a_preliminary_figure_becomes_final_and_both_are_shown(browser_page: Page, shot: Shot) -> None:
    place = "?area=990101100&period=2026-03"
    browser_page.goto(f"/indicators/general_budget_revenue/observations/{place}")
    for value, source, kind in (("510.5", "3月财政快报", "初步数"), ("512", "3月财政月报", "最终数")):
        browser_page.get_by_label("数值").fill(value)
        browser_page.get_by_label("来源文件").fill(source)
        browser_page.get_by_label(kind).check()
        browser_page.get_by_role("button", name="保存").click()
        expect(browser_page.get_by_text("已录入").first).to_be_visible()
    entered = browser_page.locator(".trace-rows .trace-source")
    expect(entered.first).to_contain_text("最终数")
    expect(entered.nth(1)).to_contain_text("3月财政快报")
    shot(browser_page, "observations")
    browser_page.goto(f"/indicators/general_budget_revenue/{place}")
    expect(browser_page.locator(".headline")).to_contain_text("最终数")


def test_an_indicator_says_where_it_is_used_and_when_it_changed(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/indicators/toilets_renovated/")
    expect(browser_page.get_by_role("region", name="用在哪里")).to_contain_text("任务")
    expect(browser_page.get_by_role("region", name="口径变更")).to_contain_text("登记")
    shot(browser_page, "indicator-uses")


def test_the_catalogue_finds_by_initials(browser_page: Page) -> None:
    browser_page.goto("/indicators/?q=wsgchs")
    expect(browser_page.locator(".catalogue .key a", has_text="卫生改厕户数")).to_be_visible()
