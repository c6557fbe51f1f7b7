"""A form whose token died with the browser comes back as it was sent, with a new token: every form (shared case 05)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.answering.diary_rows import own_diary
from app.db import db
from app.participants.models import Membership
from tests.region import SmallRegion
from tests.web.every_form import PAGES, SentForm, addresses_of, client_of, forms_on, taking_addresses


@pytest.fixture
def strict(region: SmallRegion) -> Iterator[Flask]:
    """The application with the tokens of its forms checked, once everybody is signed in."""
    yield region.app
    region.app.config["WTF_CSRF_ENABLED"] = False


def token_on(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found[1] if found else ""


def close_browser(client: FlaskClient) -> None:
    """What a browser without memory for the session does: that cookie is gone, the one of the device stays."""
    client.delete_cookie("session")


def send(client: FlaskClient, form: SentForm, *, token: str) -> tuple[int, str]:
    fields: dict[str, object] = {"csrf_token": token}
    for name, value in form.fields:
        fields[name] = value
    if form.upload:
        fields["file"] = (BytesIO(b"organisation,type,team,size"), "list.csv")
    answer = client.post(form.action, data=fields)
    return answer.status_code, answer.text


@pytest.mark.parametrize("kind", PAGES)
def test_every_form_comes_back_as_it_was_sent(strict: Flask, region: SmallRegion, kind: str) -> None:
    """On its own page, with everything typed, the reason above it, and a token that works."""
    client = client_of(kind, region)
    strict.config["WTF_CSRF_ENABLED"] = True
    met = 0
    for address in addresses_of(kind, region):
        page = client.get(address)
        assert page.status_code == 200, address
        for form in forms_on(address, page.text):
            close_browser(client)
            status, back = send(client, form, token=token_on(page.text))
            assert status == 400, form
            assert 'id="given-back"' in back, form
            again = [
                each
                for each in forms_on(address, back)
                if each.action.partition("?")[0] == form.action.partition("?")[0]
            ]
            assert again, (form.action, back[:300])
            assert any(_holds(back, form) for _each in again), (address, form)
            assert token_on(back) not in {"", token_on(page.text)}
            met += 1
    assert met >= len(PAGES[kind])


def _holds(page: str, form: SentForm) -> bool:
    """Whether every value that was sent stands in the page as the present value of its field."""
    from html import escape

    for name, value in form.fields:
        own = escape(value)
        kept = (
            rf'name="{re.escape(name)}"[^>]*value="{re.escape(own)}"[^>]*>',
            rf'value="{re.escape(own)}"[^>]*name="{re.escape(name)}"',
            rf'name="{re.escape(name)}"[^>]*>\n?{re.escape(own)}</textarea>',
            rf'<option value="{re.escape(own)}" selected',
        )
        if value and not any(re.search(each, page) for each in kept):
            return False
    return True


@pytest.mark.parametrize("kind", ["stranger", "participant", "region"])
def test_no_address_that_takes_a_form_throws_away_what_was_typed(strict: Flask, region: SmallRegion, kind: str) -> None:
    """Also one that is added tomorrow, and one whose page is no longer there: what was sent stands in a form again."""
    client = client_of(kind, region)
    strict.config["WTF_CSRF_ENABLED"] = True
    thrown = []
    for address in taking_addresses(strict, json=False):
        answer = client.post(address, data={"note": "typed for an hour", "csrf_token": "dead"})
        if answer.status_code != 400 or 'value="typed for an hour"' not in answer.text or not token_on(answer.text):
            thrown.append(address)
    assert thrown == []


def test_what_was_given_back_is_counted_when_it_is_sent_again(strict: Flask, region: SmallRegion) -> None:
    """The whole way without a script: fill in, close the browser, send, send again."""
    client = region.signed_in(region.participant)
    strict.config["WTF_CSRF_ENABLED"] = True
    submission = re.search(r'name="submission" value="([^"]+)"', client.get("/pulse").text)
    assert submission
    fields = {"submission": submission[1], "professional_space": "ample", "work_enjoyment": "9"}
    close_browser(client)
    back = client.post("/pulse", data=fields | {"csrf_token": "dead"})
    assert back.status_code == 400
    assert own_diary(db.session, region.participant.keys).waves == {}
    assert f'name="submission" value="{submission[1]}"' in back.text
    sent = client.post("/pulse", data=fields | {"csrf_token": token_on(back.text)})
    assert sent.status_code == 303
    db.session.rollback()
    entry = own_diary(db.session, region.participant.keys).waves[region.wave().id]
    assert entry.answers["work_enjoyment"] == 9


def test_the_token_outlives_the_browser(strict: Flask, region: SmallRegion) -> None:
    """A phone that closes the browser keeps every cookie with an end date: the token has one."""
    client = region.signed_in(region.participant)
    strict.config["WTF_CSRF_ENABLED"] = True
    client.get("/account")
    kept = client.get_cookie("session")
    assert kept
    assert kept.expires


def test_a_file_has_to_be_chosen_again_and_the_page_says_so(strict: Flask, region: SmallRegion) -> None:
    """A browser never puts a file back."""
    client = client_of("region", region)
    strict.config["WTF_CSRF_ENABLED"] = True
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    back = client.post(
        "/organisations/import", data={"file": (BytesIO(b"organisation"), "list.csv"), "csrf_token": "dead"}
    )
    assert back.status_code == 400
    assert "Choose the file once more" in back.text


def test_a_password_is_never_sent_back(strict: Flask, region: SmallRegion) -> None:
    """The address stays, the secret does not."""
    client = strict.test_client()
    strict.config["WTF_CSRF_ENABLED"] = True
    typed = {"email": "lead@example.org", "password": "dike heron bicycle", "csrf_token": "dead"}
    for address in ("/staff/sign-in", "/staff/password"):
        back = client.post(address, data=typed)
        assert "lead@example.org" in back.text
        assert "dike heron bicycle" not in back.text


FROM_ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://evil.localhost"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {},
]


@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=["cross-site", "sibling", "old browser", "sandbox", "nothing"])
def test_another_site_never_acts_and_is_never_helped(
    strict: Flask, region: SmallRegion, headers: dict[str, str]
) -> None:
    """With the victim's cookies, which browsers would not even send: nothing changes, and what another site filled in
    is not laid ready for a press of the button where the browser says that it came from elsewhere."""
    victim, attacker = region.signed_in(region.participant), strict.test_client()
    strict.config["WTF_CSRF_ENABLED"] = True
    stolen_token = token_on(attacker.get("/code").text)
    victim.get("/account")
    for address, typed in (
        ("/account/leave", {"confirm": "y"}),
        ("/account/devices/end-all", {"everywhere": "y"}),
        ("/account/devices/new-code", {"renew": "y"}),
        ("/account/sign-out", {}),
        ("/code", {"code": region.outsider.code.text}),
    ):
        for token in (stolen_token, "", "dead"):
            answer = victim.post(
                address, data=typed | {"csrf_token": token, "planted": "by another site"}, headers=headers
            )
            assert answer.status_code == 400
            if headers.get("Origin", "null") != "null":
                assert "by another site" not in answer.text
    assert victim.get("/mirror").status_code == 200
    assert region.participant.code.text in victim.get("/account").text
    found = select(func.count()).where(Membership.lookup_hash == region.participant.keys.lookup_hash)
    assert db.session.scalar(found) == 1
