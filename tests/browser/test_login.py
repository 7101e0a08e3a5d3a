"""Getting in and out."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

Shot = Callable[[Page, str], None]


def test_a_stranger_is_asked_to_log_in_and_a_wrong_password_says_what_to_do(
    chromium: Browser, live: str, shot: Shot
) -> None:
    page = chromium.new_context(base_url=live, viewport={"width": 1366, "height": 768}).new_page()
    page.goto("/plans/")
    expect(page).to_have_url(f"{live}/login/?next=/plans/")
    shot(page, "login")
    page.get_by_label("账号").fill("nobody-of-this-name")
    page.get_by_label("密码").fill("not-this-either")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不正确")
    page.context.close()


def test_logging_out_closes_the_books(browser_page: Page, live: str) -> None:
    browser_page.goto("/")
    browser_page.locator(".user-menu summary").click()
    browser_page.get_by_role("button", name="退出登录").click()
    expect(browser_page).to_have_url(f"{live}/login/")
    browser_page.goto("/indicators/")
    expect(browser_page).to_have_url(f"{live}/login/?next=/indicators/")
