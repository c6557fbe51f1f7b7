"""A board that has not changed is not sent again; one that has, is."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.db import db, writing
from app.organisations.models import Organisation
from app.releases.models import Release
from tests.boards.visitors import Visitors
from tests.region import SmallRegion


def _settled(client: FlaskClient) -> TestResponse:
    """The page once the browser has the cookie its forms need."""
    client.get("/region")
    return client.get("/region")


def test_an_unchanged_board_is_not_sent_again(visitors: Visitors) -> None:
    """304 without a body, and nobody else's cache may keep it."""
    client = visitors.browser("region_lead")
    first = _settled(client)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/region", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_what_changes_the_page_changes_its_tag(visitors: Visitors, released: SmallRegion, app: Flask) -> None:
    """Language, name of a group, release, version of Peil, and whose browser it is."""
    client = visitors.browser("region_lead")
    tags = [_settled(client).headers["ETag"]]
    tags.append(client.get("/region", headers={"Accept-Language": "en"}).headers["ETag"])
    with writing(db.session):
        db.session.execute(update(Organisation).values(name="Anders"))
    tags.append(client.get("/region").headers["ETag"])
    with writing(db.session):
        db.session.execute(update(Release).values(digest="0" * 64))
    tags.append(client.get("/region").headers["ETag"])
    app.extensions["peil.boards_frame"] = "the next version"
    tags.append(client.get("/region").headers["ETag"])
    tags.append(_settled(visitors.browser("region_lead")).headers["ETag"])
    tags.append(_settled(visitors.browser("wide_lead")).headers["ETag"])
    assert len(set(tags)) == len(tags)


def test_a_kept_page_does_not_outlive_the_session(visitors: Visitors) -> None:
    """After signing out the tag opens nothing, and the browser is asked to drop what it kept."""
    client = visitors.browser("region_lead")
    tag = _settled(client).headers["ETag"]
    left = client.post("/staff/sign-out")
    assert left.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/region", headers={"If-None-Match": tag}).status_code == 303
