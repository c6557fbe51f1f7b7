"""Subjects and cards are read without reception, as the mirror is; and they are fetched ahead once for each mirror."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.air import Air
from tests.browser.phone import answer, arrives, lose_reception, prepare, records
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.browser

KEPT = """async () => {
  const asked = indexedDB.open("peil");
  const base = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const all = base.transaction("pages").objectStore("pages").getAllKeys();
  const paths = await new Promise((done) => (all.onsuccess = () => done(all.result)));
  base.close();
  return paths.includes("/cards") && paths.includes("/mirror/work_enjoyment");
}"""

NOTED = """async () => {
  const asked = indexedDB.open("peil");
  const base = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const all = base.transaction("notes").objectStore("notes").getAllKeys();
  const names = await new Promise((done) => (all.onsuccess = () => done(all.result)));
  base.close();
  return names.filter((name) => name === "deeper").length;
}"""


def with_subjects(context: BrowserContext) -> Page:
    """A phone that has answered once; nothing of the mirror was opened."""
    page = prepare(context, "/pulse")
    answer(page)
    arrives(page)
    wait_until(page, KEPT)
    return page


def test_a_subject_opens_without_reception(own_phone: BrowserContext, air: Air) -> None:
    """Also one that was never opened: its page, and its row in the mirror."""
    page = with_subjects(own_phone)
    lose_reception(own_phone, air)
    page.goto("/mirror")
    row = page.locator("details[name=subject]").first
    row.locator("summary").click()
    expect(row.locator(".comparison")).to_be_visible()
    expect(row.locator("#notes")).to_have_count(0)
    page.goto("/mirror/work_enjoyment")
    expect(page.locator("h1")).to_have_text("Work enjoyment")
    expect(page.locator(".own").first).to_contain_text("You gave a")


def test_cards_open_without_reception(own_phone: BrowserContext, air: Air) -> None:
    page = with_subjects(own_phone)
    lose_reception(own_phone, air)
    page.goto("/cards")
    expect(page.locator("h1")).to_have_text("Cards")


def test_what_is_kept_of_subjects_cannot_be_read_on_the_phone(own_phone: BrowserContext) -> None:
    """Sealed like the rest, under the owner's tag."""
    page = with_subjects(own_phone)
    kept = {record["id"]: record["sealed"] for record in records(page, "pages") if "id" in record}
    assert "/mirror/work_enjoyment" in kept
    assert "work_enjoyment" not in kept["/mirror/work_enjoyment"]


def test_the_same_mirror_is_not_fetched_twice(own_phone: BrowserContext, air: Air) -> None:
    """Looking again costs no more than the mirror itself."""
    page = with_subjects(own_phone)
    page.goto("/mirror")
    wait_until(page, f"async () => (await ({NOTED})()) >= 1")
    air.fetched.clear()
    page.goto("/mirror")
    page.goto("/mirror")
    page.evaluate("() => fetch('/account').then((answer) => answer.text())")  # Comes after what the worker begins.
    assert not [each.path for each in air.fetched if each.path.startswith("/mirror/")]
