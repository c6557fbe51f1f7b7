"""A small region with two released periods, and everybody who may want to look at it."""

from __future__ import annotations

import pytest
from flask import Flask, g

from tests.boards.visitors import Visitors, release_two_periods
from tests.conftest import SetClock
from tests.region import SmallRegion


@pytest.fixture(autouse=True)
def fresh_requests(app: Flask) -> None:
    """Each request starts knowing nobody: tests run inside one application context, whose `g` would remember."""
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: g.__dict__.clear())


@pytest.fixture
def released(region: SmallRegion, set_clock: SetClock) -> SmallRegion:
    """The region after two periods; the clock stands in the third."""
    set_clock(release_two_periods(region))
    return region


@pytest.fixture
def visitors(region: SmallRegion) -> Visitors:
    """Staff of every role, participants, and somebody who is not signed in."""
    return Visitors(region)
