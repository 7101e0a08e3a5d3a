"""A person makes a token for another system, uses it, and stops it; the API's page works without the
internet."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable

from playwright.sync_api import Page, expect

Shot = Callable[[Page, str], None]


def asked(live: str, secret: str) -> int:
    request = urllib.request.Request(  # noqa: S310 - our own loopback server
        f"{live}/api/v1/ledgers", headers={"Authorization": f"Bearer {secret}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return len(json.load(answer))
    except urllib.error.HTTPError as refusal:
        return -refusal.code


def test_a_token_is_made_shown_once_used_and_stopped(browser_page: Page, live: str, shot: Shot) -> None:
    page = browser_page
    page.goto("/")
    page.locator(".user-menu summary").click()
    page.get_by_role("link", name="访问令牌").click()
    page.get_by_label("给谁用、做什么用").fill("县平台每日同步")
    shot(page, "tokens")
    page.get_by_role("button", name="建立令牌").click()
    secret = page.locator("#secret").input_value()
    shot(page, "tokens-made")
    assert asked(live, secret) > 10
    page.goto("/tokens/")
    expect(page.locator("#secret")).to_have_count(0)
    row = page.get_by_role("listitem").filter(has_text="县平台每日同步").first
    row.get_by_role("button", name="停用").click()
    expect(page.get_by_role("status")).to_contain_text("令牌已停用")
    assert asked(live, secret) == -401


def test_the_page_of_the_api_tries_an_operation_with_the_session(
    browser_page: Page, live: str, shot: Shot
) -> None:
    page = browser_page
    strangers: list[str] = []
    broken: list[str] = []
    page.on(
        "request",
        lambda request: (
            strangers.append(request.url) if not request.url.startswith((live, "data:")) else None
        ),
    )
    page.on(
        "console",
        lambda message: broken.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.goto("/api/docs")
    page.locator("#operations-账号与区划-whoAmI").get_by_role("button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
    shot(page, "api-docs")
    assert strangers == []
    assert broken == []


def test_no_page_breaks_its_own_security_policy(browser_page: Page) -> None:
    page = browser_page
    broken: list[str] = []
    page.on(
        "console",
        lambda message: broken.append(message.text) if "Content Security Policy" in message.text else None,
    )
    for path in (
        "/",
        "/ledgers/",
        "/ledgers/toilet_renovation/",
        "/indicators/",
        "/plans/",
        "/reports/",
        "/reports/write/?template=annual_report",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert broken == []
