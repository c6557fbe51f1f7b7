"""A card of people to turn to shows the number or address that staff wrote down, and nothing of whoever looks."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.content.contact_kinds import KINDS
from app.db import db, writing
from app.mirror.own_cards import card_named
from app.organisations.contacts import WrittenContact, write_contacts
from tests.mirror.conftest import NOW
from tests.region import SmallRegion

LOW = {"work_enjoyment": 1, "professional_space": "very_insufficient", "workload": "strong"}


@pytest.fixture
def low(mirrored: SmallRegion, reader: FlaskClient) -> FlaskClient:
    """The participant's browser, after an answer that brings people first."""
    mirrored.answer(mirrored.participant, LOW, moment=NOW, submission="low")
    with writing(db.session):
        contacts = {kind: WrittenContact(f"House {kind}", "070 123 45 67") for kind in KINDS}
        write_contacts(db.session, mirrored.organisations["wide"], contacts)
    return reader


def test_every_contact_stands_with_its_card(low: FlaskClient) -> None:
    """Four cards of people first have one, each the kind that its text speaks of."""
    page = low.get("/cards").text
    cards = dict(re.findall(r'id="card-(\w+)"(.*?)</article>', page, re.DOTALL))
    for key in ("people_your_lead", "people_the_company_doctor", "people_the_confidential_adviser"):
        assert f"House {card_named(key).contact}" in cards[key]
    assert "House" not in cards["people_your_own_doctor"]


def test_after_answering_the_page_keeps_its_one_length(low: FlaskClient, mirrored: SmallRegion) -> None:
    """A card with a contact makes it no longer: the network does not tell for whom a card came."""
    wave = mirrored.wave(NOW).id
    people = low.get(f"/done/{wave}", headers={"Accept-Encoding": "gzip"})
    mirrored.answer(mirrored.participant, {"work_enjoyment": 8, "workload": "none"}, moment=NOW, submission="well")
    well = low.get(f"/done/{wave}", headers={"Accept-Encoding": "gzip"})
    assert len(people.data) == len(well.data)
