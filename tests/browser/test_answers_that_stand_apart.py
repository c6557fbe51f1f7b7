"""On the form of a question the words of an answer show once it is offered; on the phone own words have their place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.boards.visitors import Visitors
from tests.browser.conftest import PHONE
from tests.region import SmallRegion

pytestmark = pytest.mark.browser
LIST = "/programme/questionnaires"


@pytest.fixture
def author(browser: Browser, region: SmallRegion, address: str) -> Iterator[Page]:
    """A programme team's phone without JavaScript, at a draft in Dutch and English."""
    client = Visitors(region).browser("region_lead")
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="en-GB", base_url=address)
    context.add_cookies(
        [{"name": one.key, "value": one.value, "url": address} for one in (client._cookies or {}).values()]
    )
    page = context.new_page()
    begun = client.post(LIST, data={"title": "Week", "languages": ["nl", "en"]})
    page.goto(f"{begun.headers['Location']}/questions/new")
    yield page
    context.close()


def test_an_answer_that_is_ticked_shows_its_words_and_comes_below_the_scale(author: Page) -> None:
    """From the tick to the phone: nothing scrolls sideways, and own words are typed right below "other"."""
    author.locator("details", has=author.locator("[name=outside]")).locator("summary").click()
    expect(author.locator("[name=outside_en]")).to_be_hidden()
    for kind in ("outside", "other"):
        author.locator(f"[name={kind}]").check()
    expect(author.locator("[name=outside_en]")).to_have_value("I don't know")
    expect(author.locator("[name=other_en]")).to_be_visible()
    expect(author.locator("[name=alone_en]")).to_be_hidden()
    for name, words in (("text", "Rust?"), ("options", "Veel\nWeinig")):
        for code in ("nl", "en"):
            author.locator(f"[name={name}_{code}]").fill(words)
    for place in ("form.question button", "a[href$='/phone']"):
        author.locator(place).first.click()
    own = author.locator("[name$='.other_text']")
    expect(own).to_be_hidden()
    author.get_by_label("Other, namely").check()
    expect(own).to_be_visible()
    heights = [each.bounding_box() for each in (author.get_by_label("Other, namely"), own)]
    heights.append(author.get_by_label("I don't know").bounding_box())
    tops = [box["y"] for box in heights if box]
    assert len(tops) == 3
    assert tops == sorted(tops)
    assert author.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
