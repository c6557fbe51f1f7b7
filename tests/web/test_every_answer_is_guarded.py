"""Whatever the server answers (a page, an error, a file, a way elsewhere), it carries the same protection."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from app.config import Settings
from app.tokens import make_token, token_hash, without_ending
from app.web.headers import CONTENT_SECURITY_POLICY, HEADERS
from app.web.refused_input import FORM_TYPES
from app.web.viewer import Scope, add_viewer, visible_scopes

ASKED = [
    ("GET", "/", 200),
    ("GET", "/nothing", 404),
    ("GET", "/join/nothing", 404),
    ("GET", "/region?x=%00", 400),
    ("POST", "/code", 422),
    ("PUT", "/code", 405),
    ("POST", "/", 405),
    ("GET", "/code.", 301),
    ("GET", "/healthz", 200),
    ("GET", "/manifest.webmanifest", 200),
    ("GET", "/sw.js", 200),
    ("GET", "/static/nothing.css", 404),
    ("HEAD", "/", 200),
    ("OPTIONS", "/", 200),
]


def test_every_answer_has_every_header(client: FlaskClient, app: Flask) -> None:
    """Also what is refused, moved or found nowhere."""
    for method, address, status in ASKED:
        answer = client.open(address, method=method)
        assert answer.status_code == status, address
        for name, value in HEADERS.items():
            assert answer.headers.getlist(name) == [value], (address, name)
        assert "Cache-Control" in answer.headers, address
        vary = {part.strip() for part in ", ".join(answer.headers.getlist("Vary")).split(",")}
        assert {"Cookie", "Accept-Language"} <= vary, address


def test_nothing_is_allowed_that_is_not_named() -> None:
    """No source but our own, no inline code, no frame around us, no form sent elsewhere."""
    rules = dict(each.split(" ", 1) for each in CONTENT_SECURITY_POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert {
        value for name, value in rules.items() if name.endswith("-src") and name not in ("default-src", "img-src")
    } == {"'self'"}
    assert rules["img-src"] == "'self' data:"
    assert {rules[name] for name in ("frame-ancestors", "base-uri")} == {"'none'"}
    assert rules["form-action"] == "'self'"


def test_what_a_view_says_itself_is_not_said_twice(app: Flask, client: FlaskClient) -> None:
    """A view may be stricter, or let a file be kept; then its own word holds."""

    def show() -> Response:
        return Response("x", headers={"Cache-Control": "max-age=60", "X-Frame-Options": "SAMEORIGIN"})

    app._got_first_request = False
    app.add_url_rule("/own-words", "own_words", show)
    answer = client.get("/own-words")
    assert answer.headers.getlist("Cache-Control") == ["max-age=60"]
    assert answer.headers.getlist("X-Frame-Options") == ["SAMEORIGIN"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(("address", "secure"), [("https://peil.example", True), ("http://localhost", False)])
def test_only_an_installation_on_https_asks_browsers_to_stay_there(
    settings: Settings, address: str, secure: bool
) -> None:
    """Whoever tries Peil on their own machine is not locked out of it for a year."""
    client = create_app(replace(settings, base_url=address), testing=True).test_client()
    assert ("Strict-Transport-Security" in client.get("/healthz").headers) is secure


@pytest.mark.parametrize("address", ["/code", "/staff/sign-in"])
def test_what_is_no_form_is_refused_before_a_view_begins(client: FlaskClient, app: Flask, address: str) -> None:
    """415 in words, never an error of ours, whatever kind it says it is."""
    for kind in ("application/json", "text/plain", "text/xml", "application/octet-stream", ""):
        answer = client.post(address, data=b'{"code": "x"}', content_type=kind, headers={"Accept-Language": "en"})
        assert answer.status_code == 415, kind
        assert "not JSON or text" in answer.text


@pytest.mark.parametrize("kind", [*FORM_TYPES, "multipart/form-data; boundary=x", f"{FORM_TYPES[0]}; charset=klingon"])
def test_a_torn_form_is_answered_in_words(client: FlaskClient, app: Flask, kind: str) -> None:
    """A body that was cut off on its way is no reason to fall over."""
    for body in (b"", b"=", b"&&&", b"--x--\r\n", b"\xff\xfe\x00", b"%", b"a" * 200):
        answer = client.post("/code", data=body, content_type=kind)
        assert answer.status_code in (400, 415, 422), body
        assert "<h1" in answer.text


ENDINGS = st.text(alphabet=".,);:!?>'\"/ \n\u200b\u00a0”’…", max_size=4)


@given(ending=ENDINGS)
def test_no_sign_behind_an_address_changes_which_page_is_meant(ending: str) -> None:
    """Full stops, brackets, blanks: what a sentence or a mail program puts behind it goes, and the rest stays."""
    token = make_token()
    for address in (f"/join/{token}", "/code", "/reminders/feed/x.ics"):
        assert without_ending(address + ending) == address
        assert without_ending(without_ending(address + ending)) == address


@given(path=st.text(max_size=30))
def test_what_is_left_of_an_address_is_its_beginning(path: str) -> None:
    """Nothing is ever added or moved."""
    assert path.startswith(without_ending(path))


def test_tokens_are_unlike_each_other_and_survive_being_mailed() -> None:
    """No sign in them that the end of a sentence could take away, and their hash tells nothing of them."""
    made = {make_token() for _time in range(200)}
    assert len(made) == 200
    assert all(without_ending(token) == token and token.isascii() and len(token) >= 20 for token in made)
    assert len({token_hash(token) for token in made}) == 200
    assert all(len(token_hash(token)) == 32 for token in made)


def test_what_a_visitor_may_see_is_what_any_feature_says(app: Flask) -> None:
    """Scopes add up; with nobody signed in there are none."""
    with app.test_request_context():
        assert visible_scopes() == frozenset()
        add_viewer(app, lambda: frozenset({Scope("team", "t1")}))
        add_viewer(app, lambda: frozenset({Scope("region", "r1"), Scope("team", "t1")}))
        assert visible_scopes() == {Scope("team", "t1"), Scope("region", "r1")}
