"""Staff of every role for tests of access, and what they need to come in."""

from __future__ import annotations

from datetime import datetime

import pyotp
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.accounts.models import StaffAccount
from app.accounts.password_sign_in import CODE_SECRET
from app.accounts.passwords import hash_of
from app.accounts.service import account_of, create_account, make_link
from app.db import db, writing
from app.sealing import seal
from app.web.settings import settings
from tests.region import SmallRegion

PASSWORD = "dike heron bicycle lantern"
CODE_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PLACES = {"region": "region", "organisation": "wide", "council": "wide", "team": "north"}


def scope_of(region: SmallRegion, role: str, *, place: str | None = None) -> str:
    """The id that an account with this role is about."""
    known = {"region": region.region_id, **region.organisations, **region.teams}
    return known[place or PLACES[role]]


def account(region: SmallRegion, role: str, *, place: str | None = None) -> StaffAccount:
    """The account of this role for this place, made where it is missing."""
    email = f"{role}.{place or PLACES[role]}@example.org"
    found = account_of(db.session, email)
    if found is None:
        with writing(db.session):
            found = create_account(db.session, email=email, role=role, scope=scope_of(region, role, place=place))
    return found


def browser(region: SmallRegion, role: str, *, place: str | None = None) -> FlaskClient:
    """A browser in which somebody with this role is signed in."""
    client = region.app.test_client()
    who = account(region, role, place=place)
    with writing(db.session):
        token = make_link(db.session, who, now=clock.now())
    assert client.post(f"/staff/enter/{token}").status_code == 303
    return client


def with_password(region: SmallRegion, role: str, *, place: str | None = None) -> StaffAccount:
    """The same account with `PASSWORD` and the code app of `CODE_KEY`."""
    made = account(region, role, place=place)
    kept = hash_of(PASSWORD)
    with writing(db.session):
        made.password_hash, made.totp_sealed = kept, seal(settings().secret, CODE_SECRET, CODE_KEY)
    return made


def code_at(moment: datetime) -> str:
    """What the code app of `CODE_KEY` shows then."""
    return pyotp.TOTP(CODE_KEY).at(moment)


def type_password(client: FlaskClient, email: str, *, password: str = PASSWORD) -> int:
    """The first step; its status."""
    return client.post("/staff/sign-in", data={"email": email, "password": password}).status_code


def type_code(client: FlaskClient, code: str) -> int:
    """The second step; its status."""
    return client.post("/staff/code", data={"code": code}).status_code


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/staff").status_code == 200


def new_browser(app: Flask) -> FlaskClient:
    """A browser that Peil has never seen, reading English."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
