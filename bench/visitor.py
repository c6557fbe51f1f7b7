"""A visitor who only reads HTML: keeps cookies and a connection, fills in forms, and times each request.

Knows HTML forms, nothing of Peil or of any other server, so that two programs are visited alike.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import brotli

from bench.ports import HOST

CONTROL = re.compile(r"<(?:input|select|textarea|option)\b[^>]*>")
ATTRIBUTE = re.compile(r'\b(type|name|value|inputmode)="([^"]*)"')
REFUSED = "_declined"

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of the server; `ms`: from sending the request to having the last byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    ms: float

    @property
    def text(self) -> str:
        """The body as it was before it was compressed."""
        packed = self.headers.get("content-encoding") == "br"
        return (brotli.decompress(self.body) if packed else self.body).decode(errors="replace")


@dataclass(slots=True)
class Visitor:
    """One browser. `source`: the address it comes from; every 127.x.y.z is this machine itself."""

    port: int
    source: str = HOST
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Page:
        return self._ask("GET", path, headers=headers)

    def post(self, path: str, fields: Fields) -> Page:
        body = urlencode(fields).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{HOST}:{self.port}{path}"}
        return self._ask("POST", path, body=body, headers=form)

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def _ask(
        self, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Page:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(HOST, self.port, timeout=60, source_address=(self.source, 0))
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Accept-Encoding": "br", "Cookie": cookies, **(headers or {})}
        began = time.perf_counter()
        self._connection.request(method, path, body=body, headers=sent)
        answer = self._connection.getresponse()
        content = answer.read()
        ms = (time.perf_counter() - began) * 1000
        self._keep_cookies(answer.headers.get_all("Set-Cookie") or [])
        return Page(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content, ms)

    def _keep_cookies(self, lines: Sequence[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def filled_in(html: str, *, turn: int) -> dict[str, str]:
    """The fields of the page's form, answered: the `turn`-th option of each choice, 50 where a number is typed."""
    fields: dict[str, str] = {}
    options: dict[str, list[str]] = {}
    for control in CONTROL.findall(html):
        found = dict(ATTRIBUTE.findall(control))
        name, value = found.get("name"), found.get("value", "")
        if not name:
            continue
        if found.get("type") == "hidden":
            fields[name] = value
        elif found.get("type") in {"radio", "checkbox"}:
            options.setdefault(name, []).extend([value] if value != REFUSED else [])
        elif found.get("inputmode") in {"numeric", "decimal"}:
            fields[name] = "50"
    return fields | {name: values[turn % len(values)] for name, values in options.items() if values}
