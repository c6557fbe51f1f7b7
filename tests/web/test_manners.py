"""What every answer of the server carries, and what it never does."""

from __future__ import annotations

import contextvars
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from app.web.limits import WRONG_CODES
from tests.region import SmallRegion


def test_every_route_says_who_may_open_it(app: Flask) -> None:
    """A view without a guard does not exist."""
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "opens_for")
    ]
    assert silent == []


def test_a_get_never_writes(app: Flask) -> None:
    """No route answers both GET and POST in one function, so a link cannot change anything by accident."""
    both = [rule.endpoint for rule in app.url_map.iter_rules() if {"GET", "POST"} <= set(rule.methods or ())]
    assert both == []


def test_private_pages_are_kept_nowhere(region: SmallRegion) -> None:
    """no-store on everything a participant sees."""
    client = region.signed_in(region.participant)
    for address in ("/", "/pulse", "/mirror", "/mirror.json", "/cards", "/account", "/privacy"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.headers["Cache-Control"] == "no-store", address


def test_the_security_headers_are_strict(client: FlaskClient, region: SmallRegion) -> None:
    """No inline script or style, no framing, no foreign source, no referrer."""
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"https?:", policy)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in headers["Vary"].split(",")}


def test_static_files_are_compressed_and_kept_for_ever(client: FlaskClient, region: SmallRegion) -> None:
    """The address holds the digest of the content, so it may be kept; Brotli is ready before anybody asks."""
    found = re.search(r'href="(/static/[0-9a-f]{12}/css/peil\.css)"', client.get("/").text)
    assert found
    response = client.get(found[1], headers={"Accept-Encoding": "br"})
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == "br"
    assert "immutable" in response.headers["Cache-Control"]


@pytest.fixture
def guarded(settings: Settings) -> FlaskClient:
    """A browser of an application with its tokens and limits on."""
    app = create_app(settings, testing=True)
    return app.test_client()


@pytest.mark.parametrize("token", [None, "forged"])
def test_a_form_without_our_token_changes_nothing(guarded: FlaskClient, token: str | None) -> None:
    """400 with a page that says what to do."""
    response = guarded.post("/code", data={"code": "x"} | ({"csrf_token": token} if token else {}))
    assert response.status_code == 400
    assert "<h1" in response.text


def test_whatever_changes_something_wants_our_token(guarded: FlaskClient) -> None:
    """Every address that takes a form or JSON, also one that is added tomorrow: without the token no view begins."""
    changing = [
        re.sub("<.*?>", "propose", re.sub("<int:.*?>", "1", re.sub(r"<any\((\w+).*?>", r"\1", rule.rule)))
        for rule in guarded.application.url_map.iter_rules()
        if {"POST", "PUT", "PATCH", "DELETE"} & set(rule.methods or ())
    ]
    assert len(changing) > 60
    assert [address for address in changing if guarded.post(address).status_code != 400] == []


def test_forms_work_over_https_although_no_referrer_is_sent(settings: Settings) -> None:
    """Our own referrer policy may not make our own forms fail."""
    secure = replace(settings, base_url="https://peil.example")
    client = create_app(secure, testing=True).test_client()
    page = client.get("/code", base_url="https://peil.example")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    form = {"csrf_token": token[1], "code": "7K4M"}
    assert client.post("/code", data=form, base_url="https://peil.example").status_code == 422
    assert "Secure" in page.headers["Set-Cookie"]


def test_guessing_codes_is_slowed_down(settings: Settings) -> None:
    """After so many wrong tries in a minute the next is refused, in words."""
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    client, tries = app.test_client(), WRONG_CODES.tries
    statuses = [client.post("/code", data={"code": "7K4M"}).status_code for _try in range(tries + 1)]
    assert statuses == [422] * tries + [429]
    assert "<h1" in client.post("/code", data={"code": "7K4M"}).text


@pytest.mark.parametrize(
    ("proxies", "last"),
    [(0, 429), (1, 422)],
    ids=["a header that anybody can write is not believed", "our own proxy says who it is"],
)
def test_tries_are_counted_per_visitor_behind_our_own_proxy(settings: Settings, proxies: int, last: int) -> None:
    """Without a trusted proxy tries are counted together, whatever address a header names."""
    app = create_app(replace(settings, trusted_proxies=proxies))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    for number in range(WRONG_CODES.tries + 1):
        headers = {"X-Forwarded-For": f"198.51.100.{number}"}
        status = client.post("/code", data={"code": "7K4M"}, headers=headers).status_code
    assert status == last


@pytest.mark.parametrize("address", ["/nothing", "/teams/nothing", "/join/nothing", "/mirror/nothing"])
def test_what_does_not_exist_is_said_in_words(region: SmallRegion, address: str) -> None:
    """404 with a page, also for somebody who is signed in."""
    response = region.signed_in(region.participant).get(address)
    assert response.status_code == 404
    assert "<h1" in response.text


def test_both_languages_are_a_link_away(client: FlaskClient, region: SmallRegion) -> None:
    """The browser's language first, one's own choice from then on; what is no language changes nothing."""
    assert '<html lang="nl"' in client.get("/", headers={"Accept-Language": "nl-NL"}).text
    assert '<html lang="en"' in client.get("/?language=en", headers={"Accept-Language": "nl-NL"}).text
    assert '<html lang="en"' in client.get("/", headers={"Accept-Language": "nl-NL"}).text
    assert '<html lang="en"' in client.get("/?language=xx", headers={"Accept-Language": "nl-NL"}).text


@pytest.mark.parametrize("address", ["/healthz", "/manifest.webmanifest", "/sw.js"])
def test_the_language_is_remembered_by_pages_only(client: FlaskClient, region: SmallRegion, address: str) -> None:
    """A file that may be kept for everybody carries nobody's cookie."""
    assert "Set-Cookie" not in client.get(f"{address}?language=en").headers
    assert "peil_language=en" in client.get("/?language=en").headers["Set-Cookie"]


def test_a_figure_in_a_template_is_said_in_each_readers_language(region: SmallRegion) -> None:
    """A constant may not be computed once for the language of whoever came first."""
    template = region.app.jinja_env.from_string("{{ 0.5|percent }}")

    def read_in(language: str) -> str:
        with region.app.test_request_context(headers={"Accept-Language": language}):
            return template.render()

    said = {language: contextvars.Context().run(read_in, language) for language in ("nl", "en", "nl")}
    assert said == {"nl": "50\u00a0%", "en": "50%"}
