"""Signing out, leaving or another person's code: nothing of one's own stays readable on the device."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from app.participants.service import Joined
from tests.browser.air import Air
from tests.browser.conftest import give_cookie
from tests.browser.phone import OPEN, RECORDS, answer, entries, find_reception, lose_reception, prepare, records
from tests.browser.waiting import wait_until
from tests.region import SmallRegion

pytestmark = pytest.mark.browser

EMPTY = f"""async () => {{
  {OPEN}
  const base = await open();
  if (!base) return true;
  const shelves = [...base.objectStoreNames].filter((shelf) => shelf !== "notes");
  const counts = await Promise.all(shelves.map((shelf) => new Promise((done) => {{
    const counted = base.transaction(shelf).objectStore(shelf).count();
    counted.onsuccess = () => done(counted.result);
  }})));
  base.close();
  return counts.every((count) => count === 0);
}}"""


def test_wiping_this_device_leaves_nothing(own_phone: BrowserContext, air: Air) -> None:
    """Kept pages, drafts, outbox and key are gone; without reception only the page that says so is left."""
    page = prepare(own_phone, "/account")
    page.get_by_role("button", name="Wipe from this device").click()
    page.wait_for_url("**/code")
    wait_until(page, EMPTY)
    assert [cookie["name"] for cookie in own_phone.cookies() if cookie.get("name") == "peil"] == []


def test_wiping_warns_when_an_answer_still_waits(own_phone: BrowserContext, air: Air, someone: Joined) -> None:
    """The first press says what would be lost."""
    page = prepare(own_phone)
    page.goto("/account")
    keep = own_phone.new_page()
    keep.goto("/pulse")
    lose_reception(own_phone, air)
    answer(keep)
    expect(keep.locator("h1")).to_have_text("Done, not yet sent.")
    page.get_by_role("button", name="Wipe from this device").click()
    expect(page.locator("[data-unsent]")).to_be_visible()
    assert len(records(page, "outbox")) == 1


def test_another_persons_code_opens_nothing_of_the_first(
    own_phone: BrowserContext, air: Air, living: SmallRegion, someone: Joined
) -> None:
    """A shared phone: kept pages go, an answer that waits stays sealed and is neither shown nor sent."""
    page = prepare(own_phone)
    page.goto("/pulse")
    lose_reception(own_phone, air)
    answer(page)
    expect(page.locator("h1")).to_have_text("Done, not yet sent.")
    page.close()
    other = living.people["south"].pop()
    own_phone.clear_cookies()
    give_cookie(own_phone, region=living, person=other, address=air.address)
    find_reception(own_phone, air)
    page = own_phone.new_page()
    page.goto("/")
    expect(page.locator("h1")).to_have_text("How are things with you?")
    (waiting,) = records(page, "outbox")
    gone = f"async (first) => (await ({RECORDS})('pages')).every(({{ owner }}) => owner !== first)"
    wait_until(page, gone, waiting["owner"])
    assert entries(other) == []
    assert entries(someone) == []


BACK = "() => { window.frozen = true; dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); }"
"""Back to a page that the browser froze, as it says itself."""


def test_a_frozen_page_is_opened_anew_for_another_person(
    bare_phone: BrowserContext, air: Air, living: SmallRegion
) -> None:
    """Its owner finds it as it was; who came in on the same phone since sees their own, and never the first one's."""
    page = bare_phone.new_page()
    page.goto("/account")
    page.evaluate(BACK)
    wait_until(page, "() => !document.body.hidden")
    assert page.evaluate("() => window.frozen") is True
    bare_phone.clear_cookies()
    give_cookie(bare_phone, region=living, person=living.people["south"].pop(), address=air.address)
    first = page.locator("meta[name=owner]").get_attribute("content")
    page.evaluate(BACK)
    wait_until(page, "() => !window.frozen")
    assert page.locator("meta[name=owner]").get_attribute("content") != first


def test_a_frozen_page_is_not_shown_without_reception(bare_phone: BrowserContext, air: Air) -> None:
    """Nobody can tell then whose phone it is; what a phone keeps for its owner comes from the service worker."""
    page = bare_phone.new_page()
    page.goto("/account")
    lose_reception(bare_phone, air)
    page.evaluate(BACK)
    wait_until(page, "() => !window.frozen")
    assert "Your code and diary" not in page.content()
