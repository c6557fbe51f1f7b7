"""How heavy the pages of a phone are: bytes on the wire and requests, counted by the browser.

Bytes are exact, so a test holds the budgets; here they are reported for every page, cold and warm.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.config import Settings
from bench.kill import fresh_settings, phones_of_today
from bench.mortal import MortalServer

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PAGES = ("/code", "/", "/pulse", "/mirror", "/cards", "/account", "/reminders", "/privacy")
TRIES = 5


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a page. `octets`: bytes on the wire, headers included; 0 when it came from the phone itself."""

    path: str
    kind: str
    octets: int


@dataclass(frozen=True, slots=True)
class Weight:
    """All that one page fetched until it was quiet."""

    requests: tuple[Request, ...]

    @property
    def total(self) -> int:
        return sum(request.octets for request in self.requests)

    def of(self, *kinds: str) -> int:
        return sum(request.octets for request in self.requests if request.kind in kinds)


def weigh(page: Page, path: str) -> Weight:
    """Open `path` and count, until the network is quiet. The service worker's own requests are not the page's."""
    session = page.context.new_cdp_session(page)
    seen: dict[str, dict[str, Any]] = {}

    def note(event: dict[str, Any]) -> None:
        seen.setdefault(event["requestId"], {}).update(event)

    session.on("Network.requestWillBeSent", note)
    session.on("Network.loadingFinished", note)
    session.send("Network.enable")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    session.detach()
    return Weight(tuple(_request(each) for each in seen.values() if "request" in each and "encodedDataLength" in each))


def _request(seen: dict[str, Any]) -> Request:
    path = "/" + seen["request"]["url"].split("/", 3)[-1]
    return Request(path, seen["type"].lower(), int(seen["encodedDataLength"]))


def run() -> dict[str, Any]:
    """Every page of a phone cold and warm, and how long the pulse and a delivery take around lost reception."""
    with (
        TemporaryDirectory() as folder,
        _served(fresh_settings(Path(folder))) as (address, cookie),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        weights = {path: _cold_and_warm(browser, address, cookie=cookie, path=path) for path in PAGES}
        around = _around_lost_reception(_phone(browser, address, cookie=cookie))
        browser.close()
    return {"bytes": weights, "without_reception": around}


@contextmanager
def _served(settings: Settings) -> Iterator[tuple[str, str]]:
    with phones_of_today(settings, count=10) as (phones, _wave):
        server = MortalServer(settings).start()
        try:
            yield f"http://127.0.0.1:{server.port}", phones[0].cookie
        finally:
            server.kill()


def _phone(browser: Browser, address: str, *, cookie: str, workers: bool = True) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, base_url=address, service_workers="allow" if workers else "block"
    )
    context.add_cookies([{"name": "peil", "value": cookie, "url": address}])
    return context


def _cold_and_warm(browser: Browser, address: str, *, cookie: str, path: str) -> dict[str, int]:
    context = _phone(browser, address, cookie=cookie, workers=False)
    cold, warm = weigh(context.new_page(), path), weigh(context.new_page(), path)
    context.close()
    return {
        "cold": cold.total,
        "cold_html_css": cold.of("document", "stylesheet"),
        "requests": len(cold.requests),
        "warm": warm.total,
    }


def _around_lost_reception(context: BrowserContext) -> dict[str, float]:
    """Seconds: the pulse from the phone itself (median of five), and from `online` to the receipt on screen."""
    page = context.new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto("/pulse")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    opened = sorted(_seconds_to_open(page) for _ in range(TRIES))[TRIES // 2]
    page.locator(".q:not([hidden]) input").first.press("Space")
    page.evaluate("pulse.querySelector('#send').hidden = false; pulse.requestSubmit()")
    page.wait_for_url("**/")
    page.wait_for_selector("main .notice")
    began = time.monotonic()
    context.set_offline(False)
    page.wait_for_url("**/done/**")
    return {"pulse_opens_s": round(opened, 3), "online_to_receipt_s": round(time.monotonic() - began, 2)}


def _seconds_to_open(page: Page) -> float:
    page.goto("/pulse")
    page.wait_for_selector("html.is-paced")
    return float(page.evaluate("performance.now()")) / 1000
