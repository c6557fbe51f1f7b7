"""What a person does with the phone, in words: open, answer, lose and find reception."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from app.answering.diary import WaveEntry
from app.answering.diary_rows import own_diary
from app.db import db
from app.participants.service import Joined
from tests.browser.air import Air
from tests.browser.waiting import wait_until

OPEN = """const open = () => new Promise((done) => {
    const asked = indexedDB.open("peil");
    asked.onupgradeneeded = () => asked.transaction.abort(); // Not there yet, or wiped: only the app may make it.
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => done(undefined);
  });"""

READY = f"""async () => {{
  {OPEN}
  const worker = await navigator.serviceWorker.ready;
  const base = await open();
  if (!base) return false;
  const paths = await new Promise((done) => {{
    const asked = base.transaction("pages").objectStore("pages").getAllKeys();
    asked.onsuccess = () => done(asked.result);
  }});
  base.close();
  const runs = worker.active?.state === "activated" && navigator.serviceWorker.controller !== null;
  return runs && ["/", "/mirror", "/pulse"].every((path) => paths.includes(path));
}}"""

RECORDS = f"""async (shelf) => {{
  {OPEN}
  const base = await open();
  if (!base) return [];
  const found = await new Promise((done) => {{
    const all = base.transaction(shelf).objectStore(shelf).getAll();
    all.onsuccess = () => done(all.result);
  }});
  base.close();
  return found.map((record) => ({{ ...record, sealed: new TextDecoder("latin1").decode(record.sealed) }}));
}}"""

STORE = """const { list, read } = await import(
    document.querySelector('script[src*="/js/"]').src.replace(/[^/]+$/, "store.js")
  );"""

DRAFT_IS_WHOLE = f"""async () => {{
  {STORE}
  const [draft] = await list("drafts");
  const form = document.getElementById("pulse");
  const given = {{}};
  for (const [name, value] of new FormData(form)) (given[name] ??= []).push(value);
  delete given.csrf_token;
  delete given.submission;
  const shown = form.querySelector(".q:not([hidden])").dataset.item;
  return draft?.content?.at === shown && JSON.stringify(draft.content.fields) === JSON.stringify(given);
}}"""

KEPT_IN = f"""async (language) => {{
  {STORE}
  const kept = await Promise.all(["/", "/pulse", "/mirror"].map((path) => read("pages", path)));
  return kept.every((page) => new Headers(page?.content?.headers).get("Content-Language") === language);
}}"""


def records(page: Page, shelf: str) -> list[dict[str, Any]]:
    """What lies on a shelf of the phone's store, as a thief would find it."""
    found: list[dict[str, Any]] = page.evaluate(RECORDS, shelf)
    return found


def wait_for_records(page: Page, shelf: str, count: int) -> None:
    wait_until(page, f"async (shelf) => (await ({RECORDS})(shelf)).length === {count}", shelf)


def entries(person: Joined) -> list[WaveEntry]:
    """What the server has in this person's diary."""
    db.session.rollback()
    return list(own_diary(db.session, person.keys).waves.values())


def wait_for_draft(page: Page) -> None:
    """Wait until all that stands in the form, and where it stands, is kept: the latest choice too."""
    wait_until(page, DRAFT_IS_WHOLE)


def wait_for_language(page: Page, language: str) -> None:
    """Wait until every page that is kept for when there is no reception is in this language."""
    wait_until(page, KEPT_IN, language)


def prepare(context: BrowserContext, path: str = "/") -> Page:
    """A page of this phone, after the service worker has fetched ahead what is needed without reception."""
    page = context.new_page()
    page.goto(path)
    wait_until(page, READY)
    return page


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
