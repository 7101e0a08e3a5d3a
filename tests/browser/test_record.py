"""One record: read its history, change it, take it further, look behind a mask."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]
FRESH = time.time_ns() // 10**6 % 10**6  # so that a test can be run again on the same demonstration


def open_first(page: Page, query: str) -> Page:
    page.goto(f"/ledgers/toilet_renovation/{query}")
    page.wait_for_selector("zy-ledger-grid[ready]")
    page.locator(".tabulator-row .lg-open a").first.click()
    page.wait_for_selector(".lg-history")
    return page


def test_a_change_with_its_reason_stands_in_history(page_as: OpenAs, shot: Shot) -> None:
    page = open_first(page_as("zhuren"), "?state=accepted")
    page.get_by_role("link", name="修改", exact=True).click()
    page.fill("input[name=cost]", f"{3000 + FRESH % 1000}.5")
    page.fill("input[name=why]", "按发票更正")
    shot(page, "record-form")
    page.get_by_role("button", name="保存").click()
    newest = page.locator(".lg-history > li").first
    expect(newest).to_contain_text("理由：按发票更正")
    expect(newest.locator("ins")).to_have_text(f"{3000 + FRESH % 1000}.5")
    shot(page, "record")


def test_a_form_that_is_not_accepted_keeps_its_words(page_as: OpenAs, shot: Shot) -> None:
    page = open_first(page_as("zhuren"), "?state=accepted")
    page.get_by_role("link", name="修改", exact=True).click()
    page.fill("input[name=cost]", "一千五")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".lg-problem")).to_contain_text("不是数字")
    expect(page.locator("input[name=cost]")).to_have_value("一千五")
    shot(page, "record-refused")


def test_two_forms_of_one_record_meet_side_by_side(page_as: OpenAs, shot: Shot) -> None:
    mine = open_first(page_as("zhuren"), "?state=accepted&sort=-cost")
    mine.get_by_role("link", name="修改", exact=True).click()
    theirs = page_as("cunjian")
    theirs.goto(mine.url)
    for page, amount in ((theirs, f"{5000 + FRESH}"), (mine, f"{5001 + FRESH}")):
        page.fill("input[name=cost]", amount)
        page.get_by_role("button", name="保存").click()
        page.wait_for_load_state()
    expect(mine.locator("h1")).to_have_text("这条记录刚被别人改过")
    expect(mine.locator(".lg-sides")).to_contain_text(f"{5000 + FRESH}")
    shot(mine, "record-conflict")
    mine.get_by_role("button", name="保存选定的内容").click()
    expect(mine.locator(".lg-history > li").first.locator("ins")).to_have_text(f"{5001 + FRESH}")


def test_a_step_asks_for_what_it_needs(page_as: OpenAs, shot: Shot) -> None:
    page = open_first(page_as("zhuren"), "?state=planned")
    page.locator("summary", has_text="开工").click()
    page.locator("form:visible input[name=started_on]").fill("2026-10-08")
    shot(page, "record-step")
    page.get_by_role("button", name="开工").click()
    expect(page.locator(".state-bar .now")).to_have_text("施工中")


def test_a_mask_is_lifted_with_a_reason(page_as: OpenAs, shot: Shot) -> None:
    page = open_first(page_as("zhuren"), "?state=accepted")
    masked = page.locator("#field-id_number")
    expect(masked).to_contain_text("****")
    masked.locator("summary").click()
    masked.locator("input[name=why]").fill("入户核对")
    shot(page, "record-reveal")
    masked.get_by_role("button", name="查看").click()
    expect(masked).to_contain_text("已记入历史")
    expect(masked).not_to_contain_text("****")
    page.reload()
    expect(page.locator("#field-id_number")).to_contain_text("****")
    expect(page.locator(".lg-history > li").first).to_contain_text("入户核对")


def test_a_new_record(page_as: OpenAs) -> None:
    page = page_as("cunhui")
    page.goto("/ledgers/toilet_renovation/new/")
    page.fill("input[name=household_no]", f"新-{FRESH}")
    page.fill("input[name=head]", "赵建国")
    page.fill("input[name=registered_on]", "2026-10-30")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_contain_text(f"新-{FRESH}")
    expect(page.locator(".state-bar .now")).to_have_text("待改")
