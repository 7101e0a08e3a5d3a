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
    page.locator("td a.key").first.click()
    expect(page.locator(".rr-verdict").first).to_be_visible()
    shot(page, "report-books")
    page.locator(".rr-books a.num").first.click()
    expect(page.locator("#side-panel")).to_be_visible()


def test_a_file_that_is_no_report_is_refused(page_as: OpenAs) -> None:
    page = page_as("zhuren")
    page.goto("/reports/")
    page.get_by_role("button", name="存入并读数").click()
    expect(page.locator(".notice.error")).to_contain_text("没有选择文件")
