"""Peil answers under its own names only, and nothing it writes comes from a header that anybody can send."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from app.config import Settings
from app.web.hosts import is_own_host
from tests.accounts.people import browser
from tests.region import SmallRegion

SITE = "https://peil.example"
FOREIGN = [
    "evil.example",
    "peil.example.evil.example",
    "evil.example:443",
    "evil.example#peil.example",
    "peil.example@evil.example",
    "evil.example/peil.example",
    "peil.example evil.example",
    "peil.example,evil.example",
    "203.0.113.9",
    "[2001:db8::1]",
    "peil.example:http",
    "peil.example:99999",
    "x" * 5000,
    "\u00e9.example",
    "[",
    ".peil.example",
]
FORWARDED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Host": "evil.example",
    "X-Original-Host": "evil.example",
    "X-Original-URL": "/staff",
    "X-Rewrite-URL": "/staff",
    "X-Forwarded-Prefix": "/evil.example",
    "X-HTTP-Method-Override": "DELETE",
    "Forwarded": "host=evil.example;proto=http",
}


@pytest.fixture
def site(settings: Settings) -> FlaskClient:
    """A browser of an installation with a name, behind one proxy."""
    made = create_app(
        replace(settings, base_url=SITE, trusted_proxies=1, allowed_hosts=("peil.internal",)), testing=True
    )
    made.config["WTF_CSRF_ENABLED"] = False
    return made.test_client()


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("address", ["/", "/code", "/staff/sign-in", "/healthz", "/api/v1/openapi.json", "/nothing"])
def test_a_foreign_name_gets_no_page(site: FlaskClient, host: str, address: str) -> None:
    """400 in words, without the name in it, and no cookie."""
    answer = site.get(address, headers={"Host": host.encode().decode("latin-1")})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "host",
    [
        "peil.example",
        "PEIL.example",
        "peil.example:443",
        "peil.example:",
        "localhost",
        "127.0.0.1:8000",
        "[::1]:8000",
        "peil.internal",
    ],
)
def test_its_own_names_are_answered(site: FlaskClient, host: str) -> None:
    """Its address, this machine for its own probes, and what PEIL_ALLOWED_HOSTS names; with any port."""
    assert site.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(("host", "own"), [("192.168.1.7:8000", True), ("[fe80::1]", True), ("evil.example", False)])
def test_a_trial_on_this_machine_answers_a_phone_in_the_room(host: str, *, own: bool) -> None:
    """Under a number, which no website can point here; under no other name."""
    assert is_own_host(host, base_url="http://127.0.0.1:8000") == own


@given(host=st.text(max_size=40))
def test_no_odd_name_is_mistaken_for_ours(host: str) -> None:
    """Whatever stands in the header: ours letter for letter, or not ours."""
    if is_own_host(host, base_url=SITE):
        name = host.lower().rpartition(":")[0] or host.lower() if not host.endswith("]") else host.lower()
        assert name.strip("[]") in {"peil.example", "localhost", "127.0.0.1", "::1"}


def test_no_header_of_a_visitor_gets_into_a_page_or_a_way_elsewhere(region: SmallRegion) -> None:
    """Neither links, nor redirects, nor invitations, nor QR codes: all carry the address that the operator set."""
    client = browser(region, "region")
    for address in ("/", "/staff", "/staff/people", "/privacy", "/code.", "/api/v1/openapi.json"):
        answer = client.get(address, headers=FORWARDED)
        assert "evil.example" not in answer.text + answer.headers.get("Location", ""), address
    form = {"email": "new@example.org", "access": f"team:{region.teams['north']}"}
    invited = client.post("/staff/people", data=form, headers=FORWARDED)
    assert "http://localhost/staff/invitation/" in invited.text
    assert "evil.example" not in invited.text


def test_a_visitor_cannot_switch_secure_cookies_off(site: FlaskClient) -> None:
    """Whatever scheme a header names, the cookies of an https installation stay Secure and bound to its host."""
    page = site.get("/code?language=en", base_url=SITE, headers={"X-Forwarded-Proto": "http", **FORWARDED})
    assert page.status_code == 200
    cookies = page.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert cookie.startswith("__Host-")


def test_tracing_is_not_offered(site: FlaskClient) -> None:
    """A TRACE would send cookies back to a script."""
    assert site.open("/code", method="TRACE", base_url=SITE).status_code == 405
