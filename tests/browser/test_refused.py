"""An answering that the server does not accept stays on the phone and leads back into the form."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from app.participants.service import Joined
from tests.browser.air import Air
from tests.browser.phone import arrives, choose, entries, find_reception, lose_reception, prepare, wait_for_records

pytestmark = pytest.mark.browser


def test_a_refusal_is_shown_with_the_mend(own_phone: BrowserContext, air: Air, someone: Joined) -> None:
    """Kept without reception with an answer that does not exist: today names it, the form names the question."""
    page = prepare(own_phone)
    lose_reception(own_phone, air)
    page.goto("/pulse")
    page.wait_for_selector("html.is-paced")
    choose(page, 1)
    page.evaluate("document.querySelector('.q :checked').value = 'made-up'")
    page.evaluate("pulse.querySelector('#send').hidden = false; pulse.requestSubmit()")
    expect(page.locator("h1")).to_have_text("Done, not yet sent.")
    find_reception(own_phone, air)
    expect(page.locator("h1")).to_have_text("Something to mend")
    expect(page.locator("main .notice")).to_contain_text("Something in your answers is not right yet.")
    page.get_by_role("button", name="Back into the form").click()
    expect(page.locator("#faults")).to_contain_text("Question 1:")
    page.locator(".q").first.locator("input").nth(1).check()
    page.locator("#send").click()
    arrives(page)
    wait_for_records(page, "outbox", 0)
    assert len(entries(someone)) == 1
