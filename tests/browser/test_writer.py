"""The report writer: a draft with living figures, edited on the sheet, taken away as Word."""

from collections.abc import Callable
from pathlib import Path

import docx
from docx.oxml.ns import qn
from playwright.sync_api import Page, expect

OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]


def open_draft(page: Page) -> Page:
    page.goto("/reports/write/")
    page.locator(".rw-template", has_text="年度工作总结").click()
    page.wait_for_selector(".rw-live .rw-figures .rw-phrase")
    return page


def test_write_edit_and_take_away_as_word(page_as: OpenAs, shot: Shot, tmp_path: Path) -> None:
    page = open_draft(page_as("zhuren"))
    shot(page, "writer")
    page.locator("[data-sheet] p").first.click()
    page.keyboard.press("End")
    page.keyboard.type("这一句是我加的。")
    expect(page.locator("[data-saved]")).to_contain_text("已存在这台电脑上")

    figure = page.locator(".rw-chip:not(.rw-chip--problem)").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 Word").click()
    download.value.save_as(tmp_path / "report.docx")
    body = docx.Document(str(tmp_path / "report.docx")).element.body
    words = "".join(text.text or "" for text in body.iter(qn("w:t")))
    assert "这一句是我加的。" in words
    assert figure in words


def test_every_figure_is_a_door_and_can_be_worded_otherwise(page_as: OpenAs, shot: Shot) -> None:
    page = open_draft(page_as("zhuren"))
    page.locator(".rw-chip:not(.rw-chip--problem)").first.click()
    expect(page.locator("#side-panel h2").first).to_be_visible()
    page.evaluate(
        "Promise.all(document.getAnimations().map((each) => each.finished))"
    )  # the panel has slid in
    shot(page, "writer-trace")
    page.keyboard.press("Escape")

    first = page.locator(".rw-figures li:not(.problem)").first
    first.locator("select").select_option("of_target")
    expect(page.locator("[data-sheet] [data-mark*='|of_target']").first).to_be_visible()


def test_a_figure_is_found_by_name_and_put_into_the_text(page_as: OpenAs, shot: Shot) -> None:
    page = open_draft(page_as("zhuren"))
    count = int(page.locator("[data-count]").inner_text())
    page.locator("[data-sheet] p").first.click()
    page.keyboard.press("End")
    page.get_by_role("button", name="插入数据").click()
    page.locator("dialog input[type=search]").fill("改厕")
    shot(page, "writer-insert")
    page.locator(".rw-candidate").first.click()
    expect(page.locator("[data-count]")).to_have_text(str(count + 1))
    expect(page.locator("[data-sheet] p").first.locator(".rw-chip")).not_to_have_text("…")


def test_an_unfinished_draft_is_offered_again(page_as: OpenAs) -> None:
    page = open_draft(page_as("zhuren"))
    page.locator("[data-sheet] p").first.click()
    page.keyboard.press("End")
    page.keyboard.type("没有写完的一句。")
    expect(page.locator("[data-saved]")).to_contain_text("已存在这台电脑上")
    page.reload()
    page.get_by_role("button", name="接着写").click()
    expect(page.locator("[data-sheet] p").first).to_contain_text("没有写完的一句。")


def test_findings_are_mended_left_with_a_reason_and_asked_about_when_issued(
    page_as: OpenAs, shot: Shot, tmp_path: Path
) -> None:
    page = open_draft(page_as("zhuren"))
    page.locator("[data-sheet] p").first.click()
    page.keyboard.press("End")
    page.keyboard.type("又拆除违建860平米。总投资800万的项目开工。")
    card = page.locator(".rw-findings li", has_text="口语单位")
    expect(card).to_be_visible(timeout=15_000)
    shot(page, "writer-findings")
    card.get_by_role("button", name="改正").click()
    expect(page.locator("[data-sheet] p").first).to_contain_text("860平方米")
    expect(card).to_have_count(0)

    page.get_by_role("button", name="签发").click()
    expect(page.get_by_role("alert")).to_contain_text("没有写单位")
    shot(page, "writer-issue-asked")
    page.get_by_label("仍要签发的理由").fill("县里催要")
    with page.expect_download() as download:
        page.get_by_role("button", name="仍要签发").click()
    download.value.save_as(tmp_path / "issued.docx")
    words = "".join(
        text.text or "" for text in docx.Document(str(tmp_path / "issued.docx")).element.body.iter(qn("w:t"))
    )
    assert "860平方米" in words

    card = page.locator(".rw-findings li", has_text="缺少单位").first
    card.get_by_role("button", name="不改…").click()
    card.get_by_label("不改的理由").fill("照录协议")
    page.keyboard.press("Enter")
    expect(page.locator(".rw-findings li", has_text="照录协议")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, "writer-findings-phone")


def test_a_finding_is_mended_without_javascript(page_as: OpenAs, live: str) -> None:
    page = page_as("zhuren")
    cookies, browser = page.context.cookies(), page.context.browser
    assert browser is not None
    plain = browser.new_context(base_url=live, java_script_enabled=False)
    plain.add_cookies([{"name": each["name"], "value": each["value"], "url": live} for each in cookies])
    other = plain.new_page()
    other.goto("/reports/write/")
    other.locator(".rw-template", has_text="年度工作总结").click()
    other.fill("textarea[name=markdown]", "# 望澜镇总结\n\n拆除违建860平米，面貌一新。\n")
    other.get_by_role("button", name="更新数字").click()
    other.locator(".rw-findings li", has_text="口语单位").get_by_role("button", name="改正").click()
    expect(other.locator("textarea[name=markdown]")).to_have_value(
        "# 望澜镇总结\n\n拆除违建860平方米，面貌一新。\n"
    )
    plain.close()
