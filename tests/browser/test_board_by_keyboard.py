"""What a board shows is chosen by keyboard: the focus stays where it is and the page says what it shows now."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.group_rounds import Rounds
from tests.browser.group_visits import NORTH, Visit

pytestmark = pytest.mark.browser


def test_a_choice_keeps_the_focus_and_changes_title_and_address(rounds: Rounds) -> None:
    """An arrow key in a list: the figures follow, the list keeps the focus, title and address name the period."""
    rounds.open(Visit("north", NORTH))
    page = rounds.page
    before = page.title()
    page.locator("details:has(#choose-period) > summary").press("Enter")
    page.locator("#choose-period").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile(r"period="))
    expect(page.locator("#choose-period")).to_be_focused()
    expect(page).not_to_have_title(before)
    expect(page).to_have_title(re.compile("^Team North, .* · Peil$"))
    first = page.locator("h1 ~ .lead").inner_text()
    page.go_back()
    expect(page).to_have_title(before)
    expect(page.locator("h1 ~ .lead")).not_to_have_text(first)


def test_everything_is_reached_in_order(rounds: Rounds) -> None:
    """Tab goes from the first link to the last, downwards, past everything that can be pressed."""
    rounds.open(Visit("north", NORTH))
    page = rounds.page
    stops = page.evaluate(
        "[...document.querySelectorAll('a[href], button, select, summary, [tabindex=\"0\"]')]"
        ".filter((one) => one.checkVisibility()).length"
    )
    seen = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 90)"))
    assert len(set(seen)) > stops * 0.8
    assert "href" in seen[-1]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body || document.activeElement.matches('.skip')")
