"""The pages around the grid: saved views, board, chart, related rows, attachments, a change to many rows,
ugly pastes."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_ledgers import cell, cost_of, message, open_grid, paste, type_into

TOILETS = "/ledgers/toilet_renovation/"
OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]


def save_view(page: Page, title: str, audience: str = "只有我", default: bool = False) -> None:
    page.click(".lg-viewsave > summary")
    form = page.locator("form[data-view-form]")
    form.locator("input[name=title]").fill(title)
    form.locator("select[name=audience]").select_option(label=audience)
    if default:
        form.get_by_text("打开台账时先用这个视图").click()
    form.get_by_role("button", name="保存").click()
    page.wait_for_load_state()


def test_a_look_is_kept_under_a_name_shared_and_opened_by_a_colleague(page_as: OpenAs, shot: Shot) -> None:
    page = open_grid(page_as("zhuren"), "?state=building&sort=-cost")
    page.click(".lg-tools summary")
    page.locator(".lg-chooser label", has_text="联系电话").click()
    page.keyboard.press("Escape")
    save_view(page, "施工中按造价", "所有人")
    page.wait_for_selector("zy-ledger-grid[ready]")
    expect(page.locator(".lg-viewmenu > summary")).to_contain_text("施工中按造价")
    assert "view=" in page.url
    assert "sort=-cost" in page.url
    expect(page.locator(".tabulator-col[tabulator-field='values.phone']")).to_be_hidden()
    number = re.search(r"view=(\d+)", page.url)
    assert number is not None
    page.click(".lg-viewmenu > summary")
    shot(page, "ledger-views-menu")

    colleague = open_grid(page_as("cunjian"), f"?view={number[1]}")
    assert "state=building" in colleague.url
    expect(colleague.locator(".tabulator-col[tabulator-field='values.phone']")).to_be_hidden()
    expect(colleague.locator("[data-state=building]")).to_have_attribute("aria-current", re.compile(".*"))

    page.goto(f"{TOILETS}views/")
    shot(page, "ledger-views")
    page.locator("tr", has_text="施工中按造价").get_by_role("button", name="删除").click()
    expect(page.locator("body")).to_contain_text("台账里的数据没有变动")


def test_a_ledger_opens_with_my_default_view_and_without_it_on_request(page_as: OpenAs) -> None:
    page = open_grid(page_as("cunjian"), "?f.cost=>2000&view=0")
    save_view(page, "造价两千以上", default=True)
    open_grid(page)
    expect(page.locator(".lg-viewmenu > summary")).to_contain_text("造价两千以上")
    few = page.locator("[data-grid=total]").inner_text()
    page.click(".lg-viewmenu > summary")
    page.get_by_role("link", name="全部记录").click()
    page.wait_for_selector("zy-ledger-grid[ready]")
    assert page.locator("[data-grid=total]").inner_text() != few
    page.goto(f"{TOILETS}views/")
    page.locator("tr", has_text="造价两千以上").get_by_role("button", name="删除").click()


# --- board ----------------------------------------------------------------------------------------


def column(page: Page, state: str) -> Locator:
    return page.locator(f".kb-column[data-state={state}]")


def open_board(page: Page, query: str = "") -> Page:
    page.goto(f"{TOILETS}board/{query}")
    page.wait_for_selector("zy-ledger-board[ready]")
    return page


def test_a_card_is_dragged_to_the_next_state(page_as: OpenAs, shot: Shot) -> None:
    page = open_board(page_as("zhuren"))
    shot(page, "ledger-board")
    before = int(column(page, "building").locator("[data-count]").inner_text())
    title = column(page, "building").locator(".kb-title").first.inner_text()
    column(page, "building").locator(".kb-card").first.drag_to(column(page, "finished"))
    page.locator("dialog input[type=date]").fill("2026-10-20")
    shot(page, "ledger-board-step")
    page.locator("dialog").get_by_role("button", name="确定").click()
    expect(page.locator("[data-board=message]")).to_contain_text("已完工")
    expect(column(page, "finished").locator(".kb-title").first).to_have_text(title)
    assert int(column(page, "building").locator("[data-count]").inner_text()) == before - 1


def test_a_card_is_taken_further_from_the_keyboard_and_refused_with_a_reason(page_as: OpenAs) -> None:
    page = open_board(page_as("zhuren"))
    card = column(page, "planned").locator(".kb-card").first
    card.locator("[data-do]").focus()
    page.keyboard.press("Enter")
    page.locator("dialog").get_by_role("button", name="开工").click()
    page.locator("dialog input[type=date]").fill("2026-10-20")
    page.locator("dialog").get_by_role("button", name="确定").click()
    expect(page.locator("[data-board=message]")).to_contain_text("已开工")


def test_a_card_somebody_moved_says_so_and_goes_where_it_stands(page_as: OpenAs) -> None:
    mine, theirs = open_board(page_as("zhuren")), open_board(page_as("cunjian"))
    for page in (theirs, mine):
        column(page, "building").locator(".kb-card").first.locator("[data-do]").click()
        page.locator("dialog input[type=date]").fill("2026-10-21")
        page.locator("dialog").get_by_role("button", name="确定").click()
        expect(page.locator("[data-board=message]")).not_to_have_text("正在办理…")
    expect(mine.locator("[data-board=message]")).to_contain_text("现在是“已完工”（曲怀远")


def test_more_cards_come_by_key(page_as: OpenAs) -> None:
    page = open_board(page_as("zhuren"))
    full = page.locator(".kb-column", has=page.locator(".kb-more")).first
    before = full.locator(".kb-card").count()
    full.locator(".kb-more").click()
    expect(full.locator(".kb-card").nth(before)).to_be_attached()


# --- chart ----------------------------------------------------------------------------------------


def test_two_columns_become_a_chart_whose_bars_open_their_rows(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    page.goto(f"{TOILETS}chart/?by=area&measure=sum:cost")
    page.wait_for_selector("zy-ledger-chart[ready]")
    shot(page, "ledger-chart-areas")
    page.locator("select[name=by]").select_option(label="改厕类型")
    page.wait_for_url(lambda url: "by=kind" in url)
    page.locator("select[name=measure]").select_option(label="行数")
    page.wait_for_url(lambda url: "measure=count" in url)
    shot(page, "ledger-chart")
    row = page.locator(".lg-charttable tbody tr").first
    count = row.locator("td").nth(1).inner_text()
    row.get_by_role("link").click()
    page.wait_for_selector("zy-ledger-grid[ready]")
    assert page.locator("[data-grid=total]").inner_text() == count


def test_a_chart_in_time_and_its_numbers_as_excel(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    page.goto(f"{TOILETS}chart/?by=finished_on:month&measure=count")
    page.wait_for_selector("zy-ledger-chart[ready]")
    shot(page, "ledger-chart-months")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出").click()
    assert download.value.suggested_filename == "农村改厕台账-按完工日期（月份）.xlsx"


# --- record ---------------------------------------------------------------------------------------


def test_a_record_shows_what_other_ledgers_know_of_it(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    page.goto("/ledgers/project_progress/?view=0")
    page.wait_for_selector("zy-ledger-grid[ready]")
    page.locator(".lg-open a").first.click()
    page.locator(".lg-relation", has_text="重点项目台账").locator("li a").first.click()
    relation = page.locator(".lg-relation", has_text="项目月度进度")
    expect(relation).to_contain_text("所属项目是这一条")
    shot(page, "record-related")
    told = relation.locator("a.count").inner_text()
    relation.locator("a.count").click()
    page.wait_for_selector("zy-ledger-grid[ready]")
    assert page.locator("[data-grid=total]").inner_text() == re.sub(r"\D", "", told)


def test_files_are_put_beside_a_record_opened_and_taken_away(
    page_as: OpenAs, shot: Shot, tmp_path: Path
) -> None:
    page = open_grid(page_as("zhuren"), "?state=accepted")
    page.locator(".lg-open a").first.click()
    (tmp_path / "验收意见.txt").write_text("同意通过验收", encoding="utf-8")
    (tmp_path / "现场.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    page.set_input_files("#files input[type=file]", [tmp_path / "验收意见.txt", tmp_path / "现场.pdf"])
    page.locator("#files").get_by_role("button", name="上传").click()
    expect(page.locator("#files li")).to_have_count(2)
    expect(page.locator(".lg-history")).to_contain_text("增加附件 验收意见.txt、现场.pdf")
    shot(page, "record-files")
    with page.expect_download() as download:
        page.locator("#files").get_by_role("link", name="验收意见.txt").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == "同意通过验收"
    page.locator("#files li", has_text="现场.pdf").get_by_role("button").click()
    expect(page.locator(".lg-history")).to_contain_text("移除附件 现场.pdf")
    (tmp_path / "图片.png").write_bytes(b"<svg onload=alert(1)>")
    page.set_input_files("#files input[type=file]", tmp_path / "图片.png")
    page.locator("#files").get_by_role("button", name="上传").click()
    expect(page.locator("body")).to_contain_text("不能上传“图片.png”这种文件")


# --- many rows ------------------------------------------------------------------------------------


def test_a_column_is_filled_for_all_rows_of_a_filter_after_a_look(page_as: OpenAs, shot: Shot) -> None:
    page = open_grid(page_as("zhuren"), "?state=accepted&sort=-cost&view=0")
    page.locator(".tabulator-col .lg-tick input, .tabulator-col.lg-tick input").first.click()
    page.locator(".lg-batch").get_by_role("button", name=re.compile("改选符合条件的全部")).click()
    total = page.locator("[data-grid=total]").inner_text()
    expect(page.locator(".lg-batch strong")).to_contain_text(total)
    page.locator(".lg-batch").get_by_role("button", name="填一列").click()
    dialog = page.locator("dialog.lg-dialog")
    dialog.locator("select").first.select_option(label="补助金额（元）")
    dialog.get_by_label("补助金额").fill("1200")
    dialog.get_by_label("理由").fill("统一更正补助标准")
    shot(page, "ledger-fill")
    dialog.get_by_role("button", name="先看看会改哪些").click()
    expect(dialog).to_contain_text(f"共 {total} 行")
    shot(page, "ledger-fill-verdict")
    dialog.get_by_role("button", name=re.compile(r"写入(通过的)? ?\d+ 行|写入通过的")).click()
    expect(message(page)).to_contain_text("已保存")


def test_a_long_ugly_block_is_looked_at_before_anything_is_written(page_as: OpenAs, shot: Shot) -> None:
    page = open_grid(page_as("zhuren"), "?state=accepted&view=0")
    cost_of(page, 0)
    cell(page, 0, "cost").click()
    lines = [f"{2000 + n}\t600" for n in range(40)]
    lines[3] = "很多\t600"
    lines[5] = "0.21万元\t五百"
    lines[7] = "1,999\t2500"
    paste(page, "\n".join(lines) + "\n\t\n")
    dialog = page.locator("dialog.lg-dialog")
    expect(dialog).to_contain_text("共 40 行")
    expect(dialog).to_contain_text("3 行没有通过")
    expect(dialog).to_contain_text("第 8 行")
    shot(page, "ledger-paste-long")
    page.keyboard.press("Control+z")
    expect(message(page)).to_contain_text("没有写入任何内容")
    paste(page, "\n".join(lines) + "\n\t\n")
    page.locator("dialog").get_by_role("button", name="只写入通过的 37 行").click()
    expect(message(page)).to_contain_text("已保存")
    assert cost_of(page, 4) == 2004
    page.click("[data-grid=undo]")
    expect(message(page)).to_have_text("已撤销")


def test_lines_below_the_last_row_become_new_rows_and_can_be_taken_back(page_as: OpenAs) -> None:
    page = open_grid(page_as("zhuren"), "?f.household_no=没有这样的&view=0&area=990101100200")
    page.locator(".lg-table").focus()
    expect(page.locator("[data-grid=total]")).to_have_text("0")
    # from the first column: place, household number (key), then as the columns stand
    heads = page.locator(".tabulator-col[tabulator-field]").evaluate_all(
        "all => all.map(one => one.getAttribute('tabulator-field')).filter(name => !name.startsWith('_'))"
    )
    values = {"values.household_no": "新001", "values.head": "望小禾", "values.registered_on": "2026.9.1"}
    place = page.locator(".switch-area, .area-switcher, .menu .label").first.inner_text()
    line = "\t".join(place if head == "area_name" else values.get(head, "") for head in heads)
    paste(page, f"{line}\n{line.replace('新001', '新002')}\n")
    page.locator("dialog").get_by_role("button", name="写入 2 行").click()
    expect(message(page)).to_contain_text("新增 2 行")
    page.click("[data-grid=undo]")
    expect(message(page)).to_have_text("已撤销")
    page.goto(f"{TOILETS}?view=0&f.household_no=新00")
    page.wait_for_selector("zy-ledger-grid[ready]")
    expect(page.locator("[data-grid=total]")).to_have_text("0")


def test_a_conflict_is_settled_field_by_field(page_as: OpenAs, shot: Shot) -> None:
    mine, theirs = (
        open_grid(page_as("zhuren"), "?state=accepted&view=0"),
        open_grid(page_as("cunjian"), "?state=accepted&view=0"),
    )
    before = cost_of(mine, 9)
    type_into(theirs, 9, "cost", str(before + 5))
    expect(message(theirs)).to_have_text("已保存")
    cost_of(mine, 9)
    cell(mine, 9, "cost").click()
    paste(mine, f"{before + 9}\t333\n")
    dialog = mine.locator("dialog.lg-dialog")
    expect(dialog).to_contain_text("曲怀远")
    shot(mine, "ledger-conflict-fields")
    dialog.get_by_role("button", name="保存选定的").click()
    expect(message(mine)).to_contain_text("已保存")
    assert cost_of(mine, 9) == before + 5
    expect(cell(mine, 9, "subsidy")).to_have_text("333")
