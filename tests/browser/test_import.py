"""The import wizard: a faulty workbook, what is wrong with it, the good rows taken over, the whole taken
back."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]
IMPORT = "/ledgers/toilet_renovation/import/"


@pytest.fixture
def faulty(tmp_path: Path, page_as: OpenAs) -> Path:
    """A village's own sheet: a title above the header, other names for columns, four faults and a row of
    sums."""
    village = village_name(page_as("cunhui"))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026年农村改厕摸底登记表"])
    sheet.append(["序号", "村", "编号", "户主姓名", "改厕类型", "摸底登记日期", "造价（元）", "说明"])
    for n in range(1, 31):
        sheet.append([n, village, f"导-{n:03d}", "赵建国", "水冲式", f"2026.9.{n}", 1500 + n, "靠路"])
    sheet["F5"], sheet["G9"], sheet["B12"], sheet["E20"] = "2026.13.1", "一千五", "不存在村", "旱厕"
    sheet.append(["合计", None, None, None, None, None, "=SUM(G3:G32)"])
    path = tmp_path / "改厕摸底表.xlsx"
    book.save(path)
    return path


def village_name(page: Page) -> str:
    page.goto("/ledgers/")
    return page.locator(".lead").first.inner_text().split(" ")[0]


def test_a_faulty_workbook_from_drop_to_undo(
    page_as: OpenAs, faulty: Path, shot: Shot, tmp_path: Path
) -> None:
    page = page_as("zhuren")
    page.goto(IMPORT)
    shot(page, "import-upload")
    page.set_input_files("input[type=file]", faulty)
    page.wait_for_url("**/import/file/**")
    expect(page.get_by_label("“户主姓名”导入到")).to_have_value("head")
    shot(page, "import-match")

    page.get_by_role("button", name="检查").click()
    expect(page.locator(".lg-counts")).to_contain_text("26")
    problems = page.locator(".lg-outcome tbody tr")
    expect(problems).to_have_count(4)
    expect(problems.nth(1)).to_contain_text("一千五")
    shot(page, "import-check")
    with page.expect_download() as download:
        page.get_by_text("下载标注了问题的表格").click()
    download.value.save_as(tmp_path / "marked.xlsx")
    marked = openpyxl.load_workbook(tmp_path / "marked.xlsx").worksheets[0]
    assert any(cell.comment for row in marked.iter_rows() for cell in row)

    page.get_by_role("button", name="只写入通过的 26 行").click()
    expect(page.get_by_text("导入完成")).to_be_visible()
    shot(page, "import-result")
    result = page.url
    page.get_by_role("link", name="查看这批记录").click()
    page.wait_for_selector("zy-ledger-grid[ready]")
    expect(page.locator("[data-grid=total]")).to_have_text("26")

    page.goto(result)
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_text("这次导入已经撤销")).to_be_visible()


def test_a_required_field_without_a_column_is_said_at_once(page_as: OpenAs, faulty: Path) -> None:
    page = page_as("zhuren")
    page.goto(IMPORT)
    page.set_input_files("input[type=file]", faulty)
    page.wait_for_url("**/import/file/**")
    expect(page.locator("[data-lacking]")).to_be_hidden()
    page.get_by_label("“编号”导入到").select_option("")
    expect(page.locator("[data-lacking]")).to_contain_text("户编号")
    page.get_by_label("“说明”导入到").select_option("head")
    expect(page.locator("[data-doubled]")).to_contain_text("户主")
    expect(page.get_by_role("button", name="检查")).to_be_disabled()


def test_a_file_of_another_kind_is_refused_on_the_spot(page_as: OpenAs, tmp_path: Path) -> None:
    page = page_as("zhuren")
    page.goto(IMPORT)
    other = tmp_path / "名单.csv"
    other.write_text("甲,乙\n1,2\n", encoding="utf-8")
    page.set_input_files("input[type=file]", other)
    expect(page.locator(".notice.error")).to_contain_text("没有找到")
