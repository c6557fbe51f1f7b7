"""Several invitations at once: the good lines are used, and each other line comes back with its fault."""

from __future__ import annotations

import html
import re

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.invitation_lines import NamedAccess, read_lines
from app.accounts.models import StaffInvitation
from app.db import db
from tests.boards.visitors import Visitors
from tests.region import SmallRegion


def invited() -> dict[str, str]:
    db.session.expire_all()
    return {each.email: f"{each.role}:{each.scope}" for each in db.session.scalars(select(StaffInvitation))}


def test_the_good_lines_are_used_and_the_others_come_back(region: SmallRegion) -> None:
    """Five faults, each named; two people are invited, one of them for the team that the line names."""
    client: FlaskClient = Visitors(region).browser("region_lead")
    usual = f"organisation:{region.organisations['wide']}"
    good = ["one@example.org", "two@example.org; team  north"]
    bad = ["no address", "ONE@example.org", "three@example.org; Team Nowhere"]
    page = client.post("/staff/people/several", data={"lines": "\r\n".join([*good, "", *bad]), "access": usual})
    assert page.status_code == 422
    assert invited() == {"one@example.org": usual, "two@example.org": f"team:{region.teams['north']}"}
    assert len(set(re.findall(r"/staff/invitation/[\w-]{24}", page.text))) == 2
    (left,) = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page.text)
    assert html.unescape(left).lstrip().split("\n") == bad


def test_a_line_without_a_team_needs_a_choice(region: SmallRegion) -> None:
    """Nothing is guessed, and nobody gives what is beyond their reach."""
    client = Visitors(region).browser("wide_lead")
    assert client.post("/staff/people/several", data={"lines": "a@example.org"}).status_code == 422
    beyond = f"organisation:{region.organisations['narrow']}"
    assert client.post("/staff/people/several", data={"lines": "a@example.org", "access": beyond}).status_code == 422
    assert client.post("/staff/people/several", data={"lines": "a@example.org; Team Small"}).status_code == 422
    assert invited() == {}
    assert client.post("/staff/people/several", data={"lines": "a@example.org; Team South"}).status_code == 200


def test_a_team_is_found_however_its_signs_are_typed() -> None:
    """A curly apostrophe or a long dash of a word processor is the plain one of the team's name."""
    gift = NamedAccess("team:t1", "team", "'s-Gravenhage - Noord")
    (line,) = read_lines("a@example.org; ’s-Gravenhage – noord", [gift], usual="")
    assert (line.access, line.fault) == ("team:t1", "")


def test_nothing_typed_and_far_too_much_are_refused_in_words(region: SmallRegion) -> None:
    """422, with what was typed kept."""
    client = Visitors(region).browser("region_lead")
    assert client.post("/staff/people/several", data={}).status_code == 422
    many = "\n".join(f"p{number}@example.org" for number in range(201))
    page = client.post("/staff/people/several", data={"lines": many})
    assert page.status_code == 422
    assert "p200@example.org" in page.text
    assert invited() == {}


def test_access_does_not_end_by_a_slip(region: SmallRegion) -> None:
    """Without its tick the page says so, and the person stays."""
    staff = Visitors(region)
    staff.browser("wide_lead")
    client = staff.browser("region_lead")
    page = client.get("/staff/people").text
    address = re.findall(r"/staff/people/\w+/end", page)[0]
    refused = client.post(address)
    assert refused.status_code == 422
    assert 'id="why-end-' in refused.text
    assert address in client.get("/staff/people").text
