"""A name as long as a form takes, in one word, stays within a phone's screen wherever staff meet it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from app.db import db
from app.programme.models import Programme
from tests.boards.visitors import Visitors
from tests.browser.conftest import PHONE
from tests.region import SmallRegion

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrt" * 5
PAGES = ("/programme/questionnaires", "/programme")


def test_a_long_name_is_broken_and_not_the_page(browser: Browser, region: SmallRegion, address: str) -> None:
    """The list of questionnaires became 1,786 pixels wide on a screen of 360."""
    lead = Visitors(region).browser("region_lead")
    assert lead.post("/programme/questionnaires", data={"title": LONG, "languages": ["en"]}).status_code == 303
    db.session.query(Programme).one().name = LONG
    db.session.commit()
    context = browser.new_context(viewport=PHONE, base_url=address)
    cookies = (lead._cookies or {}).values()
    context.add_cookies([{"name": one.key, "value": one.value, "url": address} for one in cookies])
    page = context.new_page()
    for path in PAGES:
        page.goto(path)
        expect(page.locator(".multiples")).to_contain_text(LONG)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
    context.close()
