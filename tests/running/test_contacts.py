"""Staff write down whom people can turn to, within their reach and in the log; participants of that place find it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import AuditEvent
from app.db import db
from app.organisations.models import Contact
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}
DOCTOR = {"physician_name": "Arbo Breed", "physician_reach": "070 123 45 67"}


def _written(scope: str) -> dict[str, tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(Contact).where(Contact.scope == scope))
    return {each.kind: (each.name, each.reach) for each in rows}


def test_an_organisation_writes_down_its_own(staff: Visitors, region: SmallRegion) -> None:
    """It stands in the form again, the log says so by id, and an empty form takes all away."""
    client, wide = staff.browser("wide_lead"), region.organisations["wide"]
    address = f"/organisations/{wide}/contacts"
    assert client.post(address, data=DOCTOR).status_code == 303
    assert _written(wide) == {"physician": ("Arbo Breed", "070 123 45 67")}
    assert 'value="070 123 45 67"' in client.get(address).text
    events = set(db.session.execute(select(AuditEvent.event, AuditEvent.subject)))
    assert ("contacts.changed", wide) in events
    assert client.post(address, data={}).status_code == 303
    assert _written(wide) == {}


@pytest.mark.parametrize(
    ("typed", "field", "mend"),
    [
        ({"adviser_reach": "ask Jo"}, "adviser_reach", "Type a phone number, an e-mail address, or the address"),
        ({"line_reach": "javascript:alert(1)"}, "line_reach", "Type a phone number, an e-mail address, or the address"),
        ({"line_reach": "http://example.org"}, "line_reach", "Begin the address of the page with https://"),
        ({"line_reach": "https://a:b@example.org"}, "line_reach", "Type the whole address of the page"),
        ({"lead_reach": "https://example.org/" + "x" * 200}, "lead_reach", "Keep it to 200 characters."),
        ({"lead_name": "Our house"}, "lead_reach", "Type how to reach them, or take the name away."),
        ({"lead_name": "x" * 121, "lead_reach": "113"}, "lead_name", "Keep it to 120 characters."),
        ({"lead_name": "a\u202eb", "lead_reach": "113"}, "lead_name", "Leave out signs that cannot be seen."),
    ],
)
def test_what_cannot_be_reached_is_refused_with_its_mend(
    lead: FlaskClient, region: SmallRegion, typed: dict[str, str], field: str, mend: str
) -> None:
    """422 at its field, with everything that was typed still there, and nothing written."""
    page = lead.post("/organisations/contacts", data=DOCTOR | typed, headers=EN)
    assert page.status_code == 422
    why = page.text.partition(f'id="why-{field}"')[2].partition("</p>")[0]
    assert mend in why
    assert 'value="Arbo Breed"' in page.text
    assert _written(region.region_id) == {}


def test_nobody_writes_beyond_their_reach(staff: Visitors, region: SmallRegion) -> None:
    """Another organisation and the region are not there for an organisation; team leads and councils write nothing."""
    wide, narrow = region.organisations["wide"], region.organisations["narrow"]
    client = staff.browser("wide_lead")
    for address in (f"/organisations/{narrow}/contacts", "/organisations/contacts", "/organisations/no/contacts"):
        assert client.get(address).status_code == 404, address
        assert client.post(address, data=DOCTOR).status_code == 404, address
    for name in ("north_lead", "council", "participant", "nobody"):
        status = staff.browser(name).post(f"/organisations/{wide}/contacts", data=DOCTOR).status_code
        assert status in {303, 403}, name
    assert _written(wide) == _written(narrow) == _written(region.region_id) == {}


def test_participants_find_their_own_organisations_contact_else_the_regions(
    staff: Visitors, region: SmallRegion, lead: FlaskClient
) -> None:
    """Before the first answer too; those of another organisation are shown to nobody else."""
    lead.post("/organisations/contacts", data={"physician_reach": "0800 1", "line_reach": "https://line.example.org"})
    lead.post("/organisations/contacts", data={"physician_reach": "0800 111", "line_reach": "https://line.example.org"})
    lead.post(f"/organisations/{region.organisations['wide']}/contacts", data=DOCTOR)
    own = staff.browser("participant").get("/cards", headers=EN).text
    assert 'href="tel:0701234567"' in own
    assert "Arbo Breed" in own
    assert 'href="tel:0800111"' not in own
    assert 'href="https://line.example.org" rel="noreferrer noopener external"' in own
    assert "For everyone in the region" in own
    elsewhere = staff.browser("outsider").get("/cards", headers=EN).text
    assert 'href="tel:0701234567"' not in elsewhere
    assert "Arbo Breed" not in elsewhere
    assert 'href="tel:0800111"' in elsewhere


def test_without_any_contact_the_page_has_general_words_only(staff: Visitors) -> None:
    """No empty list and no dead link."""
    page = staff.browser("participant").get("/cards", headers=EN).text
    assert "Numbers and addresses" not in page
    assert "tel:" not in page


def test_no_visitor_finds_a_contact(staff: Visitors, region: SmallRegion, lead: FlaskClient) -> None:
    """Pages that anybody may open hold none."""
    lead.post("/organisations/contacts", data={"physician_reach": "0800 111"})
    for address in ("/cards/all", "/cards/people_the_company_doctor", "/privacy", "/"):
        assert "0800" not in staff.browser("nobody").get(address).text, address


def test_who_looked_is_noted_nowhere(staff: Visitors, region: SmallRegion, lead: FlaskClient) -> None:
    """Opening the page of cards leaves no row and no event behind."""
    lead.post("/organisations/contacts", data=DOCTOR)
    client = staff.browser("participant")
    before = db.session.scalars(select(AuditEvent.id)).all()
    client.get("/cards")
    db.session.rollback()
    assert db.session.scalars(select(AuditEvent.id)).all() == before
    assert {column.name for column in Contact.__table__.columns} == {"scope", "kind", "name", "reach"}
