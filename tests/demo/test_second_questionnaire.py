"""A second questionnaire and a second region exist by content alone: pages, cards and files speak of no other one."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cards.card_deck import deck
from app.cards.taken_over import personal_cards
from app.config import Settings
from app.db import db
from app.demo.build import Demonstration, build_region
from app.programme.questionnaires import questionnaires_in_use
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings
from tests.demo.conftest import order

KEY = "wellbeing"
FOREIGN = re.compile(r"jeugdhulp|youth care|\bPEO\b|werkplezier|professionele ruimte|Haaglanden", re.IGNORECASE)
"""Words of the first questionnaire and its reports, which no page about another one may say."""


@pytest.fixture(name="settings")
def in_three_languages(settings: Settings) -> Settings:
    """An installation that offers German too."""
    return replace(settings, languages=("nl", "en", "de"))


@pytest.fixture
def schools(app: Flask) -> Iterator[Demonstration]:
    """The demonstration region of the second questionnaire, small: two waves, so one release."""
    with app.app_context():
        wanted = replace(order(waves=2, teams=4), questionnaire=KEY)
        yield build_region(db.session, wanted, keys=PeriodKeys(settings().keys))


def test_every_page_speaks_of_the_questionnaire_that_is_asked(schools: Demonstration, client: FlaskClient) -> None:
    """Joining, the mirror, boards, cards, exports and what was measured before: all from its own content files."""
    join = client.get(f"/join/{schools.invitations[0].token}").text
    assert "Hoeveel jaar werk je in het onderwijs?" in join
    pages = {"/join": join}
    for path in ("/measured-before", "/measured-before.csv", "/cards/all", "/privacy", "/method"):
        pages[path] = client.get(path).text
    assert client.post("/code", data={"code": schools.members[0].code.text}).status_code == 303
    for path in ("/", "/pulse", "/mirror", "/cards", "/region"):
        pages[path] = client.get(path, follow_redirects=True).text
    period = schools.scene.programme.id + "-p1"
    for kind in ("csv", "json"):
        pages[kind] = client.get(f"/releases/{period}.{kind}").text
    assert "life_satisfaction" in pages["csv"]
    assert "Tevreden met je leven" in pages["/mirror"]
    assert "Houd één pauze vrij" in pages["/cards/all"]
    assert "Office for National Statistics" in pages["/measured-before"]
    assert "2023: <strong>7,45</strong>" in pages["/measured-before"]
    for path, page in pages.items():
        assert not FOREIGN.findall(page), path


def test_it_speaks_german(schools: Demonstration, client: FlaskClient) -> None:
    """Joining, the questions and the mirror; a card without German is in English and marked so."""
    join = client.get(f"/join/{schools.invitations[0].token}?language=de").text
    assert "Wie viele Jahre arbeitest du schon im Bildungswesen?" in join
    assert "How many years" not in join
    assert client.post("/code", data={"code": schools.members[0].code.text}).status_code == 303
    assert "zufrieden bist du zurzeit mit deinem Leben" in client.get("/pulse?language=de").text
    assert "Zufrieden mit deinem Leben" in client.get("/mirror?language=de").text
    assert 'lang="en"' in client.get("/cards/all?language=de").text
    before = client.get("/measured-before?language=de").text
    assert "Erwachsenen im Vereinigten Königreich" in before


def test_the_region_uses_its_own_questionnaire(schools: Demonstration) -> None:
    """Also where a page is not about one programme."""
    assert questionnaires_in_use(db.session) == (KEY,)
    assert {card.key for card in personal_cards(KEY)}.isdisjoint(card.key for card in personal_cards("peo"))
    assert deck(KEY).languages == ("nl", "en")


def test_a_questionnaire_without_cards_has_none() -> None:
    """One that was just made has no cards of its own, and borrows none that speak of other work."""
    assert deck("brandnew").cards == ()
