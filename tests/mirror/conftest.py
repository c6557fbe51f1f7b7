"""A participant with a few waves behind them, in a region of which something was published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument
from tests.conftest import SetClock
from tests.mirror.publishing import keep_drawings, publish
from tests.region import FORTNIGHT, START, SmallRegion

NOW = START + 2 * FORTNIGHT
"""In the third wave: the first of the second period."""

PUBLISHED = {
    ("professional_space", "favourable"): (0.6, 0.64),
    ("work_enjoyment", ""): (7.2, 7.5),
    ("work_enjoyment", ">=7"): (0.7, 0.74),
    ("reflection", "favourable"): None,
}


@pytest.fixture
def peo() -> Instrument:
    return instrument_of("peo")


@pytest.fixture
def in_dutch(app: Flask) -> Iterator[None]:
    """Inside a request of a reader of Dutch, without their catalogue: sentences come in English, content in Dutch."""
    with app.test_request_context("/", headers={"Accept-Language": "nl"}):
        yield


@pytest.fixture
def in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        yield


@pytest.fixture
def now(set_clock: SetClock) -> datetime:
    set_clock(NOW)
    return NOW


@pytest.fixture
def mirrored(region: SmallRegion, set_clock: SetClock) -> SmallRegion:
    """Two waves answered, their period published, the third wave open and answered."""
    for wave, (space, grade) in enumerate([("sufficient", 6), ("insufficient", 6)]):
        region.answer(
            region.participant,
            {"professional_space": space, "work_enjoyment": grade},
            moment=START + wave * FORTNIGHT,
        )
    publish(region, 1, PUBLISHED)
    set_clock(NOW)
    region.tick(NOW)
    region.answer(region.participant, {"professional_space": "insufficient", "work_enjoyment": 8}, moment=NOW)
    keep_drawings(region)
    return region


@pytest.fixture
def reader(mirrored: SmallRegion) -> FlaskClient:
    """The participant's browser, in English."""
    client = mirrored.signed_in(mirrored.participant)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
