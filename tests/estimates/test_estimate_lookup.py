"""Signals are told the surest first, each with its direction and what it is beside; nothing is told without both."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest

from app.db import db
from app.estimates.estimate_lookup import (
    GroupEstimate,
    Signal,
    estimated,
    estimates_of_groups,
    estimates_over_time,
    learnt_of,
    signals_of,
)
from app.releases.read import released_periods
from app.releases.rules.cells import Group
from app.statistics.grades import GRADES, Grade
from tests.boards.conftest import released, released_once
from tests.region import SmallRegion

__all__ = ["released", "released_once"]


def estimate(
    share: float,
    *,
    item: str = "space",
    gap: Grade = "none",
    movement: Grade = "none",
    above: float | None = 0.99,
    before: float | None = 0.99,
) -> GroupEstimate:
    return GroupEstimate(
        item=item,
        option="favourable",
        share=share,
        lower=share - 0.1,
        upper=share + 0.1,
        above_reference=above,
        above_before=before,
        gap=gap,
        movement=movement,
    )


def by_count(*each: GroupEstimate) -> Mapping[tuple[str, str], GroupEstimate]:
    return {(one.item, one.option): one for one in each}


def signals(own: GroupEstimate, region: float = 0.5, before: float = 0.4) -> tuple[Signal, ...]:
    return signals_of(by_count(own), by_count(estimate(region)), by_count(estimate(before)))


@pytest.mark.parametrize(
    ("above", "direction", "chance"), [(0.99, "higher", 0.99), (0.01, "lower", 0.99), (0.5, "higher", 0.5)]
)
def test_a_gap_says_on_which_side_of_the_region_with_which_chance(above: float, direction: str, chance: float) -> None:
    (found,) = signals(estimate(0.7, gap="sure", above=above))
    assert (found.kind, found.direction) == ("gap", direction)
    assert found.chance == pytest.approx(chance)
    assert (found.share, found.reference, round(found.size, 6)) == (0.7, 0.5, 0.2)


@pytest.mark.parametrize(("before", "direction"), [(0.99, "up"), (0.02, "down")])
def test_a_movement_says_whence_and_whereto(before: float, direction: str) -> None:
    """Beside the group's own estimate of the last time, not the region's."""
    (found,) = signals(estimate(0.7, movement="likely", before=before))
    assert (found.kind, found.direction, found.reference) == ("movement", direction, 0.4)


@pytest.mark.parametrize("grade", ["sure", "likely", "notable"])
def test_nothing_is_told_that_has_nothing_to_be_compared_with(grade: Grade) -> None:
    """The region beside itself, and a first time."""
    assert signals(estimate(0.7, gap=grade, movement=grade, above=None, before=None)) == ()
    assert signals(estimate(0.7)) == ()


def test_the_surest_comes_first_then_the_largest_however_they_lie() -> None:
    """Six orders of the same three estimates: one order of signals."""
    three = (
        estimate(0.9, item="large", gap="likely"),
        estimate(0.55, item="small", gap="sure"),
        estimate(0.7, item="middle", gap="likely"),
    )
    region = by_count(*(estimate(0.5, item=name) for name in ("large", "small", "middle")))
    for order in permutations(three):
        assert [each.item for each in signals_of(by_count(*order), region, {})] == ["small", "large", "middle"]
    assert GRADES.index("sure") < GRADES.index("likely")


def test_what_it_was_beside_may_be_unknown() -> None:
    """Told without a size rather than with a wrong one."""
    (found,) = signals_of(by_count(estimate(0.7, gap="sure")), {}, {})
    assert (found.reference, found.size) == (None, 0.0)


def test_each_way_of_looking_up_finds_the_same_estimates(released: SmallRegion) -> None:
    """One group, several groups, one count, over time: never another group's."""
    period = released_periods(db.session)[-1].id
    groups = [Group("team", released.teams["north"]), Group("team", released.teams["south"])]
    groups.append(Group("region", released.region_id))
    assert estimated(db.session, period)
    together = estimates_of_groups(db.session, groups, period_id=period)
    for group in groups:
        own = together[group]
        assert own
        assert own == estimates_over_time(db.session, group, periods=[period])[period]
        for count, each in own.items():
            assert (each.item, each.option) == count
            assert 0 <= each.lower <= each.share <= each.upper <= 1
    assert together[groups[0]] != together[groups[1]]


def test_of_a_group_without_estimates_nothing_is_found(released: SmallRegion) -> None:
    """A team too small, a group that is not there, a level it does not stand at, a period that never was."""
    period = released_periods(db.session)[-1].id
    small = Group("team", released.teams["small"])
    for group in (small, Group("team", "nobody"), Group("organisation", released.teams["north"])):
        assert estimates_of_groups(db.session, [group], period_id=period) == {group: {}}
    assert estimates_of_groups(db.session, [], period_id=period) == {}
    assert not estimated(db.session, "no-such-period")
    assert learnt_of(db.session, "no-such-period") == {}
