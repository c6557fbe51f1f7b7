"""Staff run a region here as they do on its pages; a box of ballots belongs to a period, a poll or a remarks box."""

from __future__ import annotations

import pytest

from tests.conftest import SetClock
from tests.lifecycle.boxes import BoxOfPeriod, BoxOfPoll, BoxOfRemarks, FilledBox
from tests.region import START, SmallRegion
from tests.running.conftest import lead, staff

__all__ = ["lead", "staff"]

KINDS: dict[str, type[BoxOfPeriod] | type[BoxOfPoll] | type[BoxOfRemarks]] = {
    "period": BoxOfPeriod,
    "poll": BoxOfPoll,
    "remarks": BoxOfRemarks,
}


@pytest.fixture(params=KINDS)
def filled(request: pytest.FixtureRequest, region: SmallRegion, set_clock: SetClock) -> FilledBox:
    """An open box with more than a hundred ballots, of a period, of a poll and of a remarks box."""
    set_clock(START)
    return FilledBox(KINDS[request.param](region))


@pytest.fixture(params=KINDS)
def any_filled(request: pytest.FixtureRequest, any_region: SmallRegion, set_clock: SetClock) -> FilledBox:
    """The same on both databases."""
    set_clock(START)
    return FilledBox(KINDS[request.param](any_region))
