"""Cards and links are shown once, work as often as they say, and are stored nowhere."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.config import Settings
from app.db import db, writing
from app.organisations.service import InvitationRefused
from app.participants.service import join
from tests.region import STARTS_ON, SmallRegion

FORM = {"places": "10", "expires_on": "2026-03-20"}


def tokens(text: str) -> list[str]:
    return re.findall(r"http://localhost/join/([\w-]{24})", text)


def test_a_sheet_has_eight_cards_each_with_its_own_address(lead: FlaskClient, region: SmallRegion) -> None:
    """Ten cards are two sheets, each card with a QR code and both languages."""
    page = lead.post(f"/teams/{region.teams['small']}/cards", data=FORM)
    assert page.status_code == 200
    assert [sheet.count('class="invitation"') for sheet in page.text.split('class="sheet"')[1:]] == [8, 2]
    assert page.text.count("<svg") >= 10
    assert len(set(tokens(page.text))) == 10
    assert page.headers["Cache-Control"] == "no-store"
    assert 'lang="nl"' in page.text
    assert 'lang="en"' in page.text


def test_a_card_lets_one_person_in(lead: FlaskClient, region: SmallRegion) -> None:
    """The second time it is full."""
    token = tokens(lead.post(f"/teams/{region.teams['small']}/cards", data=FORM).text)[0]
    with writing(db.session):
        join(db.session, token, today=STARTS_ON)
    with pytest.raises(InvitationRefused), writing(db.session):
        join(db.session, token, today=STARTS_ON)


@pytest.mark.sqlite("searches the file; the rows are the same on PostgreSQL")
def test_no_address_is_kept(lead: FlaskClient, region: SmallRegion, settings: Settings) -> None:
    """Not in the database, and not on the page of the team afterwards."""
    made = tokens(lead.post(f"/teams/{region.teams['small']}/cards", data=FORM).text)
    made += tokens(lead.post(f"/teams/{region.teams['small']}/link", data=FORM).text)
    assert len(made) == 11
    stored = b"".join(path.read_bytes() for path in settings.instance.glob("peil.db*"))
    assert not [token for token in made if token.encode() in stored]
    assert tokens(lead.get(f"/teams/{region.teams['small']}/manage").text) == []


@pytest.mark.parametrize("kind", ["cards", "link"])
@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ({"places": "0", "expires_on": "2026-03-20"}, "places"),
        ({"places": "many", "expires_on": "2026-03-20"}, "places"),
        ({"places": "64", "expires_on": "2026-03-20"}, "places"),
        ({"places": "3", "expires_on": "soon"}, "expires_on"),
        ({"places": "3", "expires_on": "2026-03-01"}, "expires_on"),
    ],
)
def test_impossible_places_are_refused_in_words(
    lead: FlaskClient, region: SmallRegion, kind: str, typed: dict[str, str], about: str
) -> None:
    """422, the fault at its field, what was typed kept; too many says how many are left."""
    page = lead.post(f"/teams/{region.teams['small']}/{kind}", data=typed)
    assert page.status_code == 422
    assert f'id="why-{kind}-{about}"' in page.text
    assert f'value="{typed[about]}"' in page.text
    assert tokens(page.text) == []


def test_a_withdrawn_link_lets_nobody_in(lead: FlaskClient, region: SmallRegion) -> None:
    """At once."""
    (token,) = tokens(lead.post(f"/teams/{region.teams['small']}/link", data=FORM).text)
    assert lead.post(f"/teams/{region.teams['small']}/withdraw", data={"withdraw": "y"}).status_code == 303
    with pytest.raises(InvitationRefused, match="revoked"), writing(db.session):
        join(db.session, token, today=STARTS_ON)


def test_a_printed_sheet_is_not_lost_by_a_slip(lead: FlaskClient, region: SmallRegion) -> None:
    """Withdrawing asks for a tick; without it the page says so and every card still works."""
    (token,) = tokens(lead.post(f"/teams/{region.teams['small']}/link", data=FORM).text)
    page = lead.post(f"/teams/{region.teams['small']}/withdraw")
    assert page.status_code == 422
    assert 'id="why-withdraw"' in page.text
    with writing(db.session):
        join(db.session, token, today=STARTS_ON)


@pytest.mark.parametrize("kind", ["cards", "link"])
def test_loading_the_answer_again_gives_nothing_away(lead: FlaskClient, region: SmallRegion, kind: str) -> None:
    """The same form a second time, or from another tab: refused with the numbers of now, and then it can be sent."""
    address = f"/teams/{region.teams['small']}/{kind}"
    page = lead.get(f"/teams/{region.teams['small']}/manage")
    form = {"places": "1", "expires_on": "2026-03-20", "given": _given(page.text)}
    assert len(set(tokens(lead.post(address, data=form).text))) == 1
    again = lead.post(address, data=form)
    assert again.status_code == 422
    assert tokens(again.text) == []
    assert f'id="why-{kind}-places"' in again.text
    assert lead.post(address, data=form | {"given": _given(again.text)}).status_code == 200


def _given(page: str) -> str:
    return str(re.findall(r'name="given" value="(\d+)"', page)[0])
