"""The service worker: replaced without losing an open form, keeps nothing private in caches, shows reminders."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from app.config import ROOT
from app.participants.service import Joined
from bench.mortal import MortalServer
from tests.browser.air import Air
from tests.browser.conftest import CHROMIUM, give_cookie
from tests.browser.phone import answer, arrives, entries, prepare
from tests.browser.waiting import WeakReception, until, wait_until
from tests.region import SmallRegion

pytestmark = pytest.mark.browser

RENEWED = """async () => {
  const { waiting } = await navigator.serviceWorker.getRegistration();
  return !waiting && (await caches.keys()).length === 1;
}"""
SHELL = """async () => {
  const caught = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const kept = await Promise.all(caught.map((cache) => cache.keys()));
  return kept.flat().map(({ url }) => new URL(url).pathname);
}"""


@pytest.fixture
def newer(server: MortalServer, tmp_path: Path) -> Iterator[MortalServer]:
    """The same installation after an upgrade: the program of today with one file changed."""
    code = tmp_path / "newer"
    for folder in ("app", "migrations", "static", "templates", "translations"):
        shutil.copytree(ROOT / folder, code / folder, ignore=shutil.ignore_patterns("__pycache__"))
    with (code / "static" / "css" / "peil.css").open("a", encoding="utf-8") as style:
        style.write("\n/* newer */\n")
    running = replace(server, code=code, port=MortalServer(server.settings).port, process=None).start()
    yield running
    running.kill()


def version(page: Page) -> str:
    """The version in whose cache the shell lies."""
    (name,) = page.evaluate("caches.keys()")
    return str(name)


def test_an_update_while_answering_loses_nothing(
    own_phone: BrowserContext, air: Air, someone: Joined, newer: MortalServer
) -> None:
    """The open form keeps its answers and its version; the next page after it has the new one alone."""
    page = prepare(own_phone, "/pulse")
    before = version(page)
    page.locator(".q:not([hidden]) input").first.press("Space")
    air.target = newer.port
    air.turn("open")
    page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    wait_until(page, "async () => (await navigator.serviceWorker.getRegistration()).waiting?.state === 'installed'")
    expect(page.locator(".q:not([hidden]) :checked")).to_have_count(1)
    answer(page, choice=0)
    arrives(page)
    assert len(entries(someone)) == 1
    page.goto("/")
    wait_until(page, RENEWED)
    assert version(page) != before


def test_a_dropped_cache_is_not_made_anew(own_phone: BrowserContext) -> None:
    """A newer version drops the cache of the one before; what that one still has to do leaves nothing behind."""
    page = prepare(own_phone)
    page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
    page.evaluate("async () => (await fetch(document.scripts[0].src, { cache: 'reload' })).text()")
    assert page.evaluate("caches.keys()") == []


def test_no_private_page_lies_in_a_cache(own_phone: BrowserContext) -> None:
    """Caches hold the shell alone: files of the app and the page for when there is no reception."""
    page = prepare(own_phone)
    for path in ("/pulse", "/mirror", "/account", "/cards"):
        page.goto(path)
    kept = page.evaluate(SHELL)
    assert "/offline" in kept
    assert [path for path in kept if path != "/offline" and not path.startswith("/static/")] == []


def test_weak_reception_does_not_hold_the_pulse_back(own_phone: BrowserContext, air: Air) -> None:
    """Connections stand and nothing comes: after a few seconds the kept page is shown."""
    page = prepare(own_phone)
    reception = WeakReception(own_phone)
    air.turn("silent")
    page.evaluate("location.assign('/pulse')")
    reception.run_out(page)
    page.wait_for_selector("html.is-paced")


ONE_SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  for (let look = 0; look < 200; look += 1) {
    if ((await worker.getNotifications()).length === 1) return true;
    await new Promise(requestAnimationFrame);
  }
  return false;
}"""
"""Whether one notification is shown, looked at once a frame."""


@pytest.mark.parametrize(
    ("letter", "words", "opens"),
    [
        (".", ["Time to take your level", "A minute, between two visits.", "peil"], "/start"),
        ("r", ["The result is there", "Your own line beside the region, renewed.", "peil-result"], "/mirror"),
    ],
    ids=["a reminder", "a result"],
)
def test_a_message_is_shown_and_leads_to_what_it_is_about(
    own_phone: BrowserContext, air: Air, letter: str, words: list[str], opens: str
) -> None:
    """The same words to everybody; a tap opens the pulse, or the mirror when a result is there."""
    own_phone.grant_permissions(["notifications"], origin=air.address)
    page = prepare(own_phone)
    session = own_phone.new_cdp_session(page)
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(
            each["registrationId"] for each in event["registrations"] if not each["isDeleted"]
        ),
    )
    session.send("ServiceWorker.enable")
    until(page, lambda: registrations, what="the browser names the service worker's registration")

    def delivered() -> bool:
        """Hand the message to the browser, again if it was lost on the way: one of the same tag takes its place."""
        message = {"origin": air.address, "registrationId": registrations[-1], "data": letter}
        session.send("ServiceWorker.deliverPushMessage", message)
        return bool(page.evaluate(ONE_SHOWN))

    until(page, delivered, what="the message is shown")
    shown = page.evaluate(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications())"
        ".map(({ title, body, tag }) => [title, body, tag])"
    )
    assert shown == [words]
    (worker,) = own_phone.service_workers
    opened = worker.evaluate(
        """async () => {
          const [notification] = await registration.getNotifications();
          const opened = new Promise((done) => (clients.openWindow = done)); // Only a real tap may open a window.
          dispatchEvent(new NotificationEvent("notificationclick", { notification }));
          return [await opened, (await registration.getNotifications()).length];
        }"""
    )
    assert opened == [opens, 0]


def test_the_browser_finds_nothing_against_installing(
    *, playwright: Playwright, living: SmallRegion, someone: Joined, air: Air, tmp_path: Path
) -> None:
    """Chromium's own judgement, in a profile of its own."""
    profile = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=["--no-sandbox"], base_url=air.address
    )
    with closing(profile):
        give_cookie(profile, region=living, person=someone, address=air.address)
        page = prepare(profile)
        session = profile.new_cdp_session(page)
        session.send("Page.enable")
        found = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
        manifest = session.send("Page.getAppManifest")
    assert found == []
    assert manifest["errors"] == []
