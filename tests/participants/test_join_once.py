"""Joining with one form makes one account, however often it is sent, and its code page can be loaded again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.db import db
from app.participants.identity import joining_name
from app.participants.models import Membership
from tests.at_once import at_once
from tests.conftest import SetClock
from tests.region import START, SmallRegion

FORM = {"experience": "0-3", "function": "youth_consultant", "consent": "y"}


def code_on(page: str) -> str:
    found = re.search(r'id="personal-code"[^>]*>\s*([^<]+)<', page)
    return found[1].strip() if found else ""


def accounts() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Membership)) or 0


def test_the_form_leads_to_a_code_page_that_can_be_loaded_again(region: SmallRegion, client: FlaskClient) -> None:
    """POST, 303, code: loading the page again, and coming back to it from question 1, changes nothing."""
    address, before = f"/join/{region.invitation('north')}", accounts()
    client.get(address)
    answer = client.post(address, data=FORM)
    assert answer.status_code == 303
    codes = {code_on(client.get(answer.location).text) for _time in range(3)}
    assert client.get("/pulse").status_code == 200
    codes.add(code_on(client.get(answer.location).text))
    assert len(codes) == 1
    assert "" not in codes
    assert accounts() == before + 1


@pytest.mark.parametrize("looked", [True, False], ids=["the form was opened", "a program that only sends"])
def test_the_same_form_sent_again_makes_no_second_account(
    region: SmallRegion, client: FlaskClient, *, looked: bool
) -> None:
    """The browser's "send again": the same code, one account, one place of the invitation."""
    address, before = f"/join/{region.invitation('north', uses=3)}", accounts()
    if looked:
        client.get(address)
    codes = {code_on(client.post(address, data=FORM, follow_redirects=True).text) for _time in range(3)}
    assert (len(codes), accounts()) == (1, before + 1)


def test_a_used_card_still_shows_its_own_joiner_their_code(region: SmallRegion, client: FlaskClient) -> None:
    """A card for one person, opened again by who joined with it; anybody else is refused as ever."""
    address = f"/join/{region.invitation('north')}"
    code = code_on(client.post(address, data=FORM, follow_redirects=True).text)
    assert code_on(client.post(address, data=FORM, follow_redirects=True).text) == code
    assert code_on(client.get(address, follow_redirects=True).text) == code
    assert region.app.test_client().post(address, data=FORM).status_code == 410


def test_two_taps_at_the_same_moment_make_one_account(any_app: Flask, any_region: SmallRegion) -> None:
    """Both answers lead to the same code, on both databases."""
    address, before = f"/join/{any_region.invitation('north')}", accounts()
    opener = any_app.test_client()
    opener.get(address)
    begun = opener.get_cookie("peil-joining")
    assert begun

    def tap() -> str:
        client = any_app.test_client()
        client.set_cookie("peil-joining", begun.value)
        return code_on(client.post(address, data=FORM, follow_redirects=True).text)

    codes = at_once(any_app, tap, tap)
    assert len(set(codes)) == 1
    assert "" not in codes
    assert accounts() == before + 1


def test_a_code_that_was_abandoned_never_was_an_account(region: SmallRegion, client: FlaskClient) -> None:
    """Whoever opens the form and goes away leaves nothing on the server."""
    before = accounts()
    client.get(f"/join/{region.invitation('north')}")
    assert accounts() == before


def test_nobody_is_shown_the_code_of_who_joined_before_them_on_this_device(
    region: SmallRegion, client: FlaskClient
) -> None:
    """A tablet that goes round with one link: the next one is asked to wipe it first, and then joins for themselves."""
    address = f"/join/{region.invitation('north', uses=3)}"
    first = code_on(client.post(address, data=FORM, follow_redirects=True).text)
    page = client.get(address, follow_redirects=True).text
    assert first not in page
    assert 'action="/account/sign-out"' in page
    client.post("/account/sign-out")
    second = code_on(client.post(address, data=FORM, follow_redirects=True).text)
    assert second
    assert second != first


def test_a_copy_of_a_begun_joining_opens_nothing_after_signing_out(region: SmallRegion, client: FlaskClient) -> None:
    """What makes sending twice harmless ends with the device, also in the hands of a thief."""
    address = f"/join/{region.invitation('north', uses=3)}"
    client.get(address)
    copied = client.get_cookie("peil-joining")
    assert copied
    code = code_on(client.post(address, data=FORM, follow_redirects=True).text)
    client.post("/account/sign-out")
    thief = region.app.test_client()
    thief.set_cookie("peil-joining", copied.value)
    assert code not in thief.post(address, data=FORM, follow_redirects=True).text


def test_a_begun_joining_is_over_after_a_day(region: SmallRegion, client: FlaskClient, set_clock: SetClock) -> None:
    """Then the invitation begins anew."""
    address = f"/join/{region.invitation('north', uses=3)}"
    code = code_on(client.post(address, data=FORM, follow_redirects=True).text)
    begun = client.get_cookie("peil-joining")
    assert begun
    set_clock(START + timedelta(days=2))
    later = region.app.test_client()
    later.set_cookie("peil-joining", begun.value)
    assert code_on(later.post(address, data=FORM, follow_redirects=True).text) not in {"", code}


def test_the_cookie_tells_neither_code_nor_invitation(region: SmallRegion, client: FlaskClient) -> None:
    """It is sealed: without the server's secret a copy of it is noise."""
    token = region.invitation("north")
    client.get(f"/join/{token}")
    with region.app.test_request_context():
        kept = client.get_cookie(joining_name())
    assert kept
    code = code_on(client.post(f"/join/{token}", data=FORM, follow_redirects=True).text)
    assert code[:4] not in kept.value
    assert token not in kept.value
