"""A staff session lasts a working day at most and ends where and when it should."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import StaffSession
from app.db import db
from tests.boards.visitors import NOW, Visitors
from tests.conftest import SetClock
from tests.region import SmallRegion


def _board(released: SmallRegion) -> str:
    return f"/teams/{released.teams['north']}"


def test_a_session_ends_after_twelve_hours_whatever_happens(
    visitors: Visitors, released: SmallRegion, set_clock: SetClock
) -> None:
    """Looking at pages all day does not prolong it."""
    client = visitors.browser("north_lead")
    for minutes in range(0, 12 * 60, 24):
        set_clock(NOW + timedelta(minutes=minutes))
        assert client.get(_board(released)).status_code == 200, minutes
    set_clock(NOW + timedelta(hours=12))
    assert client.get(_board(released)).status_code == 303


@pytest.mark.parametrize(("minutes", "status"), [(24, 200), (30, 303)])
def test_a_session_nobody_uses_ends_after_half_an_hour(
    *, minutes: int, status: int, visitors: Visitors, released: SmallRegion, set_clock: SetClock
) -> None:
    """A laptop left open in a meeting room shows nothing to the next group; a page in between counts as use."""
    client = visitors.browser("north_lead")
    set_clock(NOW + timedelta(minutes=20))
    assert client.get(_board(released)).status_code == 200
    set_clock(NOW + timedelta(minutes=20 + minutes))
    assert client.get(_board(released)).status_code == status


def test_not_every_page_writes_in_the_database(visitors: Visitors, released: SmallRegion, set_clock: SetClock) -> None:
    """That a session is in use is written once in five minutes at most."""
    client = visitors.browser("north_lead")
    seen = []
    for minutes in (1, 4, 5, 9, 10):
        set_clock(NOW + timedelta(minutes=minutes))
        client.get(_board(released))
        db.session.rollback()
        seen.append(db.session.scalars(select(StaffSession.seen_at)).one() - NOW)
    assert seen == [timedelta(minutes=each) for each in (0, 0, 5, 5, 10)]


def test_each_sign_in_gets_a_new_session(visitors: Visitors, app: Flask, released: SmallRegion) -> None:
    """A token that somebody planted in the browser beforehand is worth nothing after signing in."""
    client = app.test_client()
    client.set_cookie("peil_staff", "planted-by-somebody-else")
    client.post(f"/staff/enter/{visitors.link('north_lead')}")
    cookie = client.get_cookie("peil_staff")
    assert cookie is not None
    assert cookie.value != "planted-by-somebody-else"
    intruder = app.test_client()
    intruder.set_cookie("peil_staff", "planted-by-somebody-else")
    assert intruder.get(_board(released)).status_code == 303


def test_signing_out_ends_the_session_on_the_server(visitors: Visitors, released: SmallRegion) -> None:
    """A copy of the cookie opens nothing any more."""
    client = visitors.browser("north_lead")
    cookie = client.get_cookie("peil_staff")
    assert cookie is not None
    assert client.post("/staff/sign-out").status_code == 303
    client.set_cookie("peil_staff", cookie.value)
    assert client.get(_board(released)).status_code == 303


def test_who_was_signed_in_as_staff_is_asked_to_do_so_again(visitors: Visitors, set_clock: SetClock) -> None:
    """After half an hour the way back is the sign-in page of staff, not the one for personal codes."""
    client = visitors.browser("north_lead")
    set_clock(NOW + timedelta(minutes=31))
    assert client.post("/staff/sign-out").location == "/staff/sign-in"


def test_only_staff_can_sign_out_as_staff(visitors: Visitors) -> None:
    """Who is not signed in is sent to the sign-in page; a fragment gets an empty refusal."""
    nobody = visitors.browser("nobody")
    assert nobody.post("/staff/sign-out").location == "/code"
    refused = nobody.post("/staff/sign-out", headers={"HX-Request": "true"})
    assert (refused.status_code, refused.data) == (403, b"")


@pytest.mark.parametrize(
    ("base_url", "name", "secure"),
    [("http://localhost", "peil_staff", False), ("https://localhost", "__Host-peil-staff", True)],
)
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    *, base_url: str, name: str, secure: bool, visitors: Visitors, app: Flask
) -> None:
    """HttpOnly, SameSite, bound to this host over https, and gone after twelve hours."""
    app.extensions["peil.settings"] = replace(app.extensions["peil.settings"], base_url=base_url)
    response = app.test_client().post(f"/staff/enter/{visitors.link('north_lead')}")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith(f"{name}=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert ("Secure" in cookie) == secure
    assert "Domain" not in cookie


def test_a_broken_cookie_is_nobody(visitors: Visitors, released: SmallRegion) -> None:
    """Nonsense in the cookie is the same as no cookie."""
    nobody = visitors.browser("nobody")
    for value in ("", "x", "é" * 500):
        nobody.set_cookie("peil_staff", value)
        assert nobody.get(_board(released)).status_code == 303, value


def test_sessions_that_are_over_are_cleared_away(visitors: Visitors, set_clock: SetClock) -> None:
    """The table does not grow with the years."""
    visitors.browser("north_lead")
    set_clock(NOW + timedelta(days=1))
    visitors.browser("south_lead")
    assert db.session.scalar(select(func.count()).select_from(StaffSession)) == 1
