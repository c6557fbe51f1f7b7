"""The way in: an invitation on a screen and a half, three choices and a button, and a code that is kept at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.region import SmallRegion

pytestmark = pytest.mark.browser
SCREEN_AND_A_HALF = 960


@pytest.fixture(params=["nl", "en"])
def visitor(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone that nobody is signed in on, in both languages."""
    context = browser.new_context(viewport=PHONE, has_touch=True, locale=request.param, base_url=address)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_visitor(browser: Browser, address: str) -> Iterator[Page]:
    """The same without JavaScript."""
    context = browser.new_context(viewport=PHONE, locale="en", base_url=address, java_script_enabled=False)
    yield context.new_page()
    context.close()


def join(page: Page) -> None:
    """Three choices, and the button."""
    page.locator("label:has([name=experience])").first.click()
    page.locator("[name=function]").select_option(index=1)
    page.locator("label:has([name=consent])").click()
    page.locator("form.question [type=submit]").click()
    page.wait_for_url("**/account/code")


def foot(page: Page, selector: str) -> float:
    """How far below the top of the page an element ends."""
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["y"] + box["height"]


def test_an_invitation_is_a_screen_and_a_half(visitor: Page, region: SmallRegion) -> None:
    """From the top to the button, with who sees what folded; unfolded it says all of it."""
    visitor.goto(f"/join/{region.invitation('north')}")
    visitor.evaluate("document.fonts.load('17px Peil').then(() => {})")
    visitor.reload()  # A first page may have other letters (font-display: optional), as wide as the phone's own.
    expect(visitor.locator("table")).to_be_hidden()
    assert foot(visitor, "form.question [type=submit]") <= SCREEN_AND_A_HALF
    visitor.locator("details.who summary").click()
    expect(visitor.locator("table")).to_be_visible()
    expect(visitor.locator("#mind a")).to_be_visible()


def test_the_code_stands_first_and_the_way_on_within_a_screen_and_a_half(visitor: Page, region: SmallRegion) -> None:
    """Focus on the heading, the password manager as the one filled button, the QR for the other phone folded."""
    visitor.goto(f"/join/{region.invitation('north')}")
    join(visitor)
    expect(visitor.locator("h1")).to_be_focused()
    filled = visitor.locator("main .button:not(.second)")
    expect(filled).to_have_count(1)
    assert filled.evaluate("button => 'keeps' in button.form.dataset")
    assert foot(visitor, "main a[href='/pulse']") <= SCREEN_AND_A_HALF
    expect(visitor.locator(".qr")).to_be_hidden()
    visitor.locator("summary").click()
    expect(visitor.locator(".qr svg")).to_be_visible()
    for way in ("print", "file", "copy"):
        expect(visitor.locator(f"[data-keep={way}]")).to_be_visible()


def test_it_works_without_a_script(plain_visitor: Page, region: SmallRegion) -> None:
    """Join, read the code, let the browser keep it; what only a script can do is not shown."""
    plain_visitor.goto(f"/join/{region.invitation('north')}")
    join(plain_visitor)
    code = plain_visitor.locator("#personal-code").text_content()
    assert code
    expect(plain_visitor.locator("[data-keep]").first).to_be_hidden()
    plain_visitor.locator("summary").click()
    expect(plain_visitor.locator(".qr svg")).to_be_visible()
    plain_visitor.locator("[data-keeps] [type=submit]").click()
    plain_visitor.wait_for_url("**/")
    expect(plain_visitor.locator("main a[href='/pulse']")).to_be_visible()


def test_nobody_is_told_to_send_the_code_to_themselves(visitor: Page, region: SmallRegion) -> None:
    """A message to oneself lies with whoever carries it, and no button sends the code out of the phone."""
    visitor.goto(f"/join/{region.invitation('north')}")
    join(visitor)
    words = visitor.locator("main").inner_text().lower()
    assert "message to yourself" not in words
    assert "bericht aan jezelf" not in words
    expect(visitor.locator("[data-keep=share]")).to_have_count(0)
