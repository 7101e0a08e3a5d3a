"""A village secretary with a phone: what matters stands on the screen, nothing hides to the right of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

OpenAs = Callable[[str], Page]
WIDTH, HEIGHT = 390, 844


@pytest.fixture
def phone(page_as: OpenAs) -> Page:
    page = page_as("zhuren")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return page


def within(found: Locator) -> bool:
    box = found.bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= WIDTH


def test_a_late_record_says_how_late_it_is(phone: Page) -> None:
    phone.goto("/ledgers/due/?kind=overdue")
    row = phone.locator(".lg-due-list tbody tr").first
    late = row.get_by_text("逾期")
    assert within(late)
    assert within(row.locator("[data-label=时限]"))


def test_a_reconciled_figure_says_how_it_ended(phone: Page) -> None:
    phone.goto("/reports/")
    phone.get_by_role("link", name="2024年工作总结").last.click()
    phone.get_by_role("link", name="与账核对").click()
    row = phone.locator(".rr-reconciled tbody tr").first
    assert within(row.locator("[data-label=账上]"))
    assert within(row.locator(".rr-verdict"))


def test_a_step_opens_on_the_screen(phone: Page) -> None:
    phone.goto("/ledgers/toilet_renovation/board/")
    phone.locator(".kb-title").first.click()
    phone.locator(".lg-steps summary").first.click()
    sheet = phone.locator(".lg-steps .lg-sheet:visible")
    expect(sheet.get_by_role("button")).to_be_visible()
    assert within(sheet)


def test_the_views_of_a_ledger_open_below_their_button(phone: Page) -> None:
    phone.goto("/ledgers/toilet_renovation/board/")
    button = phone.locator(".lg-views summary", has_text="视图").first
    button.click()
    sheet, above = phone.locator(".lg-views .menu-sheet:visible"), button.bounding_box()
    box = sheet.bounding_box()
    assert above is not None
    assert box is not None
    assert box["y"] >= above["y"] + above["height"]


def test_a_field_of_a_definition_has_room_for_its_choices(phone: Page) -> None:
    phone.goto("/ledgers/toilet_renovation/definition/")
    phone.wait_for_selector("zy-definition-form[ready]")
    field = phone.locator(".lg-def-field", has=phone.locator("input[value=造价]")).first
    privacy = field.get_by_label("隐私级别").bounding_box()
    assert privacy is not None
    assert privacy["width"] >= 120


def test_the_keys_of_an_audit_are_told_to_keyboards_only(phone: Page) -> None:
    phone.goto("/reports/")
    phone.get_by_role("link", name="2024年工作总结").last.click()
    phone.get_by_role("link", name="审读", exact=True).click()
    expect(phone.locator(".ra-card").first).to_be_visible()
    expect(phone.locator(".ra-keys")).to_be_hidden()
    phone.set_viewport_size({"width": 1366, "height": 768})
    expect(phone.locator(".ra-keys")).to_be_visible()


def test_the_number_and_its_trend_come_before_how_it_is_meant(phone: Page) -> None:
    phone.goto("/indicators/toilets_renovated/")
    tops = [
        phone.locator(each).first.bounding_box() for each in (".headline", ".trend", ".ranking", ".feeds")
    ]
    heights = [box["y"] for box in tops if box is not None]
    assert len(heights) == 4
    assert heights == sorted(heights)
