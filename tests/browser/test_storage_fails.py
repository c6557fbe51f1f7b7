"""When the phone cannot keep anything, the person is told, and the plain way still works."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from app.participants.service import Joined
from tests.browser.air import Air
from tests.browser.phone import answer, arrives, choose, entries, find_reception, lose_reception, prepare

pytestmark = pytest.mark.browser

FAILURES = {
    "private window": "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };",
    "full": "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };",
    "blocked upgrade": """
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function () {
        const asked = {};
        setTimeout(() => asked.onblocked(), 0);
        return asked;
      };""",
    "broken store": """
      IDBFactory.prototype.open = function () {
        const asked = { error: new DOMException("", "UnknownError") };
        setTimeout(() => asked.onerror(), 0);
        return asked;
      };""",
    "no safe place": "Object.defineProperty(crypto, 'subtle', { value: undefined });",
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_is_told_and_the_answer_goes_out(own_phone: BrowserContext, someone: Joined, failure: str) -> None:
    """With reception nothing is lost: it is sent from the open page."""
    own_phone.add_init_script(FAILURES[failure])
    page = own_phone.new_page()
    page.goto("/pulse")
    page.wait_for_selector("html.is-paced")
    choose(page, 0)
    expect(page.locator("#trouble")).to_contain_text("This device cannot keep your answers")
    answer(page)
    arrives(page)
    (entry,) = entries(someone)
    assert len(entry.submissions) == 1


def test_without_reception_too_the_page_asks_to_stay(own_phone: BrowserContext, air: Air, someone: Joined) -> None:
    """Nothing is swallowed: the form stays as it was, and sending works as soon as there is reception."""
    own_phone.add_init_script(FAILURES["full"])
    page = own_phone.new_page()
    page.goto("/pulse")
    lose_reception(own_phone, air)
    answer(page)
    expect(page.locator("#trouble")).to_contain_text("Stay on this page and send them again")
    assert page.url.endswith("/pulse")
    assert entries(someone) == []
    find_reception(own_phone, air)
    page.locator("#send").click()
    arrives(page)
    assert len(entries(someone)) == 1


def test_an_answer_that_cannot_be_opened_any_more_is_named(own_phone: BrowserContext, air: Air) -> None:
    """The browser lost the key: today says so, and how to go on."""
    page = prepare(own_phone)
    lose_reception(own_phone, air)
    page.goto("/pulse")
    answer(page)
    expect(page.locator("h1")).to_have_text("Done, not yet sent.")
    page.evaluate(
        """async () => {
          const asked = indexedDB.open("peil");
          const base = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
          const emptied = base.transaction("keys", "readwrite").objectStore("keys").clear();
          await new Promise((done) => (emptied.onsuccess = done));
          base.close();
        }"""
    )
    find_reception(own_phone, air)
    page.goto("/")
    expect(page.locator("main .notice strong")).to_have_text("An answer on this device cannot be read any more.")
    page.get_by_role("button", name="Remove what cannot be read").click()
    expect(page.locator("main .notice")).to_have_count(0)
