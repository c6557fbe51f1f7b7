"""A small demonstration region that many tests read, built once; and simulated people without a region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.db import db
from app.demo.build import Demonstration, Order, build_region
from app.demo.guide import describe
from app.demo.outline import read_outline
from app.demo.respondents import read_respondents
from app.demo.seeded_chance import Chance
from app.demo.simulated_people import Crowd, SimulatedPerson
from app.instrument.answers import read_form
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings
from tests.conftest import Template

NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
WAVES = 13
BASE_URL = "http://localhost"


def order(*, seed: int = 7, now: datetime = NOW, waves: int = 4, teams: int = 6) -> Order:
    return Order(questionnaire="peo", seed=seed, now=now, waves=waves, teams=teams, min_group=7, colluders=2)


@dataclass(frozen=True)
class Built:
    """A region as it was built, and its demo.json."""

    app: Flask
    region: Demonstration
    guide: Mapping[str, Any]


def build_in(folder: Path, *, template: Template, wanted: Order) -> Iterator[Built]:
    """Build a region on a copy of an empty database."""
    app = create_app(template.copy(folder, with_region=False), testing=True)
    with app.app_context():
        region = build_region(db.session, wanted, keys=PeriodKeys(settings().keys))
        yield Built(app, region, describe(db.session, region, base_url=BASE_URL))
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, template: Template) -> Iterator[Built]:
    """A region of six teams and four answered waves; tests read it and change nothing."""
    yield from build_in(tmp_path_factory.mktemp("demo"), template=template, wanted=order())


@pytest.fixture(autouse=True)
def in_the_built_region(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that uses the built region reads its database, whatever other regions are open in this process."""
    if "built" not in request.fixturenames:
        yield
        return
    with request.getfixturevalue("built").app.app_context():
        yield
        db.session.remove()


@dataclass(frozen=True)
class Sample:
    """Simulated people and their answers in some waves, all of whom respond."""

    people: tuple[SimulatedPerson, ...]
    answers: Mapping[int, Sequence[Mapping[str, Any]]]


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return instrument_of("peo")


def crowd_of(instrument: Instrument, *, seed: int = 7) -> Crowd:
    against = read_outline(instrument.key).against
    return Crowd(instrument, read_respondents(instrument), chance=Chance(seed), waves=WAVES, against=against)


def sample_of(instrument: Instrument, *, leanings: Mapping[str, float], waves: tuple[int, ...]) -> Sample:
    """A hundred and fifty people of every kind of organisation, asked everything that a pulse can ask."""
    crowd = crowd_of(instrument)
    kinds = ("specialist", "certified", "municipal")
    people = tuple(crowd.next_person(kind) for kind in kinds for _ in range(150))
    pulse = instrument.pulse
    groups = [pulse.anchors, *pulse.pool, *pulse.themes[pulse.theme]]
    items = instrument.items_named(key for group in groups for key in group)
    answers = {
        wave: [read_form(items, crowd.fields(each, items, wave=wave, leanings=leanings)).answers for each in people]
        for wave in waves
    }
    return Sample(people, answers)


@pytest.fixture(scope="session")
def sample(instrument: Instrument) -> Sample:
    """Nobody's team leans, nothing moves: what the simulation says by itself."""
    return sample_of(instrument, leanings={}, waves=(1, 2, 7, 13))
