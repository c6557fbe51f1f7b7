"""The moment after answering on the phone of most people's pocket: everything on the first screen, in its order."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.region import START, SmallRegion

pytestmark = pytest.mark.browser

LOW = {"professional_space": "very_insufficient", "work_enjoyment": 4, "reflection": "very_insufficient"}
BOTTOMS = """(what) => what.map((each) => Math.round(document.querySelector(each).getBoundingClientRect().bottom))"""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sentence_the_card_and_the_way_out_are_on_the_first_screen(
    phone: Page, region: SmallRegion, language: str
) -> None:
    """On 360 by 640 nothing has to be scrolled: own answer, the group, one card by its name, the way to the mirror."""
    phone.set_extra_http_headers({"Accept-Language": language})
    region.answer(region.participant, LOW, moment=START)
    phone.goto(f"/done/{region.wave(START).id}")
    expect(phone.locator(".card")).to_have_count(1)
    order = ["h1", "#moment", ".all-of-us", ".card", "a.button[href='/mirror']"]
    bottoms = phone.evaluate(BOTTOMS, order)
    assert bottoms == sorted(bottoms)
    assert bottoms[-1] <= phone.evaluate("document.querySelector('.tabs').getBoundingClientRect().top"), bottoms


def test_a_tap_opens_the_card_with_all_that_can_be_done_with_it(phone: Page, region: SmallRegion) -> None:
    """Text, small step and answers; keeping it says so at once."""
    region.answer(region.participant, LOW, moment=START)
    phone.goto(f"/done/{region.wave(START).id}")
    card = phone.locator(".card")
    expect(card.get_by_role("button", name="Save")).to_be_hidden()
    card.locator("summary").first.tap()
    expect(card.locator(".step-now")).to_be_visible()
    card.get_by_role("button", name="Save").tap()
    expect(card.get_by_role("status")).to_have_text("Saved. It stands under Cards.")
