"""Definitions in the browser: a head changes a ledger and sees what it does, two heads meet, a workbook
becomes a ledger."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]
VERSIONS = "/ledgers/toilet_renovation/definition/versions/"


def edit(page: Page) -> None:
    page.goto(VERSIONS)
    page.get_by_role("link", name="修改定义").click()
    page.wait_for_selector("zy-definition-form[ready]")


def test_a_field_is_added_moved_and_another_retired(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    edit(page)
    shot(page, "definition-form")
    page.get_by_role("button", name="加一个栏目").click()
    new = page.locator(".lg-def-field").last
    new.get_by_label("栏目名称").fill("化粪池容积")
    new.get_by_label("类型").select_option(label="小数")
    new.get_by_label("单位").fill("立方米")
    new.get_by_label("上移").click()
    page.locator(".lg-def-field").nth(1).get_by_text("停用").click()
    page.get_by_role("button", name="看看会怎样").click()
    expect(page.get_by_text("新增栏目“化粪池容积”")).to_be_visible()
    expect(page.get_by_text("内容原样保留")).to_be_visible()
    shot(page, "definition-preview")
    page.get_by_label("修改理由").fill("按新的验收办法")
    page.get_by_role("button", name="保存为新的一版").click()
    expect(page.get_by_text("按新的验收办法")).to_be_visible()
    expect(page.get_by_text("停用栏目").first).to_be_visible()
    shot(page, "definition-versions")

    page.get_by_role("button", name="恢复第").click()
    expect(page.get_by_text("恢复栏目")).to_be_visible()
    page.get_by_role("button", name="保存为新的一版").click()
    expect(page.get_by_text("停用栏目“化粪池容积”")).to_be_visible()


def test_what_would_lose_data_is_named_row_by_row(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    edit(page)
    page.locator(".lg-def-field").first.get_by_label("类型").select_option(label="日期")
    page.get_by_role("button", name="看看会怎样").click()
    expect(page.get_by_text("不能这样改")).to_be_visible()
    expect(page.locator(".lg-def-rows a").first).to_be_visible()
    expect(page.get_by_role("button", name="保存为新的一版")).to_have_count(0)
    shot(page, "definition-refused")
    page.get_by_role("button", name="返回修改").click()
    expect(page.locator(".lg-def-field").first.get_by_label("类型")).to_have_value("date")


def test_two_heads_at_once_see_what_the_other_did(page_as: OpenAs, shot: Shot) -> None:
    first, second = page_as("zhuren"), page_as("zhuren")
    for page, title in ((first, "收集依据"), (second, "保管办公室")):
        edit(page)
        page.get_by_label(title).fill(f"新的{title}")
        page.get_by_role("button", name="看看会怎样").click()
    first.get_by_role("button", name="保存为新的一版").click()
    expect(first.get_by_text("已保存为第")).to_be_visible()
    second.get_by_role("button", name="保存为新的一版").click()
    expect(second.get_by_text("您的修改还没有保存")).to_be_visible()
    expect(second.get_by_label("收集依据")).to_have_value("新的收集依据")
    expect(second.get_by_label("保管办公室")).to_have_value("新的保管办公室")
    shot(second, "definition-conflict")


@pytest.fixture
def trees(tmp_path: Path, page_as: OpenAs) -> Path:
    page = page_as("cunhui")
    page.goto("/ledgers/")
    village = page.locator(".lead").first.inner_text().split(" ")[0]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["古树名木登记台账"])
    sheet.append(["序号", "村", "树号", "树种", "胸围（厘米）", "是否挂牌", "登记日期"])
    for n in range(1, 25):
        sheet.append(
            [
                n,
                village,
                f"GS-{n:03d}",
                "国槐" if n % 2 else "侧柏",
                100 + n,
                "√" if n % 3 else "",
                f"2026.5.{n}",
            ]
        )
    path = tmp_path / "古树名木登记台账.xlsx"
    book.save(path)
    return path


def test_a_workbook_becomes_a_ledger_with_its_rows(page_as: OpenAs, trees: Path, shot: Shot) -> None:
    page = page_as("zhuren")
    page.goto("/ledgers/")
    page.get_by_role("link", name="新建台账").click()
    shot(page, "new-ledger")
    page.set_input_files("input[type=file]", trees)
    page.wait_for_url("**/new/file/**")
    page.wait_for_selector("zy-definition-form[ready]")
    expect(page.get_by_label("台账名称")).to_have_value("古树名木登记台账")
    shot(page, "new-ledger-proposal")
    page.locator("input[name=domain]").fill("生态环境")
    page.get_by_role("button", name="建立台账").click()
    page.wait_for_url("**/import/file/**")
    page.get_by_role("button", name="检查").click()
    page.get_by_role("button", name="写入").click()
    expect(page.get_by_text("导入完成")).to_be_visible()
    page.get_by_role("link", name="查看这批记录").click()
    page.wait_for_selector("zy-ledger-grid[ready]")
    expect(page.locator("[data-grid=total]")).to_have_text("24")
