"""What a person does with the phone, in words: open, answer, lose and find reception."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

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


def prepare(context: BrowserContext, path: str = "/") -> Page:
    """A page of this phone, after the service worker has fetched ahead what is needed without reception."""
    page = context.new_page()
    page.goto(path)
    expect.set_options(timeout=10_000)
    wait_until(page, READY)
    return page


def wait_until(page: Page, condition: str) -> None:
    """Wait until an asynchronous condition holds in the page."""
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
        page.locator("#next").click()
        expect(page.locator("#place")).not_to_have_text(place)
    send.click()


def choose(page: Page, choice: int) -> None:
    """Give the present question an answer."""
    question = page.locator(".q:not([hidden])")
    if question.get_attribute("data-type") in {"percent", "number"}:
        question.locator("input.field").first.fill(str(40 + choice))
    elif question.get_attribute("data-type") in {"grid", "yes_no_per_choice"}:
        for row in question.locator("fieldset:not([hidden])").all():
            row.locator("input").nth(choice).check()
    else:
        question.locator(":is(.step, .tick) input").nth(choice).check()


def arrives(page: Page) -> str:
    """The wave of the receipt that the phone came to."""
    page.wait_for_url(re.compile(r"/done/"))
    expect(page.locator("h1")).to_have_text("Done.")
    return page.url.rsplit("/", 1)[-1]
