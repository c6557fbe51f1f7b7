"""Everything without a pointer, and without motion for who asks for that."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.participants.service import Joined
from tests.browser.air import Air
from tests.browser.conftest import PHONE
from tests.browser.phone import arrives, entries

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; on every stop it can be seen where one is."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not come to {selector}")


def test_from_the_code_to_the_receipt_by_keyboard(browser: Browser, air: Air, someone: Joined) -> None:
    """Sign in, open the pulse, answer every question, send."""
    context = browser.new_context(viewport=PHONE, locale="en-GB", base_url=air.address)
    page = context.new_page()
    page.goto("/code")
    tab_to(page, "#code")
    page.keyboard.type(someone.code.text)
    page.keyboard.press("Enter")
    page.wait_for_url(air.address + "/")
    tab_to(page, "a.button[href='/pulse']")
    page.keyboard.press("Enter")
    page.wait_for_selector("html.is-paced")
    while True:
        place = page.locator("#place").inner_text()
        tab_to(page, ".q:not([hidden]) input")
        page.keyboard.press("Space")
        last = page.locator("#send").is_visible()
        tab_to(page, "#send" if last else "#next")
        page.keyboard.press("Enter")
        if last:
            break
        expect(page.locator("#place")).not_to_have_text(place)
    arrives(page)
    assert len(entries(someone)) == 1
    context.close()


def test_nothing_moves_for_who_asks_for_that(own_phone: BrowserContext) -> None:
    page = own_phone.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto("/pulse")
    page.wait_for_selector("html.is-paced")
    page.locator(".q:not([hidden]) input").first.press("Space")
    assert page.evaluate("document.getAnimations().filter((one) => one.effect.getTiming().duration > 0).length") == 0


def test_a_scanned_code_fills_the_field_and_leaves_the_address(browser: Browser, air: Air, someone: Joined) -> None:
    """A second device: the code never stands in the history, and the person presses the button."""
    context = browser.new_context(viewport=PHONE, locale="en-GB", base_url=air.address)
    page = context.new_page()
    page.goto(f"/code#{someone.code.text}")
    expect(page.locator("#code")).to_have_value(someone.code.text)
    expect(page.locator("#scanned")).to_be_visible()
    expect(page).to_have_url(f"{air.address}/code")
    page.get_by_role("button", name="Open my diary").click()
    expect(page.locator("h1")).to_have_text("How are things with you?")
    context.close()
