"""Who of a list is in which ledger: a block pasted from Excel, the table of the answer, the answer as a
workbook."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]


def test_a_pasted_list_is_answered_and_taken_away(page_as: OpenAs, shot: Shot, tmp_path: Path) -> None:
    page = page_as("zhuren")
    page.goto("/ledgers/enterprises/")
    page.wait_for_selector("zy-ledger-grid[ready]")
    rows = page.request.get("/ledgers/enterprises/rows").json()["rows"]
    known = [row["values"]["title"] for row in rows[:4]]
    page.goto("/ledgers/")
    page.get_by_role("link", name="名单比对").click()
    shot(page, "overlap-form")
    page.get_by_label("名单：一行").fill("企业名称\n" + "\n".join([*known, "并不存在的贸易有限公司"]))
    page.get_by_role("button", name="比对").click()
    expect(page.get_by_role("heading", name="5 行中有 4 行在台账里")).to_be_visible()
    expect(page.get_by_role("row", name="并不存在的贸易有限公司")).to_contain_text("—")
    shot(page, "overlap")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载结果").click()
    download.value.save_as(tmp_path / "a.xlsx")
    answer = openpyxl.load_workbook(tmp_path / "a.xlsx")["名单比对"]
    assert "没有找到" in [row[3] for row in answer.iter_rows(values_only=True)]


def test_a_list_that_names_nobody_is_told(page_as: OpenAs) -> None:
    page = page_as("zhuren")
    page.goto("/ledgers/overlap/")
    page.get_by_label("名单：一行").fill("12345\n67890")
    page.get_by_role("button", name="比对").click()
    expect(page.locator(".notice.error")).to_contain_text("没有读到姓名")
