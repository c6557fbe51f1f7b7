"""What programs and attackers send instead of a form: a named error at every address, never a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.region import SmallRegion
from tests.web.every_form import PAGES, addresses_of, client_of, forms_on, taking_addresses

VISITORS = ["stranger", "participant", "region", "team"]
URLENCODED = "application/x-www-form-urlencoded"
HUGE = "9" * 5000
BODIES: Mapping[str, dict[str, Any]] = {
    "JSON object": {"json": {"code": "x", "confirm": True, "everywhere": "y"}},
    "JSON list": {"json": [1, 2, 3]},
    "JSON text": {"data": '"x"', "content_type": "application/json"},
    "torn JSON": {"data": '{"code": ', "content_type": "application/json; charset=utf-16"},
    "nested JSON": {"data": "[" * 20_000, "content_type": "application/json"},
    "text": {"data": "confirm=y", "content_type": "text/plain"},
    "no type": {"data": b"confirm=y", "content_type": ""},
    "XML": {"data": "<a/>", "content_type": "application/xml"},
    "torn upload": {"data": b"--x\r\nnonsense", "content_type": "multipart/form-data; boundary=x"},
    "upload without a border": {"data": b"nonsense", "content_type": "multipart/form-data"},
}
VALUES: Mapping[str, Any] = {
    "huge number": HUGE,
    "negative": "-1",
    "not a number": "NaN",
    "infinite": "1e999",
    "many": ["a", "b", "c"],
    "NUL": "a\0b",
    "half a character": "%ED%A0%80",
    "right to left": "\u202e\u0000"[:1] + "x",
    "long": "x" * 20_000,
    "formula": "=1+1",
    "format": "%s %(x)s {x} {{ 7*7 }}",
    "number of another script": "\u0663\u00b2",
}


def is_named(answer: TestResponse) -> bool:
    """Refused in words, as a page or as JSON."""
    return 400 <= answer.status_code < 500 and len(answer.text) > 20


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("kind", BODIES)
def test_what_is_no_form_is_refused_by_every_address(app: Flask, region: SmallRegion, visitor: str, kind: str) -> None:
    """Signed in or not: 4xx with words, whatever the address would do with it."""
    client = client_of(visitor, region)
    bad = {address: answer.status_code for address, answer in _sent(app, client, BODIES[kind]) if not is_named(answer)}
    assert bad == {}


def _sent(app: Flask, client: FlaskClient, body: Mapping[str, Any]) -> list[tuple[str, TestResponse]]:
    return [(address, client.post(address, **body)) for address in taking_addresses(app, json=False)]


@pytest.mark.parametrize("visitor", VISITORS)
def test_addresses_for_scripts_name_what_they_cannot_read(app: Flask, region: SmallRegion, visitor: str) -> None:
    """They take JSON of their own shape, and crash at no other."""
    client = client_of(visitor, region)
    for body in BODIES.values():
        for address in taking_addresses(app, json=True):
            assert client.post(address, **body).status_code < 500, address


@pytest.mark.parametrize("visitor", PAGES)
def test_no_value_of_any_form_crashes(app: Flask, region: SmallRegion, visitor: str) -> None:
    """All fields of each form at once, and each in turn: huge numbers, several values, signs that nobody types."""
    client = client_of(visitor, region)
    for address in addresses_of(visitor, region):
        for form in forms_on(address, client.get(address).text):
            if form.action in {"/account/sign-out", "/staff/sign-out", "/account/leave", "/account/devices/new-code"}:
                continue
            names = [*dict(form.fields), *form.secret]
            together: list[dict[str, Any]] = [dict.fromkeys(names, value) for value in VALUES.values()]
            alone = [{**dict(form.fields), name: value} for name in names for value in (HUGE, ["a", "b"])]
            for fields in (*together, *alone):
                answer = client.post(form.action, data=fields)
                assert answer.status_code < 500, (form.action, fields)


def test_a_file_that_is_none_is_named(region: SmallRegion) -> None:
    """Pictures, halves of characters and nothing at all."""
    client = client_of("region", region)
    makers: list[Callable[[], object]] = [
        lambda: (BytesIO(b"\x89PNG\r\n\x1a\n\x00\x00"), "a.csv"),
        lambda: (BytesIO(b"\xff\xfeo\x00r"), "a.csv"),
        lambda: (BytesIO(b""), "a.csv"),
        lambda: "only text",
    ]
    for make in makers:
        assert is_named(client.post("/organisations/import", data={"file": make()}))
