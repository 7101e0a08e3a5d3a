"""The list of ledgers and the grid: find rows, change a cell, meet a colleague, paste from Excel, take rows
further."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
from playwright.sync_api import Locator, Page, expect

GRID = "/ledgers/toilet_renovation/"
OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]


def open_grid(page: Page, query: str = "") -> Page:
    page.goto(GRID + query)
    page.wait_for_selector("zy-ledger-grid[ready]")
    return page


def cell(page: Page, row: int, field: str) -> Locator:
    return (
        page.locator(".tabulator-row").nth(row).locator(f".tabulator-cell[tabulator-field='values.{field}']")
    )


def type_into(page: Page, row: int, field: str, text: str) -> None:
    cell(page, row, field).scroll_into_view_if_needed()
    cell(page, row, field).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def message(page: Page) -> Locator:
    return page.locator("[data-grid=message]")


def cost_of(page: Page, row: int) -> int:
    cell(page, row, "cost").scroll_into_view_if_needed()
    return int(re.sub(r"\D", "", cell(page, row, "cost").inner_text()) or 0)


def test_from_the_list_to_the_overdue_rows(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    page.goto("/ledgers/")
    shot(page, "ledgers")
    page.locator("li", has_text="农村改厕台账").get_by_text("逾期").click()
    page.wait_for_selector("zy-ledger-grid[ready]")
    expect(page.locator("[data-overdue]")).to_have_attribute("aria-current", re.compile(".*"))
    expect(page.locator(".lg-overdue").first).to_contain_text("逾期")


def test_a_filter_stands_in_the_address_and_can_be_sent_on(page_as: OpenAs) -> None:
    page = open_grid(page_as("zhuren"))
    with page.expect_response("**/rows?*"):
        page.fill(".tabulator-col[tabulator-field='values.cost'] input", ">2000")
    expect(message(page)).to_have_text("")
    total = page.locator("[data-grid=total]").inner_text()
    colleague = page_as("cunjian")
    colleague.goto(page.url)
    colleague.wait_for_selector("zy-ledger-grid[ready]")
    expect(colleague.locator("[data-grid=total]")).to_have_text(total)


def test_a_cell_is_changed_from_the_keyboard_and_undone(page_as: OpenAs, shot: Shot) -> None:
    page = open_grid(page_as("zhuren"), "?state=accepted")
    before = cost_of(page, 1)
    type_into(page, 1, "cost", str(before + 7))
    expect(message(page)).to_have_text("已保存")
    shot(page, "ledger-grid")
    page.click("[data-grid=undo]")
    expect(message(page)).to_have_text("已撤销")
    assert cost_of(page, 1) == before


def test_a_refused_value_says_why_in_the_cell(page_as: OpenAs) -> None:
    page = open_grid(page_as("zhuren"), "?state=accepted")
    type_into(page, 2, "cost", "-5")
    expect(message(page)).to_contain_text("造价不能为负")
    expect(cell(page, 2, "cost")).to_have_class(re.compile("lg-refused"))


def test_two_people_change_one_row_and_decide_side_by_side(page_as: OpenAs, shot: Shot) -> None:
    mine, theirs = (
        open_grid(page_as("zhuren"), "?state=accepted"),
        open_grid(page_as("cunjian"), "?state=accepted"),
    )
    before = cost_of(mine, 3)
    type_into(theirs, 3, "cost", str(before + 11))
    expect(message(theirs)).to_have_text("已保存")
    type_into(mine, 3, "cost", str(before + 22))
    dialog = mine.locator("dialog.lg-dialog")
    expect(dialog).to_contain_text("曲怀远")
    expect(dialog).to_contain_text(str(before + 11))
    shot(mine, "ledger-conflict")
    dialog.locator("input[value=mine]").check()
    dialog.get_by_role("button", name="保存选定的").click()
    expect(message(mine)).to_have_text("已保存")
    assert cost_of(mine, 3) == before + 22


def test_a_block_from_excel_is_judged_cell_by_cell(page_as: OpenAs, shot: Shot) -> None:
    page = open_grid(page_as("zhuren"), "?state=accepted")
    cost_of(page, 4)
    cell(page, 4, "cost").click()
    paste(page, "2100\t600\n2200\tabc\n2300\t700\n")
    dialog = page.locator("dialog.lg-dialog")
    expect(dialog).to_contain_text("“abc”不是数字")
    shot(page, "ledger-paste")
    dialog.get_by_role("button", name="只写入通过的 2 行").click()
    expect(message(page)).to_contain_text("改 2 行")
    assert cost_of(page, 6) == 2300
    page.click("[data-grid=undo]")
    expect(message(page)).to_have_text("已撤销")


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
          const data = new DataTransfer(); data.setData("text/plain", text);
          const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
          document.querySelector(".lg-table").dispatchEvent(event);
        }""",
        text,
    )


def test_ticked_rows_are_taken_a_step_further(page_as: OpenAs, shot: Shot) -> None:
    page = open_grid(page_as("zhuren"), "?state=building")
    count = page.locator("[data-state=building] [data-count]")
    expect(count).not_to_be_empty()
    before = int(count.inner_text())
    for row in range(2):
        page.locator(".tabulator-row").nth(row).locator(".lg-tick input").click()
    page.locator(".lg-batch").get_by_role("button", name="完工").click()
    page.locator("dialog input[type=date]").fill("2026-10-20")
    shot(page, "ledger-batch")
    page.locator("dialog").get_by_role("button", name="确定").click()
    expect(message(page)).to_contain_text("改 2 行")
    expect(count).to_have_text(str(before - 2))


def test_more_rows_come_while_scrolling_and_sums_on_request(page_as: OpenAs) -> None:
    page = open_grid(page_as("zhuren"))
    page.evaluate("document.querySelector('.tabulator-tableholder').scrollTop = 1e6")
    expect(page.locator("[data-grid=shown]")).not_to_have_text("60")
    page.click("[data-grid=sums]")
    expect(page.locator(".tabulator-footer .tabulator-cell[tabulator-field='values.cost']")).not_to_be_empty()


def test_a_column_hidden_stays_hidden(page_as: OpenAs) -> None:
    page = open_grid(page_as("zhuren"))
    page.click(".lg-tools summary")
    page.locator(".lg-chooser label", has_text="联系电话").click()
    open_grid(page)
    expect(page.locator(".tabulator-col[tabulator-field='values.phone']")).to_be_hidden()


def test_what_is_seen_can_be_taken_away_as_excel(page_as: OpenAs) -> None:
    page = open_grid(page_as("zhuren"), "?state=building&sort=-household_no")
    page.click(".lg-tools summary")
    page.locator(".lg-chooser label", has_text="联系电话").click()
    titles = page.locator(
        ".tabulator-col[tabulator-field^='values.']:visible .tabulator-col-title"
    ).all_inner_texts()
    page.keyboard.press("Escape")
    page.locator("summary", has_text="导出").click()
    form = page.locator("form[data-export-form]")
    expect(form.locator("[data-export-columns]")).to_have_text(str(len(titles)))
    with page.expect_download() as download:
        form.get_by_role("button", name="导出").click()
    assert download.value.suggested_filename == "农村改厕台账.xlsx"
    book = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()), read_only=True)
    head = next(book.worksheets[0].iter_rows(values_only=True))
    assert list(head)[2 : 2 + len(titles)] == titles


def test_a_leader_looks_and_cannot_change(page_as: OpenAs) -> None:
    page = open_grid(page_as("zhenzhang"))
    expect(page.get_by_role("link", name="新增")).to_have_count(0)
    before: Any = cost_of(page, 0)
    type_into(page, 0, "cost", "1")
    assert cost_of(page, 0) == before


def test_the_ledger_reads_without_javascript(page_as: OpenAs, live: str) -> None:
    page = page_as("zhuren")
    cookies = page.context.cookies()
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(base_url=live, java_script_enabled=False)
    plain.add_cookies([{"name": c["name"], "value": c["value"], "url": live} for c in cookies])
    other = plain.new_page()
    other.goto(GRID)
    first = other.locator("tbody tr").first.inner_text()
    other.get_by_role("link", name="下一页").click()
    assert other.locator("tbody tr").first.inner_text() != first
    plain.close()
