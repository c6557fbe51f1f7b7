"""What was filled in survives; however often it is sent, one answering counts: the latest."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.participants.service import Joined
from tests.browser.air import Air
from tests.browser.conftest import cookie_of
from tests.browser.phone import answer, arrives, choose, entries, lose_reception, prepare, records, wait_for_draft
from tests.region import SmallRegion

pytestmark = pytest.mark.browser


SLOW_STORE = """
  const open = IDBFactory.prototype.open, wait = globalThis.setTimeout, kinds = ["success", "error", "upgradeneeded"];
  const answers = new Promise((go) => { globalThis.letStoreAnswer = go; });
  globalThis.setTimeout = (work, time, ...rest) => (time === 5000 ? 0 : wait(work, time, ...rest)); // The store's own.
  IDBFactory.prototype.open = function (...which) {
    const asked = {};
    answers.then(() => {
      const real = open.apply(this, which);
      for (const kind of kinds)
        real["on" + kind] = (event) => {
          asked.result = kind === "error" ? undefined : real.result;
          asked["on" + kind]?.(event);
        };
    });
    return asked;
  };
"""


def open_pulse(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/pulse")
    page.wait_for_selector("html.is-paced")
    return page


def go_on(page: Page) -> None:
    place = page.locator("#place").inner_text()
    choose(page, 2)
    page.locator("#next").press("Enter")
    expect(page.locator("#place")).not_to_have_text(place)


def test_a_reload_keeps_answers_and_place(own_phone: BrowserContext) -> None:
    page = open_pulse(own_phone)
    go_on(page)
    choose(page, 1)
    wait_for_draft(page)
    page.reload()
    expect(page.locator("#place")).to_contain_text("2 of")
    expect(page.locator(".q:not([hidden]) :checked")).to_have_count(1)
    page.go_back()
    expect(page.locator("#place")).to_contain_text("1 of")
    expect(page.locator(".q:not([hidden]) :checked")).to_have_count(1)


def test_a_reload_after_a_tap_stays_at_the_question_that_the_tap_led_to(own_phone: BrowserContext) -> None:
    """A tap moves on by itself: the draft knows the question that is shown, not only the one answered last."""
    page = open_pulse(own_phone)
    page.locator(".q:not([hidden]) :is(.step, .tick)").nth(1).tap()
    expect(page.locator("#place")).to_contain_text("2 of")
    wait_for_draft(page)
    page.reload()
    expect(page.locator("#place")).to_contain_text("2 of")
    page.close()
    page = open_pulse(own_phone)
    expect(page.locator("#place")).to_contain_text("2 of")


def test_back_after_sending_does_not_walk_through_the_questions(own_phone: BrowserContext) -> None:
    """Sent: one step back is what was open before the pulse."""
    page = own_phone.new_page()
    page.goto("/")
    page.locator("main a[href='/pulse']").click()
    answer(page)
    arrives(page)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/$"))
    assert records(page, "drafts") == []


def test_back_after_a_reload_and_sending_does_not_either(own_phone: BrowserContext) -> None:
    """The same when the page was loaded again, or came back as a draft, half-way."""
    page = own_phone.new_page()
    page.goto("/")
    page.locator("main a[href='/pulse']").click()
    page.wait_for_selector("html.is-paced")
    go_on(page)
    go_on(page)
    wait_for_draft(page)
    page.reload()
    expect(page.locator("#place")).to_contain_text("3 of")
    answer(page)
    arrives(page)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/$"))


def test_a_crash_keeps_them_too_and_the_way_back(own_phone: BrowserContext) -> None:
    """A new page, as after an empty battery: the same question, and back to those before it."""
    page = open_pulse(own_phone)
    go_on(page)
    choose(page, 1)
    wait_for_draft(page)
    page.close()
    page = open_pulse(own_phone)
    expect(page.locator("#place")).to_contain_text("2 of")
    page.locator("#back").click()
    expect(page.locator("#place")).to_contain_text("1 of")


def test_a_quick_hand_is_not_overtaken_by_what_was_kept(own_phone: BrowserContext) -> None:
    """Answered before the phone has read its draft: that answer stays and is kept, the others come back beside it."""
    page = open_pulse(own_phone)
    go_on(page)
    choose(page, 1)
    wait_for_draft(page)
    page.close()
    own_phone.add_init_script(SLOW_STORE)
    page = open_pulse(own_phone)
    choose(page, 0)
    page.evaluate("letStoreAnswer()")
    wait_for_draft(page)
    expect(page.locator("#place")).to_contain_text("1 of")
    expect(page.locator(".q:not([hidden]) :is(.step, .tick) input").first).to_be_checked()
    expect(page.locator("form :checked")).to_have_count(2)


def test_what_lies_on_the_phone_cannot_be_read(own_phone: BrowserContext, air: Air) -> None:
    """Outbox, drafts and kept pages are sealed, and the phone does not hand out the key."""
    page = prepare(own_phone)
    lose_reception(own_phone, air)
    page.goto("/pulse")
    answer(page)
    expect(page.locator("h1")).to_have_text("Done, not yet sent.")
    for shelf in ("outbox", "drafts", "pages"):
        found = records(page, shelf)
        assert found, shelf
        for record in found:
            assert set(record) == {"id", "owner", "iv", "sealed"}
            assert "work_enjoyment" not in record["sealed"]
            assert "csrf" not in record["sealed"]
    key = page.evaluate(
        """async () => {
          const asked = indexedDB.open("peil");
          const base = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
          const got = base.transaction("keys").objectStore("keys").get("phone");
          const key = await new Promise((done) => (got.onsuccess = () => done(got.result)));
          return [key.extractable, await crypto.subtle.exportKey("raw", key).then(() => "out", () => "stays")];
        }"""
    )
    assert key == [False, "stays"]


def test_a_double_tap_is_one_answering(own_phone: BrowserContext, someone: Joined) -> None:
    page = open_pulse(own_phone)
    page.evaluate("document.querySelector('#send').addEventListener('click', () => pulse.requestSubmit(send))")
    answer(page)
    arrives(page)
    (entry,) = entries(someone)
    assert len(entry.submissions) == 1


def test_two_tabs_leave_the_latest(own_phone: BrowserContext, someone: Joined) -> None:
    """Both were open; the one sent last counts and says that it replaced the other."""
    first, second = open_pulse(own_phone), open_pulse(own_phone)
    answer(first, choice=0)
    arrives(first)
    answer(second, choice=1)
    arrives(second)
    expect(second.locator(".lead").first).to_contain_text("They replace the earlier ones.")
    (entry,) = entries(someone)
    assert len(entry.submissions) == 2


def test_back_and_sent_again_with_another_answer_counts_the_change(own_phone: BrowserContext, someone: Joined) -> None:
    page = open_pulse(own_phone)
    answer(page, choice=0)
    arrives(page)
    (before,) = entries(someone)
    page.goto("/pulse")
    answer(page, choice=1)
    arrives(page)
    (after,) = entries(someone)
    assert after.answers != before.answers
    assert len(after.submissions) == 2


def test_a_second_device_takes_over_and_says_so(
    own_phone: BrowserContext, someone: Joined, living: SmallRegion, air: Air
) -> None:
    """The same person on a laptop: what was answered stands there, and what is sent there replaces it."""
    page = open_pulse(own_phone)
    answer(page, choice=0)
    arrives(page)
    assert own_phone.browser
    laptop = own_phone.browser.new_context(base_url=air.address, locale="en-GB")
    laptop.add_cookies([{"name": "peil", "value": cookie_of(living, someone), "url": air.address}])
    other = open_pulse(laptop)
    assert other.locator("form :checked").count() > 0
    answer(other, choice=1)
    arrives(other)
    expect(other.locator(".lead").first).to_contain_text("They replace the earlier ones.")
    laptop.close()
