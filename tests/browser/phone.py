"""What a person does with the phone, in words: open, answer, lose and find reception."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

from app.answering.diary import WaveEntry
from app.answering.diary_rows import own_diary
from app.db import db
from app.participants.service import Joined
from tests.browser.air import Air

READY = """async () => {
  const worker = await navigator.serviceWorker.ready;
  const kept = indexedDB.open("peil");
  const base = await new Promise((done) => (kept.onsuccess = () => done(kept.result)));
  const paths = await new Promise((done) => {
    const asked = base.transaction("pages").objectStore("pages").getAllKeys();
    asked.onsuccess = () => done(asked.result);
  });
  base.close();
  return worker.active?.state === "activated" && ["/", "/mirror", "/pulse"].every((path) => paths.includes(path));
}"""

RECORDS = """async (shelf) => {
  const asked = indexedDB.open("peil");
  const base = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const found = await new Promise((done) => {
    const all = base.transaction(shelf).objectStore(shelf).getAll();
    all.onsuccess = () => done(all.result);
  });
  base.close();
  return found.map((record) => ({ ...record, sealed: new TextDecoder("latin1").decode(record.sealed) }));
}"""


def records(page: Page, shelf: str) -> list[dict[str, Any]]:
    """What lies on a shelf of the phone's store, as a thief would find it."""
    found: list[dict[str, Any]] = page.evaluate(RECORDS, shelf)
    return found


def wait_for_records(page: Page, shelf: str, count: int) -> None:
    wait_until(page, f"async () => (await ({RECORDS})('{shelf}')).length === {count}")


def entries(person: Joined) -> list[WaveEntry]:
    """What the server has in this person's diary."""
    db.session.rollback()
    return list(own_diary(db.session, person.keys).waves.values())


def prepare(context: BrowserContext, path: str = "/") -> Page:
    """A page of this phone, after the service worker has fetched ahead what is needed without reception."""
    page = context.new_page()
    page.goto(path)
    expect.set_options(timeout=10_000)
    wait_until(page, READY)
    return page


def wait_until(page: Page, condition: str) -> None:
    """Wait until an asynchronous condition holds in the page, or in the one that the page itself goes on to."""
    try:
        _wait_until(page, condition)
    except Error as fault:
        if "Execution context was destroyed" not in fault.message:
            raise
        page.wait_for_load_state()
        _wait_until(page, condition)


def _wait_until(page: Page, condition: str) -> None:
    page.evaluate(
        """async (condition) => {
          const holds = eval(condition);
          for (const until = Date.now() + 15000; Date.now() < until; await new Promise((go) => setTimeout(go, 50)))
            if (await holds()) return;
          throw new Error("it never came true");
        }""".replace("eval(condition)", condition),
        None,
    )


def lose_reception(context: BrowserContext, air: Air) -> None:
    air.turn("cut")
    context.set_offline(True)


def find_reception(context: BrowserContext, air: Air) -> None:
    air.turn("open")
    context.set_offline(False)


def answer(page: Page, choice: int = 1) -> None:
    """Answer every question of the open pulse with the choice at this place, and send it."""
    page.wait_for_selector("html.is-paced")
    send = page.locator("#send")
    for _ in range(12):
        choose(page, choice)
        if send.is_visible():
            break
        place = page.locator("#place").inner_text()
        page.locator("#next").press("Enter")
        expect(page.locator("#place")).not_to_have_text(place)
    send.click()


def choose(page: Page, choice: int) -> None:
    """Give the present question an answer, by the keyboard: a pointer would move on by itself."""
    question = page.locator(".q:not([hidden])")
    if question.get_attribute("data-type") in {"percent", "number"}:
        question.locator("input.field").first.fill(str(40 + choice))
    elif question.get_attribute("data-type") in {"grid", "yes_no_per_choice"}:
        for row in question.locator("fieldset:not([hidden])").all():
            tick(row.locator("input").nth(choice))
    else:
        tick(question.locator(":is(.step, .tick) input").nth(choice))


def tick(control: Locator) -> None:
    if not control.is_checked():
        control.press("Space")


def arrives(page: Page) -> str:
    """The wave of the receipt that the phone came to."""
    page.wait_for_url(re.compile(r"/done/"))
    expect(page.locator("h1")).to_have_text("Done.")
    return page.url.rsplit("/", 1)[-1]
