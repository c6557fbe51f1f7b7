"""Staff make and rename organisations and teams within their reach, and every refusal keeps what was typed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import AuditEvent
from app.db import db
from app.organisations.models import Organisation, Team
from tests.boards.visitors import Visitors
from tests.region import SmallRegion


def test_the_region_makes_an_organisation_with_a_team(lead: FlaskClient, region: SmallRegion) -> None:
    """And the log of staff actions says so, by id."""
    answer = lead.post("/organisations", data={"name": " Nieuw  huis ", "org_type": "certified"})
    assert answer.status_code == 303
    made = db.session.scalars(select(Organisation).where(Organisation.name == "Nieuw huis")).one()
    assert lead.get(answer.location).status_code == 200
    lead.post(f"/organisations/{made.id}/teams", data={"name": "Team Oost", "declared_size": "9"})
    team = db.session.scalars(select(Team).where(Team.organisation_id == made.id)).one()
    assert (team.name, team.declared_size) == ("Team Oost", 9)
    events = set(db.session.execute(select(AuditEvent.event, AuditEvent.subject)))
    assert {("organisation.created", made.id), ("team.created", team.id)} <= events


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ({"name": "", "org_type": "certified"}, "name"),
        ({"name": "x" * 121, "org_type": "certified"}, "name"),
        ({"name": "breed", "org_type": "certified"}, "name"),
        ({"name": "Nieuw", "org_type": "shop"}, "org_type"),
        ({"name": "Nieuw"}, "org_type"),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(lead: FlaskClient, typed: dict[str, str], about: str) -> None:
    """422 with the fault at its field and the name still there."""
    page = lead.post("/organisations", data=typed)
    assert page.status_code == 422
    assert f'id="why-{about}"' in page.text
    assert f'value="{typed["name"]}"' in page.text


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@sum"])
def test_no_name_is_a_formula_for_who_opens_a_file(name: str, lead: FlaskClient, region: SmallRegion) -> None:
    """Names stand in the CSV of every release; a spreadsheet would work them out."""
    page = lead.post("/organisations", data={"name": name, "org_type": "certified"}, headers={"Accept-Language": "en"})
    assert page.status_code == 422
    assert "Begin a name with a letter or a figure." in page.text
    team = {"name": name, "declared_size": "14"}
    assert lead.post(f"/teams/{region.teams['north']}/name", data=team).status_code == 422


def test_renaming_keeps_other_names_apart(lead: FlaskClient, region: SmallRegion) -> None:
    """A free name is taken over; another one's name is refused with what was typed."""
    wide, north = region.organisations["wide"], region.teams["north"]
    assert lead.post(f"/organisations/{wide}/name", data={"name": "Breder"}).status_code == 303
    assert lead.post(f"/organisations/{wide}/name", data={"name": "SMAL"}).status_code == 422
    assert lead.post(f"/teams/{north}/name", data={"name": "Noorden", "declared_size": "14"}).status_code == 303
    page = lead.post(f"/teams/{north}/name", data={"name": "Team South", "declared_size": "no"})
    assert page.status_code == 422
    assert 'value="no"' in page.text
    team = db.session.get_one(Team, north, populate_existing=True)
    assert (team.name, team.declared_size) == ("Noorden", 14)


def test_staff_of_an_organisation_run_their_own_only(staff: Visitors, region: SmallRegion) -> None:
    """Their own organisation and its teams; another's does not exist for them; closing is for the region."""
    client = staff.browser("wide_lead")
    wide, narrow = region.organisations["wide"], region.organisations["narrow"]
    assert client.get("/organisations").location == f"/organisations/{wide}/manage"
    assert client.get(f"/organisations/{wide}/manage").status_code == 200
    assert client.get(f"/teams/{region.teams['north']}/manage").status_code == 200
    for address in (f"/organisations/{narrow}/manage", f"/teams/{region.teams['small']}/manage", "/teams/no/manage"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/teams/{region.teams['small']}/cards", data={}).status_code == 404
    assert client.post("/organisations", data={"name": "X", "org_type": "certified"}).status_code == 404
    assert client.post(f"/organisations/{wide}/close", data={"confirm": "y"}).status_code == 404
    move = {"organisation": narrow}
    assert client.post(f"/teams/{region.teams['north']}/organisation", data=move).status_code == 404


@pytest.mark.parametrize("who", ["north_lead", "participant", "nobody"])
def test_others_run_nothing(staff: Visitors, region: SmallRegion, who: str) -> None:
    """A team lead reads results; a participant and a stranger are sent to sign in."""
    client = staff.browser(who)
    for address in ("/organisations", f"/organisations/{region.organisations['wide']}/manage", "/programme"):
        assert client.get(address).status_code in ({403} if who == "north_lead" else {303}), address


def test_a_region_without_organisations_says_what_comes(lead: FlaskClient, region: SmallRegion) -> None:
    """The first page of a new region explains the next steps."""
    made = lead.post("/organisations", data={"name": "Leeg", "org_type": "certified"}).location
    assert "lead" in lead.get(made).text


def test_a_refused_form_offers_no_way_to_lose_what_was_typed(lead: FlaskClient, region: SmallRegion) -> None:
    """The address of a form cannot be opened in the other language, so the page does not link to it there."""
    address = f"/organisations/{region.organisations['wide']}/teams"
    refused = lead.post(address, data={"name": "", "declared_size": "9"})
    assert refused.status_code == 422
    assert 'rel="alternate"' not in refused.text
    assert 'rel="alternate"' in lead.post("/organisations", data={"name": ""}).text
    opened = lead.get(address, headers={"Accept-Language": "en"})
    assert opened.status_code == 405
    assert "This address belongs to a form" in opened.text
