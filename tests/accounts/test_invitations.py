"""An invitation makes one account, once, in time, and never gives more than the inviter may give."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.models import AuditEvent, StaffAccount, StaffInvitation
from app.accounts.service import account_of
from app.accounts.staff_invitations import DAYS
from app.db import db
from tests.accounts.people import account, browser, is_signed_in, new_browser, scope_of
from tests.conftest import SetClock
from tests.region import START, SmallRegion

NEW = "new.person@example.org"


def invite(client: FlaskClient, access: str, *, email: str = NEW) -> str:
    """The path of a new invitation."""
    response = client.post("/staff/people", data={"email": email, "access": access})
    assert response.status_code == 200, response.text
    found = re.search(r"http://localhost(/staff/invitation/[\w=-]+)", response.text)
    assert found
    return found[1]


@pytest.mark.parametrize("role", ["region", "organisation", "council", "team"])
def test_the_region_invites_for_every_role(role: str, region: SmallRegion) -> None:
    """Looking uses nothing up; accepting signs in, and leads to where a way in of one's own is made."""
    path = invite(browser(region, "region"), f"{role}:{scope_of(region, role)}")
    newcomer = new_browser(region.app)
    for _time in range(2):
        shown = newcomer.get(path)
        assert (shown.status_code, NEW in shown.text) == (200, True)
    accepted = newcomer.post(path)
    assert (accepted.status_code, accepted.location) == (303, "/staff")
    assert "You have no way in of your own yet" in newcomer.get("/staff").text
    made = account_of(db.session, NEW)
    assert made is not None
    assert (made.role, made.scope) == (role, scope_of(region, role))


def test_an_invitation_works_once(region: SmallRegion) -> None:
    """The second browser with the address reads why not, and what to do."""
    path = invite(browser(region, "region"), f"team:{region.teams['north']}")
    assert new_browser(region.app).post(path).status_code == 303
    late = new_browser(region.app)
    for response in (late.post(path), late.get(path)):
        assert response.status_code == 404
        assert "no longer works" in response.text
    assert not is_signed_in(late)


def test_an_expired_invitation_says_so(region: SmallRegion, set_clock: SetClock) -> None:
    """422 with the number of days; no account is made."""
    path = invite(browser(region, "region"), f"team:{region.teams['north']}")
    set_clock(START + timedelta(days=DAYS))
    late = new_browser(region.app)
    for response in (late.get(path), late.post(path)):
        assert response.status_code == 422
        assert f"within {DAYS} days" in response.text
    assert account_of(db.session, NEW) is None


def test_an_invitation_can_be_taken_back(region: SmallRegion) -> None:
    """At once; and only by who may give it."""
    client = browser(region, "region")
    path = invite(client, f"team:{region.teams['north']}")
    taking = f"/staff/people/invitations/{db.session.query(StaffInvitation).one().id}/take-back"
    assert browser(region, "organisation", place="narrow").post(taking).status_code == 404
    assert client.post(taking).status_code == 303
    assert new_browser(region.app).post(path).status_code == 404


def test_inviting_again_replaces_the_older_address(region: SmallRegion) -> None:
    """A lost address is replaced; the old one stops working."""
    client = browser(region, "region")
    first, second = (invite(client, f"team:{region.teams['north']}") for _time in range(2))
    assert new_browser(region.app).post(first).status_code == 404
    assert new_browser(region.app).post(second).status_code == 303


def test_an_organisation_invites_leads_of_its_own_teams(region: SmallRegion) -> None:
    """Nobody for other teams, other organisations, councils, the region or itself."""
    client = browser(region, "organisation")
    invite(client, f"team:{region.teams['south']}")
    beyond = [f"team:{region.teams['small']}", "team:nothing", "nonsense", f"region:{region.region_id}"]
    beyond += [f"{role}:{region.organisations['wide']}" for role in ("organisation", "council", "team")]
    for access in beyond:
        response = client.post("/staff/people", data={"email": "x@example.org", "access": access})
        assert response.status_code == 422, access
        assert "You cannot give this access" in response.text or "nicht" in response.text or "niet" in response.text
    assert db.session.query(StaffInvitation).count() == 1


def test_the_list_offers_only_what_may_be_given(region: SmallRegion) -> None:
    """The choices of an organisation are its teams."""
    page = browser(region, "organisation").get("/staff/people").text
    assert set(re.findall(r'<option value="(\w+:\w+)"', page)) == {
        f"team:{region.teams[key]}" for key in ("north", "south")
    }


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "a b@example.org", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_said_and_kept(region: SmallRegion, email: str) -> None:
    """422, the field is named, and what was chosen stays chosen."""
    chosen = f"team:{region.teams['north']}"
    response = browser(region, "region").post("/staff/people", data={"email": email, "access": chosen})
    assert response.status_code == 422
    assert 'id="why-email"' in response.text
    assert f'selected value="{chosen}"' in response.text


def test_who_has_access_is_not_invited_again(region: SmallRegion) -> None:
    """One address, one account."""
    email = account(region, "team").email
    response = browser(region, "region").post(
        "/staff/people", data={"email": email.upper(), "access": f"team:{region.teams['north']}"}
    )
    assert response.status_code == 422
    assert 'id="why-email"' in response.text


def test_only_the_hash_of_an_invitation_is_kept(region: SmallRegion) -> None:
    """Who reads the database can accept nothing; and the log holds no address that works."""
    token = invite(browser(region, "region"), f"team:{region.teams['north']}").rpartition("/")[2]
    assert token.encode() not in db.session.query(StaffInvitation).one().token_hash
    assert all(token not in row.subject for row in db.session.query(AuditEvent))


def test_an_invitation_to_a_group_that_is_gone_makes_nothing(region: SmallRegion) -> None:
    """An account is always about something that exists."""
    path = invite(browser(region, "region"), f"team:{region.teams['north']}")
    db.session.query(StaffInvitation).update({"scope": "gone"})
    db.session.commit()
    assert new_browser(region.app).post(path).status_code == 404
    assert db.session.query(StaffAccount).filter_by(email=NEW).count() == 0


def test_inviting_works_on_both_databases(any_region: SmallRegion) -> None:
    """One use is one use, on SQLite and on PostgreSQL."""
    path = invite(browser(any_region, "region"), f"team:{any_region.teams['north']}")
    assert [new_browser(any_region.app).post(path).status_code for _time in range(2)] == [303, 404]
