"""Kept pages follow the language that was chosen, and say so when they cannot."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.air import Air
from tests.browser.phone import answer, lose_reception, prepare, wait_for_language
from tests.browser.waiting import WeakReception

pytestmark = pytest.mark.browser


def test_a_language_that_was_chosen_holds_without_reception(own_phone: BrowserContext, air: Air) -> None:
    """Dutch chosen on today; a moment later, in a basement, pulse and mirror are Dutch too (not 20 minutes later)."""
    page = prepare(own_phone)
    page.goto("/?language=nl")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    wait_for_language(page, "nl")
    lose_reception(own_phone, air)
    for path in ("/pulse", "/mirror", "/"):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_a_kept_page_in_another_language_says_so(own_phone: BrowserContext, air: Air) -> None:
    """Another language is asked by the address: the page that was kept comes with a word in that language."""
    page = prepare(own_phone)
    lose_reception(own_phone, air)
    page.goto("/?language=nl")
    expect(page.locator("main .notice").first).to_contain_text("in een andere taal op je toestel bewaard")
    page.goto("/mirror")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("text=in een andere taal")).to_have_count(0)


def test_weak_reception_does_not_bring_back_the_other_language(own_phone: BrowserContext, air: Air) -> None:
    """No answer comes: the kept page in another language is shown only when it is sure that none will, with a word."""
    page = prepare(own_phone)
    reception = WeakReception(own_phone)
    air.turn("silent")
    page.evaluate("location.assign('/?language=nl')")
    reception.run_out(page)
    assert "language" not in page.url
    air.turn("cut")
    expect(page.locator("main .notice").first).to_contain_text("in een andere taal op je toestel bewaard")


def test_what_was_sent_is_said_on_a_page_that_was_kept_before(own_phone: BrowserContext, air: Air) -> None:
    """Answered in a basement: the pulse as it was kept knows nothing of it, this phone does."""
    page = prepare(own_phone)
    lose_reception(own_phone, air)
    page.goto("/pulse")
    expect(page.locator("#sent")).to_be_hidden()
    answer(page)
    expect(page.locator("h1")).to_have_text("Done, not yet sent.")
    page.goto("/pulse")
    expect(page.locator("#sent")).to_contain_text("Sending again replaces it.")
    expect(page.locator("#send")).to_have_text("Send again")
