"""Cards for all teams at once: one PDF, whole teams, given out once, and withdrawn together."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from app.db import db, writing
from app.organisations.handing_out import places_given
from app.organisations.models import Team
from app.running import all_cards_routes, organisation_lists
from tests.boards.visitors import Visitors
from tests.reading_pdf import faults_of
from tests.region import STARTS_ON, SmallRegion

FORM = {"expires_on": "2026-03-20"}


def given(region: SmallRegion) -> dict[str, int]:
    db.session.expire_all()
    return {name: places_given(db.session, key, today=STARTS_ON) for name, key in region.teams.items()}


def size(region: SmallRegion, **people: int) -> None:
    with writing(db.session):
        for name, number in people.items():
            db.session.get_one(Team, region.teams[name]).declared_size = number


def test_one_file_has_a_card_for_every_place_that_is_left(lead: FlaskClient, region: SmallRegion) -> None:
    """Of every open team of the region, each on sheets of its own; kept nowhere."""
    size(region, north=14, south=10, small=5)
    answer = lead.post("/organisations/cards", data=FORM)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert faults_of(answer.data) == []
    assert given(region) == {"north": 14, "south": 10, "small": 5}


def test_an_organisation_prints_its_own_teams(staff: Visitors, region: SmallRegion) -> None:
    """And nobody else's: staff of one organisation reach neither the region's file nor another's."""
    size(region, north=13, south=10, small=5)
    client, before = staff.browser("wide_lead"), given(region)
    assert client.post("/organisations/cards", data=FORM).status_code == 404
    narrow = region.organisations["narrow"]
    assert client.post(f"/organisations/{narrow}/cards", data=FORM).status_code == 404
    assert client.post(f"/organisations/{region.organisations['wide']}/cards", data=FORM).status_code == 200
    assert given(region) == {"north": 13, "south": 10, "small": before["small"]}


def test_the_same_file_is_not_made_twice(lead: FlaskClient, region: SmallRegion) -> None:
    """A form sent again gives no place away: the page says that the numbers changed, and then that nothing is left."""
    page = lead.get("/organisations").text
    form = FORM | {"given": re.findall(r'name="given" value="(\d+)"', page)[0]}
    assert lead.post("/organisations/cards", data=form).status_code == 200
    again = lead.post("/organisations/cards", data=form)
    assert again.status_code == 422
    assert "%PDF" not in again.text


def test_a_long_file_is_cut_between_teams(
    lead: FlaskClient, region: SmallRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more cards in a file than it can hold; the next press makes the rest."""
    for module in (all_cards_routes, organisation_lists):
        monkeypatch.setattr(module, "MOST_CARDS", 4)
    size(region, north=15, south=12, small=4)
    before = given(region)
    assert "640" in lead.get("/organisations").text
    assert lead.post("/organisations/cards", data=FORM).status_code == 200
    after = given(region)
    assert sum(after.values()) - sum(before.values()) <= 4
    assert lead.post("/organisations/cards", data=FORM).status_code == 200
    assert given(region) == {"north": 15, "south": 12, "small": 4}


def test_all_cards_are_withdrawn_together_after_a_tick(lead: FlaskClient, region: SmallRegion) -> None:
    """A lost file is worth nothing; without the tick it still works."""
    lead.post("/organisations/cards", data=FORM)
    assert lead.post("/organisations/withdraw").status_code == 422
    assert sum(given(region).values()) > 0
    assert lead.post("/organisations/withdraw", data={"withdraw": "y"}).status_code == 303
    assert given(region) == {"north": 0, "south": 0, "small": 0}


def test_the_code_on_a_card_leads_to_the_address_in_its_square(lead: FlaskClient, region: SmallRegion) -> None:
    """Typed on the page that the card names, or behind its address."""
    page = html.unescape(lead.post(f"/teams/{region.teams['small']}/cards", data=FORM | {"places": "1"}).text)
    (code,) = re.findall(r"card-code[^>]*>([0-9A-Z-]+)<", page)
    (token,) = set(re.findall(r"/join/([\w-]{24})", page))
    client = region.app.test_client()
    assert client.post("/join", data={"code": code.lower()}).location == f"/join/{token}"
    assert client.get(f"/join/{code}").location == f"/join/{token}"
    assert client.get(f"/join/{token}").status_code == 200


@pytest.mark.parametrize(
    "typed", ["", "7K4M", "7K4M-9QX2-T80", "0000-0000-0000", "x" * 2000, "7K4M-9QX2-T80H-VRD3-WN8C-P"]
)
def test_a_code_of_no_card_is_refused_in_words(client: FlaskClient, region: SmallRegion, typed: str) -> None:
    """422, and what was typed stays on the page."""
    page = client.post("/join", data={"code": typed})
    assert page.status_code == 422
    assert 'id="why-code"' in page.text
    assert f'value="{typed}"' in page.text


def test_a_long_list_is_searched(lead: FlaskClient, region: SmallRegion) -> None:
    """Teams and organisations by any words of their names, accents and capitals aside."""
    with writing(db.session):
        db.session.get_one(Team, region.teams["south"]).name = "Crisisteam Één"
    page = lead.get("/organisations?q=CRISISTEAM+een").text
    assert f"/teams/{region.teams['south']}/manage" in page
    assert f"/teams/{region.teams['north']}/manage" not in page
    assert lead.get("/organisations?q=bestaat+niet%22<").status_code == 200
    own = lead.get(f"/organisations/{region.organisations['wide']}/manage?q=een").text
    assert "Team North" not in own
