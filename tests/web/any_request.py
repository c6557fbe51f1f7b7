"""Requests that no browser makes: any method, address, query, body, header and cookie, drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes

from flask import Flask
from hypothesis import strategies as st
from werkzeug.routing import Rule
from wtforms import Form
from wtforms.fields.core import UnboundField

KEEPS_THE_VISITOR = {"/account/leave", "/account/sign-out", "/staff/sign-out", "/account/devices/new-code"}
"""Addresses that end who is asking; what comes after would be a stranger's request."""
METHODS = ["GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X"]
QUERY = [
    "period",
    "page",
    "language",
    "q",
    "theme",
    "item",
    "team",
    "next",
    "cursor",
    "limit",
    "format",
    "kind",
    "from",
]
ODD = [
    b"", b" ", b"-1", b"0", b"1e999", b"NaN", b"9" * 4000, b"1.5", b"true", b"null", b"[]", b"{}", b"\x00", b"a\x00b",
    b"\xff\xfe", b"\xed\xa0\x80", b"\xc3", b"\xf4\x90\x80\x80", "é🙂".encode(), "\u202e\u200b".encode(),
    b"../../etc/passwd", b"%00", b"%s%n", b"{{7*7}}", b"${x}", b"<script>", b"' OR 1=1 --", b"=1+1", b"\r\nX-Y: z",
    b"2026-13-45", b"2026-02-29", b"9999-12-31", b"0001-01-01", b"y", b"on", b"x" * 30_000,
]  # fmt: skip  # Values that broke other programs.
TYPES = [
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "application/json",
    "multipart/form-data", "multipart/form-data; boundary=x", "text/plain", "application/xml", "", "x", "a/b; c=\"",
    "application/json; charset=utf-7", "application/octet-stream",
]  # fmt: skip  # What a body may be called.
HEADERS = [
    "HX-Request", "HX-History-Restore-Request", "HX-Current-URL", "Accept", "Accept-Language", "Accept-Encoding",
    "Cookie", "If-None-Match", "If-Modified-Since", "Range", "Authorization", "Origin", "Referer", "Sec-Fetch-Site",
    "User-Agent",
    "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-CSRFToken", "X-HTTP-Method-Override",
    "Content-Encoding", "Expect", "Host",
]  # fmt: skip  # What some part of a server reads.
COOKIES = ["session", "peil", "peil_code", "peil_staff", "peil_staff_device", "peil_staff_attempt", "peil_language"]


@dataclass(frozen=True, slots=True)
class OddRequest:
    """One request, as Werkzeug's client takes it."""

    method: str
    path: str
    arguments: dict[str, Any]


def field_names() -> list[str]:
    """The names of the fields of every form of the program."""
    found, waiting = set(), [Form]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found |= {
            name for name in dir(kind) if not name.startswith("_") and isinstance(getattr(kind, name), UnboundField)
        }
    return sorted(found | {"submission", "work_enjoyment", "professional_space", "csrf_token", "file", "which", "id"})


def rules_of(app: Flask) -> list[Rule]:
    """Every address of the program but those that end who is asking."""
    return [rule for rule in app.url_map.iter_rules() if rule.rule not in KEEPS_THE_VISITOR]


def values(known: Sequence[str]) -> st.SearchStrategy[bytes]:
    """A value: odd, at random, or one that exists."""
    words = [each.encode() for each in known]
    return st.one_of(st.sampled_from(ODD), st.sampled_from(words), st.binary(max_size=40))


@st.composite
def odd_requests(draw: st.DrawFn, *, rules: Sequence[Rule], names: Sequence[str], known: Sequence[str]) -> OddRequest:
    """Draw a request to one of the `rules`; `known`: ids that exist, so that it gets past the first door."""
    value = values(known)
    rule = draw(st.sampled_from(rules))
    path = "".join(part if not dynamic else quote_from_bytes(draw(value)[:300]) for dynamic, part in _parts(rule))
    query = draw(st.lists(st.tuples(st.sampled_from(QUERY), value), max_size=2))
    headers = dict(draw(st.lists(st.tuples(st.sampled_from(HEADERS), value), max_size=3)))
    headers.pop("Host", None) if draw(st.booleans()) else None
    fields = draw(st.lists(st.tuples(st.sampled_from(names), value), max_size=6))
    kind = draw(st.sampled_from(TYPES))
    arguments: dict[str, Any] = {
        "query_string": "&".join(f"{name}={quote_from_bytes(each)}" for name, each in query),
        "headers": [(name, _as_header(name, each)) for name, each in headers.items()],
        "content_type": kind,
        "data": draw(st.one_of(st.just(_urlencoded(fields)), st.just(_multipart(fields)), st.binary(max_size=200))),
    }
    if draw(st.booleans()):  # Half of all bodies are what their header says.
        arguments |= {"content_type": TYPES[0], "data": _urlencoded(fields)}
    return OddRequest(draw(st.sampled_from(METHODS)), path or "/", arguments)


def _parts(rule: Rule) -> list[tuple[bool, str]]:
    return [(dynamic, part) for dynamic, part in rule._trace if part != "|"]


def _as_header(name: str, value: bytes) -> str:
    text = value[:2000].replace(b"\r", b"").replace(b"\n", b"").decode("latin-1")
    return f"{COOKIES[len(value) % len(COOKIES)]}={text}" if name == "Cookie" else text


def _urlencoded(fields: Sequence[tuple[str, bytes]]) -> bytes:
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields).encode()


def _multipart(fields: Sequence[tuple[str, bytes]]) -> bytes:
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="'
        + name.encode()
        + (
            b'"; filename="' + value[:20].replace(b'"', b"").replace(b"\n", b"").replace(b"\r", b"")
            if name == "file"
            else b""
        )
        + b'"\r\n\r\n'
        + value
        + b"\r\n"
        for name, value in fields
    )
    return b"".join(parts) + b"--x--\r\n"
