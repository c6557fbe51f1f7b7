"""The cards and the questionnaire as they are published."""

from pathlib import Path

import pytest

from app.cards.card_deck import Deck, load_cards
from app.cards.rule_names import KnownNames
from app.cards.vocabulary import names_of
from app.instrument.load import load_instrument
from app.instrument.schema import Instrument

CONTENT = Path(__file__).parents[2] / "app" / "content"


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return load_instrument(CONTENT / "instruments" / "peo.yaml")


@pytest.fixture(scope="session")
def known(instrument: Instrument) -> KnownNames:
    return names_of(instrument)


@pytest.fixture(scope="session")
def deck(known: KnownNames) -> Deck:
    return load_cards(CONTENT / "people-first", known) + load_cards(CONTENT / "cards", known)
