"""A list is shown before it is written, and written whole or not at all."""

from __future__ import annotations

import html
import re
from io import BytesIO

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import db
from app.organisations.models import Organisation, Team
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

LIST = "organisatie;soort;team;omvang\nNieuw één;certified;Team A;12\nBreed;certified;Team B;8\n"


def send(client: FlaskClient, text: str, encoding: str = "cp1252") -> TestResponse:
    return client.post("/organisations/import", data={"file": (BytesIO(text.encode(encoding)), "teams.csv")})


def teams() -> int:
    return int(db.session.scalar(select(func.count()).select_from(Team)) or 0)


def test_nothing_is_written_before_the_confirmation(lead: FlaskClient) -> None:
    """The preview shows every team with its accents and how it was read."""
    before = teams()
    page = send(lead, LIST)
    assert page.status_code == 200
    assert "Nieuw één" in page.text
    assert "Windows-1252" in page.text
    assert teams() == before


def test_a_confirmed_list_is_written_whole(lead: FlaskClient, region: SmallRegion) -> None:
    """New organisations are made; one that exists gets the new team."""
    content = re.search(r'<textarea name="rows" hidden>(.*?)</textarea>', send(lead, LIST).text, re.S)
    assert content
    answer = lead.post("/organisations/import/confirm", data={"rows": html.unescape(content[1])})
    assert answer.status_code == 303
    rows = db.session.execute(select(Organisation.name, Team.name, Team.declared_size).join(Team.organisation))
    assert {("Nieuw één", "Team A", 12), ("Breed", "Team B", 8)} <= {tuple(row) for row in rows}
    assert db.session.scalar(select(func.count()).where(Organisation.name == "Breed")) == 1


def test_a_confirmation_sent_twice_writes_once(lead: FlaskClient) -> None:
    """The second finds the teams there already, and says so."""
    rows = "organisation;type;team;size\nBreed;certified;Team B;8\n"
    assert lead.post("/organisations/import/confirm", data={"rows": rows}).status_code == 303
    before = teams()
    assert lead.post("/organisations/import/confirm", data={"rows": rows}).status_code == 422
    assert teams() == before


def test_a_list_with_a_fault_cannot_be_confirmed(lead: FlaskClient) -> None:
    """The line is named, and there is no button to write it."""
    page = send(lead, LIST + "Breed;certified;Team North;5\n")
    assert page.status_code == 422
    assert re.search(r"(Line|Regel) 4", page.text)
    assert "/organisations/import/confirm" not in page.text


def test_ten_thousand_rows_are_refused_in_words(lead: FlaskClient) -> None:
    """Longer than any other form may be, and still the refusal is about the list."""
    page = send(lead, LIST + "".join(f"Grote organisatie;certified;Team nummer {n};12\n" for n in range(10_000)))
    assert page.status_code == 422
    assert "10002" in page.text


def test_no_file_is_said(lead: FlaskClient) -> None:
    """An empty form changes nothing and says what is missing."""
    assert lead.post("/organisations/import", data={}).status_code == 422


def test_only_the_region_brings_in_lists(staff: Visitors) -> None:
    """Staff of one organisation run their own, which a list could reach beyond."""
    client = staff.browser("wide_lead")
    assert client.get("/organisations/import").status_code == 404
    assert send(client, LIST).status_code == 404


def test_an_open_quotation_mark_in_200_kilobytes_is_said_in_words(lead: FlaskClient) -> None:
    """422 with the line and the mend, where a library's own limit once broke the page."""
    rows = "Zorggroep De Brug met een lange naam;certified;Team {};12\n"
    page = send(lead, 'organisatie;soort;team;omvang\n"A;certified;T;12\n' + "".join(map(rows.format, range(3500))))
    assert page.status_code == 422
    assert re.search(r"(Line|Regel) 2: (A quotation mark is opened|Hier begint een aanhalingsteken)", page.text)


def test_a_name_typed_in_a_form_is_tidied_like_one_of_a_list(lead: FlaskClient) -> None:
    """The same letters make the same name, however they came in."""
    typed = {"name": "Cafe\u0301\u200b  Zuid", "org_type": "certified"}
    assert lead.post("/organisations", data=typed).status_code == 303
    assert db.session.scalar(select(Organisation.id).where(Organisation.name == "Caf\u00e9 Zuid"))
