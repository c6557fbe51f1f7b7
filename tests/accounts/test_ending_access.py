"""Access ends at once and wholly, by those who may end it."""

from __future__ import annotations

import pytest

from app.accounts.models import StaffAccount, StaffDevice, StaffLink, StaffPasskey, StaffSession
from app.accounts.service import account_of
from app.db import db
from tests.accounts.people import (
    account,
    browser,
    code_at,
    is_signed_in,
    new_browser,
    type_code,
    type_password,
    with_password,
)
from tests.accounts.test_invitations import invite
from tests.region import START, SmallRegion


def test_ended_access_is_over_on_every_device_and_by_every_way(region: SmallRegion) -> None:
    """Session, password, link and passkey: nothing lets this person in, and nothing of it is kept."""
    leaving = with_password(region, "team")
    client = new_browser(region.app)
    type_password(client, leaving.email)
    type_code(client, code_at(START))
    assert is_signed_in(client)
    region_lead = browser(region, "region")
    assert region_lead.post(f"/staff/people/{leaving.id}/end", data={"end": "y"}).status_code == 303
    assert not is_signed_in(client)
    assert type_password(new_browser(region.app), leaving.email) == 422
    assert account_of(db.session, leaving.email) is None
    for table in (StaffSession, StaffLink, StaffPasskey, StaffDevice):
        assert db.session.query(table).filter_by(account_id=leaving.id).count() == 0
    assert leaving.email not in region_lead.get("/staff/people").text


@pytest.mark.parametrize(
    ("who", "place", "whom"),
    [
        ("organisation", "narrow", "team"),
        ("organisation", "wide", "region"),
        ("organisation", "wide", "council"),
        ("organisation", "wide", "organisation"),
        ("region", "region", "region"),
    ],
)
def test_nobody_ends_access_beyond_the_own_reach(*, who: str, place: str, whom: str, region: SmallRegion) -> None:
    """Not in another organisation, not of one's like or above, and not the own."""
    target = account(region, whom)
    client = browser(region, who, place=place)
    assert client.post(f"/staff/people/{target.id}/end", data={"end": "y"}).status_code == 404
    assert account_of(db.session, target.email) is not None


def test_an_organisation_ends_the_access_of_its_own_leads(region: SmallRegion) -> None:
    """And sees nobody else in the list."""
    own, other = account(region, "team"), account(region, "team", place="small")
    client = browser(region, "organisation")
    page = client.get("/staff/people").text
    assert own.email in page
    assert other.email not in page
    assert client.post(f"/staff/people/{own.id}/end", data={"end": "y"}).status_code == 303


def test_who_comes_back_begins_anew(region: SmallRegion) -> None:
    """The same address may be invited again: the role is the new one, no old way in works."""
    leaving = with_password(region, "team")
    client = browser(region, "region")
    client.post(f"/staff/people/{leaving.id}/end", data={"end": "y"})
    path = invite(client, f"council:{region.organisations['wide']}", email=leaving.email)
    assert new_browser(region.app).post(path).status_code == 303
    back = db.session.query(StaffAccount).filter_by(email=leaving.email).one()
    assert (back.id, back.role, back.active) == (leaving.id, "council", True)
    assert back.password_hash is None
    assert type_password(new_browser(region.app), leaving.email) == 422
