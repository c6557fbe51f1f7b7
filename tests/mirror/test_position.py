"""Where an answer lies among a group's, and when most of the group is on one side."""

from __future__ import annotations

import pytest

from app.charts.distribution import Distribution
from app.mirror.position_in_group import Position, positions_in
from app.releases.rules.cells import Published


def _distribution(*cuts: tuple[float, float, float]) -> Distribution:
    shown = tuple((at, Published("50+", (low + high) / 2, low, high)) for at, low, high in cuts)
    return Distribution(item="x", cuts=shown, ends=(0.5, 4.5), size_class="50+")


def _placed(group: Distribution, level: float) -> Position:
    return positions_in(group, cuts=3)[group.place_of(level)]


FULL = _distribution((1.5, 0.93, 0.97), (2.5, 0.53, 0.57), (3.5, 0.13, 0.17))


def test_there_higher_and_lower_are_everybody() -> None:
    """About which share is in the same step, above it and below it."""
    position = _placed(FULL, 3)
    assert (position.at, position.above, position.below) == pytest.approx((0.4, 0.15, 0.45))
    assert position.whole_gauge


@pytest.mark.parametrize(("level", "side"), [(1, "higher"), (2, "higher"), (3, None), (4, "lower")])
def test_most_are_on_one_side_only_when_the_bounds_leave_no_doubt(level: int, side: str | None) -> None:
    """At step 2 at least 53% is higher; at step 3 no more than 17% is higher and at most 47% lower."""
    assert _placed(FULL, level).most_are == side


def test_a_bound_just_below_half_says_nothing() -> None:
    """The best value may be more than half; that is not certain."""
    position = _placed(_distribution((2.5, 0.49, 0.6)), 2)
    assert position.above > 0.5
    assert position.most_are is None
    assert not position.whole_gauge
