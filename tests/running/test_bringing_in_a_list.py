"""A list is shown before it is written, written whole or not at all, and closes nothing that nobody ticked."""

from __future__ import annotations

import html
import re
from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale
from openpyxl import Workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import db, writing
from app.organisations.import_csv import Existing, read_teams
from app.organisations.models import Organisation, Team
from app.running.team_files import list_as_csv, list_as_workbook
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

LIST = "organisatie;soort;team;omvang\nNieuw één;certified;Team A;12\nBreed;certified;Team B;8\n"


def send(client: FlaskClient, text: str, encoding: str = "cp1252") -> TestResponse:
    return client.post("/organisations/import", data={"file": (BytesIO(text.encode(encoding)), "teams.csv")})


def send_bytes(client: FlaskClient, content: bytes) -> TestResponse:
    return client.post("/organisations/import", data={"file": (BytesIO(content), "teams.xlsx")})


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


def test_the_same_fault_on_many_lines_is_told_once(lead: FlaskClient) -> None:
    """With the numbers of its lines: nine teams with one wrong word are one thing to mend, not nine."""
    lines = "".join(f"Huis;winkel;Team {number};5\n" for number in range(9))
    page = send(lead, "organisatie;soort;team;omvang\n" + lines + "Huis;certified;Team Z;0\n")
    assert page.status_code == 422
    told = re.findall(r"<li>((?:Line|Regel)[^<]*)</li>", html.unescape(page.text))
    assert len(told) == 2
    assert re.match(r"Lines 2, 3, 4, 5, 6 and 4 more: “winkel”|Regels 2, 3, 4, 5, 6 en nog 4: ‘winkel’", told[0])


def confirm(client: FlaskClient, page: str, **more: object) -> TestResponse:
    """Press the button of a preview."""
    content = re.search(r'<textarea name="rows" hidden>(.*?)</textarea>', page, re.S)
    shown = re.search(r'name="shown" value="(\w+)"', page)
    assert content
    assert shown
    return client.post(
        "/organisations/import/confirm", data={"rows": html.unescape(content[1]), "shown": shown[1], **more}
    )


def test_a_confirmed_list_is_written_whole(lead: FlaskClient, region: SmallRegion) -> None:
    """New organisations are made; one that exists gets the new team."""
    assert confirm(lead, send(lead, LIST).text).status_code == 303
    rows = db.session.execute(select(Organisation.name, Team.name, Team.declared_size).join(Team.organisation))
    assert {("Nieuw één", "Team A", 12), ("Breed", "Team B", 8)} <= {tuple(row) for row in rows}
    assert db.session.scalar(select(func.count()).where(Organisation.name == "Breed")) == 1


def test_a_confirmation_sent_twice_writes_once(lead: FlaskClient) -> None:
    """The second finds that nothing is left to write, and says so."""
    page = send(lead, "organisation;type;team;size\nBreed;certified;Team B;8\n").text
    assert confirm(lead, page).status_code == 303
    before = teams()
    assert confirm(lead, page).status_code == 422
    assert teams() == before


def named(page: str) -> list[int]:
    """How many teams a preview names as new, changed, unchanged and not in the file."""
    return [int(number) for number in re.findall(r"<dd>(\d+)</dd>", page)]


def test_a_list_brought_in_again_names_new_changed_unchanged_and_gone(lead: FlaskClient, region: SmallRegion) -> None:
    """North gets another size, South is not in the file, one team is new; an organisation left out is left alone."""
    page = send(lead, "organisation;type;team;size\nBreed;certified;Team North;14\nBreed;certified;Team B;8\n")
    assert named(page.text) == [1, 1, 0, 1]
    assert "Team Small" not in page.text
    assert confirm(lead, page.text).status_code == 303
    sizes = {name: size for name, size in db.session.execute(select(Team.name, Team.declared_size))}  # noqa: C416  # A row is no pair for mypy.
    assert (sizes["Team North"], sizes["Team B"]) == (14, 8)
    assert db.session.get_one(Team, region.teams["south"]).closed_on is None


def test_a_team_is_closed_only_when_it_was_ticked(lead: FlaskClient, region: SmallRegion) -> None:
    """Of the teams that the file leaves out the ticked one closes; one that stands elsewhere cannot be smuggled in."""
    page = send(lead, "organisation;type;team;size\nBreed;certified;Team North;30\n")
    ids = [region.teams["south"], region.teams["small"]]
    assert confirm(lead, page.text, close=ids).status_code == 303
    closed = set(db.session.scalars(select(Team.id).where(Team.closed_on.is_not(None))))
    assert closed == {region.teams["south"]}


def test_what_is_written_is_what_was_shown(lead: FlaskClient, region: SmallRegion) -> None:
    """Somebody changed a team in between: nothing is written, and the page shows what it would be now."""
    page = send(lead, "organisation;type;team;size\nBreed;certified;Team North;14\n")
    with writing(db.session):
        db.session.get_one(Team, region.teams["north"]).declared_size = 20
    again = confirm(lead, page.text)
    assert again.status_code == 422
    assert re.search(r"(from|van) 20", again.text)
    db.session.expire_all()
    assert db.session.get_one(Team, region.teams["north"]).declared_size == 20
    assert confirm(lead, again.text).status_code == 303


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_that_was_taken_along_comes_back_unchanged(lead: FlaskClient, kind: str) -> None:
    """Every open team is known by its id, so that nothing changes until somebody changes something."""
    file = lead.get(f"/organisations/list.{kind}").data
    page = lead.post("/organisations/import", data={"file": (BytesIO(file), f"list.{kind}")})
    assert page.status_code == 200
    assert named(page.text) == [0, 0, 3, 0]


def test_a_team_gets_another_name_by_its_id(lead: FlaskClient, region: SmallRegion) -> None:
    """It stays the same team: its accounts, its cards and its past."""
    text = lead.get("/organisations/list.csv").data.decode("utf-8-sig")
    page = send(lead, text.replace("Team North", "Team Boven"), "utf-8-sig")
    assert named(page.text) == [0, 1, 2, 0]
    assert confirm(lead, page.text).status_code == 303
    assert db.session.get_one(Team, region.teams["north"]).name == "Team Boven"


@pytest.mark.parametrize("language", ["nl", "en", "de"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_is_understood_as_it_is(lead: FlaskClient, region: SmallRegion, kind: str, language: str) -> None:
    """In every language its headings are ours, so that the only thing missing is a row."""
    with region.app.test_request_context(headers={"Accept-Language": language}), force_locale(language):
        content = list_as_csv(()) if kind == "csv" else list_as_workbook((), kinds={"certified": "x"})
    faults = read_teams(content, types={}, existing=Existing(types={})).faults
    assert [fault.kind for fault in faults] == ["empty"]
    assert lead.get(f"/organisations/import/template.{kind}").status_code == 200


def test_a_list_with_a_fault_cannot_be_confirmed(lead: FlaskClient) -> None:
    """The line is named, and there is no button to write it."""
    page = send(lead, LIST + "Breed;certified;team b;5\n")
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


def stands(team_id: str) -> tuple[str, str | None]:
    """In which organisation a team stands now, and to which it moves."""
    team = db.session.get_one(Team, team_id, populate_existing=True)
    moves = db.session.get(Organisation, team.next_organisation_id) if team.next_organisation_id else None
    return team.organisation.name, moves.name if moves else None


def test_a_team_moves_to_another_organisation_by_the_list(lead: FlaskClient, region: SmallRegion) -> None:
    """Shown first, carried out with the next period, to a new organisation too; the list as it stands moves nothing."""
    south, north = region.teams["south"], region.teams["north"]
    text = "organisatie;soort;team;omvang;id\n"
    text += f"Smal;municipal;Team South;30;{south}\nGlad nieuw;certified;Team North;30;{north}\n"
    page = send(lead, text)
    assert named(page.text) == [0, 2, 0, 1]
    assert "Smal" in page.text
    assert stands(south) == ("Breed", None)
    assert confirm(lead, page.text).status_code == 303
    assert stands(south) == ("Breed", "Smal")
    assert stands(north) == ("Breed", "Glad nieuw")
    again = lead.get("/organisations/list.csv").data
    assert named(send_bytes(lead, again).text)[:2] == [0, 0]
    assert named(send(lead, text).text)[:2] == [0, 0]
    assert stands(south) == ("Breed", "Smal")


def test_a_team_does_not_move_to_where_its_name_is_taken_or_to_what_is_closed(
    lead: FlaskClient, region: SmallRegion
) -> None:
    """The line is named, and nothing is written."""
    south = region.teams["south"]
    with writing(db.session):
        db.session.get_one(Team, region.teams["small"]).name = "Team South"
    text = f"organisatie;soort;team;omvang;id\nSmal;municipal;Team South;30;{south}\n"
    assert send(lead, text).status_code == 422
    with writing(db.session):
        db.session.get_one(Organisation, region.organisations["narrow"]).closed_on = date(2026, 3, 1)
    assert send(lead, text).status_code == 422
    assert stands(south) == ("Breed", None)


ODD = {
    "no-break spaces": "Nieuw\u00a0huis;\u00a0certified ;Team\u00a0A;\u00a012",
    "rows that are empty at the end": "Nieuw huis;certified;Team A;12\n;;;\n  ;\u00a0;;\n\n;;;;;;\n",
    "a number with decimals": "Nieuw huis;certified;Team A;12,00",
    "quotation marks around": '"Nieuw huis";"certified";"Team A";"12"',
    "capitals": "Nieuw huis;CERTIFIED;Team A;12",
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_excel_makes_of_a_list_is_read(odd: str, encoding: str, lead: FlaskClient) -> None:
    """Semicolons, a mark at the start, other encodings, empty rows: one new team, written as it was meant."""
    page = send(lead, f"Organisatie;Soort;Team;Omvang\n{ODD[odd]}\n", encoding)
    assert page.status_code == 200, page.text
    assert named(page.text)[0] == 1
    assert "<td>Nieuw huis</td>" in page.text


FORMULAS = ("=1+1;certified;Team A;12", "Nieuw;certified;=A1;12", "Nieuw;certified;Team A;=SUM(D1)")


@pytest.mark.parametrize("row", FORMULAS)
def test_a_formula_is_refused_with_its_line(row: str, lead: FlaskClient) -> None:
    """In a name or a size; nothing is written."""
    page = send(lead, f"organisatie;soort;team;omvang\n{row}\n", "utf-8")
    assert page.status_code == 422
    assert "2:" in page.text


def test_a_workbook_with_formulas_is_read_by_what_they_came_to(lead: FlaskClient) -> None:
    """A cell that was never worked out is empty, and its line is named."""
    book = Workbook()
    book.worksheets[0].append(["organisatie", "soort", "team", "omvang"])
    book.worksheets[0].append(["Nieuw", "certified", "Team A", "=6+6"])
    file = BytesIO()
    book.save(file)
    page = send_bytes(lead, file.getvalue())
    assert page.status_code == 422
    assert "2:" in page.text
