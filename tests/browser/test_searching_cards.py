"""The list of all cards on a phone: searching happens there, also without reception, and a set leads to its cards."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.air import Air
from tests.browser.phone import READY, lose_reception, prepare, wait_for_records
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.browser


def _search(page: Page, words: str) -> None:
    page.locator("#words").fill(words)


def test_searching_sends_nothing_and_opens_what_it_finds(phone: Page) -> None:
    """Every word counts, capitals and accents do not; an empty field brings the sets back."""
    phone.goto("/cards/all?language=en")
    expect(phone.get_by_label("Search in the cards")).to_be_visible()
    wait_until(phone, READY)  # What the phone fetches ahead is there; from now on nothing has to be asked.
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(request.url))
    _search(phone, "LISTENING line")
    expect(phone.locator("#found")).to_have_text("1 card has these words.")
    expect(phone.get_by_role("heading", name="Rather talk to someone you do not know?")).to_be_visible()
    expect(phone.locator("#sets")).to_be_hidden()
    _search(phone, "xyzzy")
    expect(phone.locator("#found")).to_have_text("No card has these words.")
    _search(phone, "")
    expect(phone.locator("#sets")).to_be_visible()
    assert sent == []
    assert "LISTENING" not in phone.url


def test_a_short_word_is_the_beginning_of_a_word_and_each_subject_counts_what_is_left(phone: Page) -> None:
    """“nee” does not find “wanneer”, and “druk” finds “werkdruk”; the numbers are those of what stands there."""
    phone.goto("/cards/all?language=nl")
    before = phone.locator(".number").all_inner_texts()
    _search(phone, "nee")
    found = phone.locator(".found:visible").all_inner_texts()
    assert found
    assert all(re.search(r"\bnee", each, re.IGNORECASE) for each in found)
    assert sum(int(each) for each in phone.locator(".subject:visible .number").all_inner_texts()) == len(found)
    _search(phone, "druk")
    expect(phone.locator(".found:visible", has_text="werkdruk").first).to_be_visible()
    _search(phone, "")
    assert phone.locator(".number").all_inner_texts() == before


def test_a_set_leads_to_a_card_that_was_folded(phone: Page) -> None:
    """The subject of the card opens by itself."""
    phone.goto("/cards/all?language=en")
    phone.get_by_text("What keeps people in this work", exact=True).click()
    phone.locator('a[href="#card-room_for_lightness"]').click()
    expect(phone.locator("#card-room_for_lightness")).to_be_in_viewport()


def test_once_opened_it_is_searched_without_reception(own_phone: BrowserContext, air: Air) -> None:
    """From the page that the phone kept."""
    page = prepare(own_phone)
    page.goto("/cards/all?language=en")
    wait_for_records(page, "pages", 4)
    lose_reception(own_phone, air)
    page.goto("/cards/all")
    _search(page, "listening line")
    expect(page.locator("#found")).to_have_text("1 card has these words.")
