"""Plans: the work system as a tree, its tasks as a board, one task and its progress."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Shot = Callable[[Page, str], None]


def test_the_work_system_is_a_tree_of_lights(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/plans/")
    expect(browser_page.locator(".system-head")).to_contain_text("1357")
    assert browser_page.locator(".tree-table .branch-level").count() == 4
    assert browser_page.locator(".tree-table tr.task .light").count() > 20
    shot(browser_page, "plans")


def test_the_board_shows_one_office_when_asked(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/plans/?view=board")
    shot(browser_page, "plans-board")
    everything = browser_page.locator(".task-card").count()
    browser_page.get_by_role("link", name="村镇建设办", exact=True).click()
    cards = browser_page.locator(".task-card")
    assert 0 < cards.count() < everything
    for card in cards.all():
        expect(card).to_contain_text("村镇建设办")


def test_progress_is_reported_in_words_and_stands_in_the_history(browser_page: Page, shot: Shot) -> None:
    browser_page.goto("/plans/")
    browser_page.locator(".task-name", has_text="改厕").first.click()
    panel = browser_page.locator("#side-panel")
    expect(panel).to_contain_text("时间节点")
    shot(browser_page, "task-panel")
    panel.get_by_text("填报进展").click()
    panel.get_by_label("进展", exact=True).fill("三个村完成管网铺设，正在逐户验收")
    panel.get_by_label("下一步").fill("月底前完成资料归档")
    panel.get_by_role("button", name="提交").click()
    expect(browser_page.get_by_role("status")).to_contain_text("进展已记录")
    expect(browser_page.locator(".report-entry").first).to_contain_text("三个村完成管网铺设")


def test_a_leader_reads_and_does_not_report(page_as: Callable[[str], Page]) -> None:
    page = page_as("zhenzhang")
    page.goto("/plans/")
    page.locator(".task-name").first.click()
    expect(page.locator("#side-panel .task-verdict")).to_be_visible()
    expect(page.locator("#side-panel .report-form")).to_have_count(0)
