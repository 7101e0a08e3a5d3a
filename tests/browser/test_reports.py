"""The report library and its reader: file a report, follow a figure between text and table."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]
TITLE = f"望澜镇2024年1-10月工作总结（{time.time_ns()}）"  # the library refuses the same text twice
TEXT = f"""# {TITLE}

今年1-10月，全镇完成一般公共预算收入3656万元，同比增长41.7%。新增规模以上工业企业2家。

全镇改厕150余户，硬化道路12.6公里，清洁取暖4052户。力争全年招引亿元项目5个。
"""


def test_a_report_is_filed_and_a_figure_followed(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    page.goto("/reports/")
    shot(page, "reports")
    page.fill("textarea[name=text]", TEXT)
    page.select_option("select[name=year]", "2024")
    page.select_option("select[name=month]", "10")
    page.get_by_role("button", name="存入并读数").click()
    expect(page.locator("h1")).to_have_text(TITLE)

    page.locator(".rr-text a.rr-figure", has_text="3656万元").click()
    row = page.locator("[data-row].rr-lit")
    expect(row).to_contain_text("一般公共预算收入")
    expect(row).to_be_in_viewport()
    shot(page, "report-reader")

    page.locator("[data-filter=status][data-value=target]").click()
    expect(page.locator("[data-row]:visible")).to_have_count(1)
    expect(page.locator(".rr-text a.rr-figure", has_text="3656万元")).to_have_class(re.compile("rr-dim"))


def test_a_report_of_the_demonstration_stands_beside_the_books(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhenzhang")
    page.goto("/reports/")
    page.locator("td.head a").first.click()
    expect(page.locator(".rr-verdict").first).to_be_visible()
    shot(page, "report-books")
    page.locator(".rr-books a.num").first.click()
    expect(page.locator("#side-panel")).to_be_visible()


def test_nothing_at_all_is_refused(page_as: OpenAs) -> None:
    page = page_as("zhuren")
    page.goto("/reports/")
    page.get_by_role("button", name="存入并读数").click()
    expect(page.locator(".notice.error")).to_contain_text("没有粘贴文字")


def filed(page: Page, text: str, year: str = "2024", month: str = "10") -> None:
    page.goto("/reports/")
    page.fill("textarea[name=text]", text)
    page.select_option("select[name=year]", year)
    page.select_option("select[name=month]", month)
    page.get_by_role("button", name="存入并读数").click()
    page.wait_for_selector("zy-report-reader")


def test_a_misread_figure_is_set_right_and_a_missed_one_entered(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    filed(page, TEXT.replace(TITLE, f"改正用 {time.time_ns()}") + "\n全镇大小会议开了三四回。\n")
    row = page.locator("[data-row]", has_text="3656万元")
    row.get_by_role("link", name="改正").click()
    panel = page.locator("#side-panel")
    panel.locator("input[name=value]").fill("3565")
    panel.locator("input[name=why]").fill("扫描不清")
    shot(page, "report-correct")
    panel.get_by_role("button", name="保存").click()
    expect(page.locator(".rr-said")).to_contain_text("数值：3656 → 3565")

    page.evaluate(
        """() => {
            const span = [...document.querySelectorAll(".rr-text [data-at]")].find((one) => one.textContent.includes("三四回"));
            const at = span.textContent.indexOf("三四回");
            document.getSelection().setBaseAndExtent(span.firstChild, at, span.firstChild, at + 3);
        }"""
    )
    page.get_by_role("button", name="补录选中的数字").click()
    expect(panel.locator("mark")).to_have_text("三四回")
    panel.locator("input[name=measure]").fill("会议")
    panel.locator("input[name=value]").fill("3—4")
    panel.locator("input[name=unit]").fill("次")
    panel.get_by_role("button", name="保存").click()
    expect(page.locator(".rr-text a.rr-figure", has_text="三四回")).to_be_visible()
    shot(page, "report-corrected")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-row].rr-lit")).to_have_count(1)

    with page.expect_download() as kept:
        page.goto("/reports/")
        page.get_by_role("link", name="改正例子").click()
    assert "三四回" in kept.value.path().read_text(encoding="utf-8")


def test_two_people_correcting_one_figure_are_told(page_as: OpenAs) -> None:
    first, second = page_as("zhuren"), page_as("zhuren")
    filed(first, TEXT.replace(TITLE, f"两人 {time.time_ns()}"))
    second.goto(first.url)
    for page, value in ((first, "4053"), (second, "4054")):
        page.locator("[data-row]", has_text="4052户").get_by_role("link", name="改正").click()
        page.locator("#side-panel input[name=value]").fill(value)
    first.locator("#side-panel").get_by_role("button", name="保存").click()
    expect(first.locator(".rr-said")).to_contain_text("4053")
    second.locator("#side-panel").get_by_role("button", name="保存").click()
    expect(second.locator(".notice.error")).to_contain_text("4053户")
    expect(second.locator("input[name=value]")).to_have_value("4053")


def test_a_report_is_reconciled_and_a_difference_explained(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    filed(page, TEXT.replace(TITLE, f"核对用 {time.time_ns()}"))
    page.get_by_role("link", name="与账核对").click()
    shot(page, "report-reconciliation")
    page.locator(".rr-states").get_by_role("link", name="不一致").click()
    row = page.locator("tr", has=page.locator("summary")).first
    number = row.locator("a.rr-figure").inner_text()
    row.locator("summary").click()
    row.locator("select").select_option("method")
    row.locator("input[name=words]").fill("含上年结转")
    row.get_by_role("button", name="记下").click()
    expect(page.locator("tr", has_text=number)).to_contain_text("含上年结转")
    with page.expect_download() as book:
        page.get_by_role("link", name="下载表格").click()
    assert book.value.suggested_filename.endswith("核对.xlsx")
    page.locator("td a[data-panel]").first.click()
    expect(page.locator("#side-panel")).to_be_visible()


def test_reports_of_towns_and_years_stand_side_by_side(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhenzhang")
    page.goto("/reports/?period=2025")
    page.get_by_role("link", name="多篇对比").click()
    page.locator(".rr-pick summary").click()
    for box in page.locator(".rr-pick input[name=documents]").all():
        words = box.locator("xpath=..").inner_text()
        box.set_checked("2024年工作总结" in words or "2025年工作总结" in words)
    page.get_by_role("button", name="对比", exact=True).click()
    expect(page.locator(".rr-beside thead th").nth(2)).to_be_visible()
    expect(page.locator(".rr-beside tbody tr").nth(3)).to_be_visible()
    revenue = page.locator(".rr-beside tbody tr", has_text="一般公共预算收入").first
    # one of the defects planted in the demonstration
    expect(revenue).to_contain_text("按两篇算 5.95%，对不上")
    expect(page.locator(".rr-beside tbody tr", has_text="批发零售业销售额")).to_contain_text("按两篇算 6.38%")
    shot(page, "reports-compare")
    with page.expect_download() as book:
        page.get_by_role("link", name="下载表格").click()
    assert book.value.suggested_filename == "报告对比.xlsx"
    page.locator(".rr-beside tbody td a").first.click()
    expect(page.locator(".rr-text a.rr-lit")).to_be_visible()
