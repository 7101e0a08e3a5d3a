"""A long ledger: find a word in any column, go to a place in the order, to the last row and back up."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_ledgers import message, open_grid

OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]


def numbers(page: Page) -> list[str]:
    """The key of each row on the screen."""
    return page.locator(
        ".tabulator-table .tabulator-cell[tabulator-field='values.household_no']"
    ).all_inner_texts()


def test_a_word_is_found_in_any_column_and_stands_in_the_address(page_as: OpenAs, shot: Shot) -> None:
    page = open_grid(page_as("zhuren"))
    wanted = numbers(page)[3]
    with page.expect_response("**/rows?*"):
        page.fill("[data-grid=words]", wanted)
        page.keyboard.press("Enter")
    expect(message(page)).to_have_text("")
    expect(page.locator(".tabulator-table .tabulator-row")).to_have_count(
        int(page.locator("[data-grid=total]").inner_text())
    )
    assert all(wanted in number for number in numbers(page))
    assert "q=" in page.url
    shot(page, "ledger-found")
    page.click("[data-grid=clear]")
    page.wait_for_selector("zy-ledger-grid[ready]")
    assert "q=" not in page.url


def test_to_the_last_row_and_back_up_to_the_first(page_as: OpenAs, shot: Shot) -> None:
    page = open_grid(page_as("zhuren"), "?sort=household_no")
    first, total = numbers(page)[0], page.locator("[data-grid=total]").inner_text()
    with page.expect_response("**/rows?*last=1*"):
        page.click("[data-grid=last]")
    expect(page.locator(".tabulator-row", has_text=first)).to_have_count(0)
    assert max(numbers(page)) > first
    shot(page, "ledger-last-row")
    whole = re.sub(r"\D", "", total)
    shown = page.locator("[data-grid=shown]")
    while (so_far := shown.inner_text()) != whole:
        page.evaluate("document.querySelector('.tabulator-tableholder').scrollTop = 0")
        expect(shown).not_to_have_text(so_far)
    page.evaluate("document.querySelector('.tabulator-tableholder').scrollTop = 0")
    expect(page.locator(".tabulator-table .tabulator-row").first).to_contain_text(first)


def test_the_place_box_goes_to_a_value_of_the_sorted_column(page_as: OpenAs) -> None:
    page = open_grid(page_as("zhuren"), "?sort=cost")
    with page.expect_response("**/rows?*at=2000*"):
        page.fill("[data-grid=goto]", "2000")
        page.keyboard.press("Enter")
    costs = page.locator(".tabulator-table .tabulator-cell[tabulator-field='values.cost']")
    expect(costs.filter(has_text=re.compile(r"^2\D?0\d\d$")).first).to_be_visible()
    shown = [int(re.sub(r"\D", "", text)) for text in costs.all_inner_texts() if text.strip()]
    assert shown == sorted(shown)
