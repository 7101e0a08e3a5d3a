"""A report's findings beside their words: look, decide, take the Word copy away."""

import time
from collections.abc import Callable
from pathlib import Path

import docx
from playwright.sync_api import Page, expect

OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]
TITLE = f"望澜镇2024年工作总结（{time.time_ns()}）"  # the library refuses the same text twice
TEXT = f"""# {TITLE}

2024年，全镇坚持以项目建设为抓手，完成冷链物流园一期建设，总投资800万，占地30亩。拆除违建860平米，面貌一新。

一、做强集体经济

村集体收入由420万元增加到504万元，增长25%。全镇特困供养对象152人，其中集中供养41人、分散供养121人。

二、办好民生实事

新建公厕6座，改造自来水管网18公里。超额完成全年任务。截止12月底，各项工作有序推进。
"""


def test_findings_are_settled_and_taken_away_as_word(page_as: OpenAs, shot: Shot, tmp_path: Path) -> None:
    page = page_as("zhuren")
    page.goto("/reports/")
    page.fill("textarea[name=text]", TEXT)
    page.select_option("select[name=year]", "2024")
    page.select_option("select[name=month]", "12")
    page.get_by_role("button", name="存入并读数").click()
    page.get_by_role("link", name="审读").click()
    expect(page.locator(".ra-left")).to_contain_text("条未处理")
    shot(page, "report-audit")
    left = int(page.locator(".ra-left b").inner_text())

    number = page.locator(".ra-card", has_text="口语说法").locator(".ra-number").inner_text()
    page.locator(f"#w{number}").click()
    card = page.locator(".ra-card:target")
    expect(card).to_contain_text("口语说法")
    expect(card).to_be_in_viewport()
    card.locator("summary", has_text="改为").click()
    expect(card.locator("textarea")).to_have_value("860平方米")
    card.get_by_role("button", name="写进 Word 修订稿").click()
    expect(page.locator(".ra-left b")).to_have_text(str(left - 1))

    card = page.locator(".ra-card").filter(has=page.locator("summary", has_text="不改")).first
    card.locator("summary", has_text="不改").click()
    card.get_by_role("button", name="不改").click()
    expect(page.get_by_text("没有写不改的理由")).to_be_visible()
    card.locator("summary", has_text="不改").click()
    card.locator("input[name=reason]").fill("任务数见附表")
    card.get_by_role("button", name="不改").click()
    expect(page.locator(".ra-card", has_text="任务数见附表")).to_contain_text("不改")
    shot(page, "report-audit-settled")

    page.get_by_role("link", name="已处理").click()
    expect(page.locator(".ra-card")).to_have_count(2)
    with page.expect_download() as started:
        page.get_by_role("link", name="下载带批注的 Word").click()
    target = tmp_path / "审读.docx"
    started.value.save_as(target)
    made = docx.Document(str(target))
    assert len(list(made.comments)) == left - 1
    assert "860平方米" in made.element.xml


def test_findings_are_settled_by_keyboard(page_as: OpenAs) -> None:
    page = page_as("zhuren")
    page.goto("/reports/")
    page.fill("textarea[name=text]", TEXT.replace("800万", "900万"))
    page.select_option("select[name=year]", "2024")
    page.select_option("select[name=month]", "12")
    page.get_by_role("button", name="存入并读数").click()
    page.get_by_role("link", name="审读").click()
    expect(page.locator(".ra-keys")).to_be_visible()
    left = int(page.locator(".ra-left b").inner_text())
    page.keyboard.press("j")
    expect(page.locator("#c1")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    page.keyboard.type("照录原文")
    page.keyboard.press("Enter")
    expect(page.locator(".ra-left b")).to_have_text(str(left - 1))
    expect(page.locator("#c1")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".ra-left b")).to_have_text(str(left - 2))


def test_findings_stand_below_their_paragraph_on_a_telephone(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhenzhang")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/reports/")
    page.locator("td.head a").first.click()
    page.get_by_role("link", name="审读").click()
    expect(page.locator(".ra-text")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, "report-audit-phone")


def test_the_rules_are_told(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhenzhang")
    page.goto("/reports/rules/")
    expect(page.locator("tr", has_text="增幅算错")).to_contain_text("错误")
    expect(page.locator("tr details")).to_have_count(0)  # a leader reads
    shot(page, "audit-rules")


def test_a_rule_is_switched_off_with_a_reason_and_on_again(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    page.goto("/reports/rules/")
    row = page.locator("tr#uneven_series")
    for setting, told in (("off", "不查"), ("on", "照常")):
        row.locator("summary").click()
        row.locator("select").select_option(setting)
        row.locator("input[name=reason]").fill("句式由办公室把关")
        row.get_by_role("button", name="改", exact=True).click()
        expect(row.locator("b")).to_have_text(told)
        expect(row).to_contain_text("句式由办公室把关")
        if setting == "off":
            shot(page, "audit-rules-set")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, "audit-rules-phone")
