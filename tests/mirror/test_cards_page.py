"""`/cards` and its form: why, source and step, and what their owner does with them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.answering.diary_rows import own_diary
from app.db import db
from tests.mirror.conftest import NOW
from tests.region import SmallRegion


@pytest.fixture
def card(mirrored: SmallRegion, reader: FlaskClient) -> str:
    """The key of the new card of the open wave."""
    return str(re.findall(r'id="card-(\w+)"', reader.get(f"/done/{mirrored.wave(NOW).id}").text)[0])


def test_at_most_one_card_after_a_pulse(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """With its reason, its source, what it rests on, and a small step."""
    page = reader.get(f"/done/{mirrored.wave(NOW).id}").text
    assert page.count('<article class="card"') == 1
    assert re.search(r'data-card="\w+" data-kind="(people|do|talk|learn|ask|organise)"', page)
    for part in ("Small step:", "Why do I see this card?", "What it rests on", "Source", "By a fixed rule"):
        assert part in page
    assert re.search(r"<dt>(Your answer|For everyone|You and the region|About you)</dt>", page)


def test_the_others_stand_under_cards(mirrored: SmallRegion, reader: FlaskClient, card: str) -> None:
    """The new one first and open, the rest folded by subject; after answering the new one is its name."""
    assert 'class="folded"' in reader.get(f"/done/{mirrored.wave(NOW).id}").text
    page = reader.get("/cards").text
    assert 'class="folded"' not in page
    assert page.index(f'id="card-{card}"') < page.index("All that fits, by subject")
    assert page.count(f'id="card-{card}"') == 1


@pytest.mark.parametrize(
    ("state", "told"), [("saved", "Saved by you"), ("done", "Done by you"), ("refused", "Not for you")]
)
def test_what_is_done_with_a_card_is_kept_in_the_diary(
    mirrored: SmallRegion, reader: FlaskClient, card: str, state: str, told: str
) -> None:
    """Without JavaScript: back to the page of cards, where it stands in its place, and can be taken back."""
    turned = reader.post(f"/cards/{card}", data={"state": state})
    assert (turned.status_code, turned.location) == (303, f"/cards#card-{card}")
    when = {"done_in": 3} if state == "done" else {}
    assert own_diary(db.session, mirrored.participant.keys).cards == {card: {"state": state, "wave": 3, **when}}
    page = reader.get("/cards").text
    assert told in page
    reader.post(f"/cards/{card}", data={"state": "undo"})
    assert own_diary(db.session, mirrored.participant.keys).cards == {}
    assert told not in reader.get("/cards").text


def test_htmx_gets_the_card_back_as_it_stands(reader: FlaskClient, card: str) -> None:
    """One fragment with one root id, also for a card that was refused."""
    saved = reader.post(f"/cards/{card}", data={"state": "saved"}, headers={"HX-Request": "true"}).text
    assert saved.lstrip().startswith(f'<article class="card" id="card-{card}"')
    assert "Saved." in saved
    refused = reader.post(f"/cards/{card}", data={"state": "refused"}, headers={"HX-Request": "true"}).text
    assert "You will not see this card again." in refused
    assert 'value="undo"' in refused


def test_a_double_tap_changes_nothing_more(mirrored: SmallRegion, reader: FlaskClient, card: str) -> None:
    """The same twice is the same once."""
    for _tap in range(2):
        reader.post(f"/cards/{card}", data={"state": "saved"})
    assert own_diary(db.session, mirrored.participant.keys).cards == {card: {"state": "saved", "wave": 3}}


def test_wrong_input_says_what_to_mend(mirrored: SmallRegion, reader: FlaskClient, card: str) -> None:
    """An unknown card is no page; an unknown state names the states; nothing is written."""
    assert reader.post("/cards/no_such_card", data={"state": "saved"}).status_code == 404
    wrong = reader.post(f"/cards/{card}", data={"state": "loved"})
    assert wrong.status_code == 400
    assert "saved, done or refused" in wrong.text
    assert own_diary(db.session, mirrored.participant.keys).cards == {}


def test_before_the_first_pulse_the_page_says_so(region: SmallRegion) -> None:
    """Kindly, with the way on."""
    page = region.signed_in(region.participant).get("/cards", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "No cards yet." in page.text


def test_a_visitor_cannot_turn_a_card(region: SmallRegion) -> None:
    """They are asked for their code."""
    assert region.app.test_client().post("/cards/x", data={"state": "saved"}).status_code == 303
