"""How heavy the pages of a phone are: bytes on the wire and requests, counted by the browser.

Bytes are exact, so a test holds the budgets; here they are reported for every page, cold and warm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page


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
