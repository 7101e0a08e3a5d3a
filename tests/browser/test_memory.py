"""The memory of the books: a clerk looks at a past day, brings back what was deleted, an office head at what
is late and who did what."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]
EVENTS = "/ledgers/grid_events/"


def test_a_ledger_as_it_was_on_a_day(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    page.goto(EVENTS)
    page.get_by_text("查看某日").click()
    page.locator("form:visible input[name=day]").fill("2026-10-28")
    shot(page, "memory-choose-day")
    page.locator("form:visible").get_by_role("button", name="查看").click()
    expect(page.locator(".lg-past")).to_contain_text("2026年10月28日终了时的账，只能看，不能改")
    shot(page, "memory-past-day")
    assert page.locator("tbody tr").count() > 10
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".lg-past")).to_contain_text("2026年10月28日")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出这一天的账").click()
    assert download.value.suggested_filename == "网格事件台账 2026-10-28.xlsx"


def test_a_deleted_record_comes_back(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    page.goto("/ledgers/env_inspections/")
    page.wait_for_selector("zy-ledger-grid[ready]")
    page.locator(".tabulator-row .lg-open a").first.click()
    page.wait_for_selector(".lg-history")
    page.locator("summary", has_text="删除").click()
    page.locator("form:visible input[name=why]").fill("重复登记")
    page.get_by_role("button", name="确定删除").click()
    page.goto("/ledgers/env_inspections/deleted/")
    expect(page.locator("tbody")).to_contain_text("重复登记")
    shot(page, "memory-deleted")
    page.locator("tbody a", has_text="打开").first.click()
    expect(page.locator(".notice")).to_contain_text("不计入任何数字")
    shot(page, "memory-gone")
    page.locator(".notice input[name=why]").fill("误删")
    page.get_by_role("button", name="恢复", exact=True).click()
    expect(page.locator(".lg-history > li").first).to_contain_text("恢复")
    shot(page, "memory-restored")


def test_what_is_late_over_all_ledgers(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    todo = page.locator(".to-do .count")
    expect(todo).to_be_visible()
    page.locator(".to-do").click()
    expect(page.locator("h1")).to_have_text("逾期与临期")
    page.goto("/ledgers/due/?kind=overdue")
    shot(page, "due-overdue")
    page.locator(".lg-due-side a", has_text="网格事件台账").click()
    expect(page.locator("tbody").first).to_contain_text("网格事件台账")
    page.locator(".tabs a", has_text="报给我的").click()
    expect(page.locator(".tabs [aria-current]")).to_contain_text("报给我的")
    shot(page, "due-told")
    page.locator(".lg-due-list tbody a").first.click()
    expect(page.locator(".lg-history")).to_contain_text("逾期1个工作日，报办所负责人")
    shot(page, "record-escalated")


def test_an_inspector_looks_through_the_log(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("ducha")
    page.locator(".nav-list a", has_text="管理").click()
    page.locator("select[name=action]").select_option("escalate")
    page.locator("main").get_by_role("button", name="查找").click()
    expect(page.locator("tbody tr").first).to_contain_text("逾期上报")
    shot(page, "manage-log")
    page.locator(".lg-manage a", has_text="封存").click()
    expect(page.locator("tbody code").first).to_be_visible()
    shot(page, "manage-seals")


def test_next_years_holidays_are_entered(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    page.goto("/manage/calendar/?year=2027")
    expect(page.locator(".notice")).to_contain_text("尚未公布")
    page.fill("input[name=source]", "国务院办公厅关于2027年部分节假日安排的通知")
    page.fill("textarea[name=days]", "2027-02-06 休 春节\n2027-02-20 班 春节")
    page.get_by_role("button", name="保存并重算时限").click()
    expect(page.locator(".lead").first).to_contain_text("依据：国务院办公厅")
    expect(page.locator("table").first).to_contain_text("上班")
    shot(page, "manage-calendar")
