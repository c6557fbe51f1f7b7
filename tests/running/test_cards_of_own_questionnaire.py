"""A questionnaire written on the page has the cards of the questions it took over, from the draft to the phone."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.cards.taken_over import personal_cards
from app.db import db
from app.programme.models import Programme
from app.programme.own_questionnaires import key_of
from tests.conftest import SetClock
from tests.region import FORTNIGHT, START, SmallRegion
from tests.running.test_own_questionnaire import LIST, QUESTION

TAKEN = ["work_enjoyment", "reflection"]


@pytest.fixture
def draft(lead: FlaskClient) -> str:
    """The address of a draft with two questions of Peil and one of its own."""
    begun = lead.post(LIST, data={"title": "Week & werk", "languages": ["nl", "en"]})
    address = str(begun.headers["Location"])
    lead.post(f"{address}/library/peo", data={"chosen": TAKEN})
    assert lead.post(f"{address}/questions/new", data=QUESTION).status_code == 303
    return address


def cards_on(page: str) -> str:
    found = re.search(r'<h2 id="cards">.*?<section', page, re.DOTALL)
    assert found is not None
    return unescape(found[0])


def test_the_page_names_the_cards_that_fit_and_the_questions_without(lead: FlaskClient, draft: str) -> None:
    """Before publishing, by their titles; a question in other words moves to those without a card."""
    told = cards_on(lead.get(draft).text)
    number = int((re.search(r"(\d+) kaart", told) or [0, 0])[1])
    assert number == len(set(re.findall(r"<li>(?:<a [^>]*>)?([^<]+)", told.split("<p>", 2)[1])))
    assert 'href="/cards/fixed_moment_to_look_back"' in told
    assert "Hoe ging je week?" in told
    changed = {"text_nl": "Drink je koffie?", "text_en": "Do you drink coffee?", "type": "single", "ordered": "y"}
    form = lead.get(f"{draft}/questions/reflection").text
    lines = {
        name: unescape((re.search(rf'name="{name}"[^>]*>\s*([^<]*)</textarea>', form) or ["", ""])[1])
        for name in ("options_nl", "options_en")
    }
    assert lead.post(f"{draft}/questions/reflection", data={**lines, **changed, "good": "2"}).status_code == 303
    again = cards_on(lead.get(draft).text)
    assert "fixed_moment_to_look_back" not in again
    assert "Drink je koffie?" in again


def test_published_and_answered_it_shows_a_card(
    lead: FlaskClient, draft: str, region: SmallRegion, set_clock: SetClock
) -> None:
    """From the page to the phone: published, asked from the next period on, answered, and the card is there."""
    assert lead.post(f"{draft}/publish").status_code == 303
    key = key_of(draft.rpartition("/")[2], 1)
    db.session.scalars(select(Programme)).one().instrument_key = key
    db.session.commit()
    moment = START + 2 * FORTNIGHT
    set_clock(moment)
    region.tick(moment)
    wave = region.wave(moment)
    wave.items = [*TAKEN]
    db.session.commit()
    phone = region.signed_in(region.participant)
    assert 'name="work_enjoyment"' in phone.get("/pulse").text
    region.answer(region.participant, {"work_enjoyment": 2, "reflection": "insufficient"}, moment=moment)
    done = phone.get(f"/done/{wave.id}").text
    assert re.search(r'data-card="people_\w+" data-kind="people"', done), done[-3000:]
    shown = set(re.findall(r'data-card="(\w+)"', phone.get("/cards").text))
    assert {"share_what_touches_you", "people_a_colleague"} <= shown <= {card.key for card in personal_cards(key)}
    set_clock(START)  # The programme team was signed in then.
    bench = lead.get("/programme/cards").text
    assert "/programme/cards/fixed_moment_to_look_back" in bench
    assert "/programme/cards/into_their_world" not in bench
    tried = lead.get("/programme/cards/fixed_moment_to_look_back").text
    assert re.search(r"past bij [1-9]\d* van [1-9]\d* verzonnen mensen", tried), tried
    browsed = phone.get("/cards/all").text
    sets = re.findall(r'href="#card-(\w+)"', browsed)
    assert sets
    assert set(sets) <= set(re.findall(r'id="card-(\w+)"', browsed))


def test_a_questionnaire_that_no_card_fits_says_so(lead: FlaskClient) -> None:
    """On the page where anybody browses and on that of the programme team, instead of empty lists."""
    begun = str(lead.post(LIST, data={"title": "Week", "languages": ["nl", "en"]}).headers["Location"])
    assert lead.post(f"{begun}/questions/new", data=QUESTION).status_code == 303
    assert lead.post(f"{begun}/publish").status_code == 303
    db.session.scalars(select(Programme)).one().instrument_key = key_of(begun.rpartition("/")[2], 1)
    db.session.commit()
    for page in ("/cards/all", "/programme/cards"):
        text = lead.get(page).text
        assert "Peil heeft geen kaarten bij de vragen die hier gesteld worden." in text
        assert "<select" not in text
