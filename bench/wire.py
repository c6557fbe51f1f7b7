"""What a browser fetches before the first question is on the screen, in bytes on the wire.

Counts what any browser would: the page, its style sheets, scripts with what they import, fonts and icon, each with
its headers, compressed as the server gives it. Knows nothing of Peil.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bench.visitor import Visitor

WANTED = re.compile(
    r'<link[^>]*rel="(?:stylesheet|icon|modulepreload)"[^>]*>|<script[^>]*\bsrc="[^"]*"|<img[^>]*\bsrc="[^"]*"'
)
ADDRESS = re.compile(r'\b(?:href|src)="([^"]+)"')
IMPORTED = re.compile(r'\bfrom\s*["\']([^"\']+)["\']|\bimport\s*["\']([^"\']+)["\']')
IN_STYLE = re.compile(r'url\(["\']?(?!data:|#)([^"\')]+)["\']?\)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One answer on the wire; `kept`: the browser may keep it for ever and does not ask again."""

    path: str
    kind: str
    bytes: int
    kept: bool


def fetched(visitor: Visitor, path: str) -> list[Fetched]:
    """The page and everything it needs, each once."""
    found: dict[str, Fetched] = {}
    waiting = [path]
    while waiting:
        address = waiting.pop(0)
        if address in found:
            continue
        page = visitor.get(address)
        kind = page.headers.get("content-type", "").partition(";")[0]
        found[address] = Fetched(
            path=address,
            kind=kind,
            bytes=len(page.body) + sum(len(name) + len(value) + 4 for name, value in page.headers.items()),
            kept="immutable" in page.headers.get("cache-control", ""),
        )
        waiting.extend(urlsplit(urljoin(address, each)).path for each in _needed(page.text, kind))
    return list(found.values())


def _needed(text: str, kind: str) -> Iterable[str]:
    if kind == "text/html":
        return [address for tag in WANTED.findall(text) for address in ADDRESS.findall(tag)]
    if kind == "text/css":
        return IN_STYLE.findall(text)
    if kind in {"text/javascript", "application/javascript"}:
        return [first or second for first, second in IMPORTED.findall(text)]
    return ()
