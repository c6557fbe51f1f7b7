"""A small region with two released periods, and everybody who may want to look at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.boards.visitors import Visitors, release_two_periods
from tests.conftest import SetClock
from tests.region import SmallRegion


@pytest.fixture
def released(region: SmallRegion, set_clock: SetClock) -> SmallRegion:
    """The region after two periods; the clock stands in the third."""
    set_clock(release_two_periods(region))
    return region


@pytest.fixture
def visitors(region: SmallRegion) -> Visitors:
    """Staff of every role, participants, and somebody who is not signed in."""
    return Visitors(region)


Browser = Callable[[str], FlaskClient]
