"""The participant's pages work for everyone: axe finds no fault, nothing scrolls sideways, targets fit a thumb."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.conftest import sign_in
from tests.region import SmallRegion

pytestmark = pytest.mark.browser

OPEN_PAGES = ("/code", "/privacy", "/nowhere", "/join/unknown")
OWN_PAGES = ("/pulse", "/account")
SMALLEST_PHONE = 320
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[BrowserContext]:
    """The smallest phone in either theme; axe is put into its pages as a script, hence `bypass_csp`."""
    scheme: Literal["light", "dark"] = request.param
    size: ViewportSize = {"width": SMALLEST_PHONE, "height": 568}
    context = browser.new_context(viewport=size, color_scheme=scheme, base_url=address, bypass_csp=True)
    yield context
    context.close()


@pytest.fixture
def narrow(themed: BrowserContext, region: SmallRegion, address: str) -> Page:
    """A page of that phone on which the permanent participant is signed in."""
    sign_in(themed, region=region, address=address)
    return themed.new_page()


def every_page(region: SmallRegion) -> tuple[str, ...]:
    return (*OPEN_PAGES, *OWN_PAGES, f"/join/{region.invitation('north')}")


def test_axe_finds_no_fault(narrow: Page, region: SmallRegion) -> None:
    """WCAG 2.2 A and AA and axe's best practices, contrast included."""
    for path in every_page(region):
        narrow.goto(path)
        found = Axe().run(narrow, options=RULES).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == [], path


def test_nothing_scrolls_sideways(narrow: Page, region: SmallRegion) -> None:
    """Neither at 320 px nor at 200 % text."""
    for path in every_page(region):
        narrow.goto(path)
        for text in ("100%", "200%"):
            narrow.evaluate("size => { document.documentElement.style.fontSize = size; }", text)
            assert narrow.evaluate("document.documentElement.scrollWidth") <= SMALLEST_PHONE, (path, text)


def test_what_can_be_pressed_fits_a_thumb(narrow: Page, region: SmallRegion) -> None:
    """Buttons and rows to choose are at least 44 px high; links in running text excepted."""
    for path in every_page(region):
        narrow.goto(path)
        low = narrow.eval_on_selector_all(
            "button, .button, .step, .tick, .cell, .bar a, .foot a, summary, select, .field",
            "all => all.filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)"
            ".map(one => one.outerHTML.slice(0, 80))",
        )
        assert low == [], path
