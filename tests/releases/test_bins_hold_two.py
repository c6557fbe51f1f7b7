"""Every published bin is at least two counts wide, so that a figure tells how many people there must at least be.

Conclusions count on it (`app.releases.rules.people_of_figure.fewest_people`): too many people would make them too sure.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.releases.rules.aggregate import TEAM, Tally
from app.releases.rules.bins import block_bins, group_bins
from app.releases.rules.cells import Published
from app.releases.rules.noise import SeededNoise
from app.releases.rules.people_of_figure import fewest_people
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from app.releases.rules.rollup import roll_up, tree
from tests.attacks.simulated import publish, simulate
from tests.releases.regions import GRADE, snapshot, vote

POLICIES = [Policy(), Policy(colluders=1), Policy(colluders=3), Policy(min_group=12)]


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_a_block_of_any_size(policy: Policy) -> None:
    """Every bin of a block, also after bins were put together: that only makes them wider."""
    for people in range(policy.min_group, 1500):
        assert all((each.upper_percent - each.lower_percent) * people >= 200 for each in block_bins(people, policy))


@pytest.mark.parametrize("people", [7, 9, 12, 16, 23, 31, 48, 49, 50, 51, 66])
def test_a_group_that_its_parts_leave_any_room(people: int) -> None:
    """Every range its parts can leave, down to a single count: the bin is widened outwards."""
    policy = Policy()
    for low in range(people + 1):
        for high in range(low, people + 1):
            bins = group_bins(low=low, high=high, people=people, policy=policy)
            assert all((each.upper_percent - each.lower_percent) * people >= 200 for each in bins)
            assert all(0 <= each.lower_percent < each.upper_percent <= 100 for each in bins)


@given(st.integers(50, 6000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(0, n))))
def test_a_large_group_that_its_parts_leave_any_room(drawn: tuple[int, int, int]) -> None:
    """The same for larger groups, by example."""
    people, *ends = drawn
    bins = group_bins(low=min(ends), high=max(ends), people=people, policy=Policy())
    assert all((each.upper_percent - each.lower_percent) * people >= max(200, 2 * people) for each in bins)


@pytest.mark.parametrize("seed", range(6))
def test_no_release_tells_more_people_than_there_are(seed: int) -> None:
    """Whole releases, with breakdowns: what is told is never more than who answered."""
    region = simulate(seed, sizes=(8, 45))
    sizes = region.tally().sizes()
    node = roll_up(tree(region.snapshot), people=sizes[TEAM, "space"], min_group=7).region
    people = {(each.group.level, each.group.id): each.people for each in node.walk()}
    shown = 0
    for row in publish(region, policy=Policy(), seed=seed):
        if isinstance(row.cell, Published):
            there = sizes["experience", "space"][row.category] if row.category else people[row.level, row.group]
            assert fewest_people(row.cell) <= there
            shown += 1
    assert shown > 10


def test_nor_does_a_distribution_whose_cuts_were_made_to_agree() -> None:
    """Nested cuts are widened along their chain."""
    for seed in range(8):
        tally, sizes = Tally(), {f"t{each}": 12 + 7 * each for each in range(6)}
        for team, size in sizes.items():
            for person in range(size):
                grade = 1 + (person * 7 + seed + size) % 10
                vote(tally, "grade", team, yes=[f">={cut}" for cut in range(2, grade + 1)])
        whole = snapshot({"one": list(sizes)[:3], "two": list(sizes)[3:]})
        for row in protect(whole, tally, policy=Policy(), items=[GRADE], noise=SeededNoise(seed)):
            if isinstance(row.cell, Published) and row.statistic == "share":
                there = sizes.get(row.group) or sum(sizes[team] for team in _teams(row.group, sizes))
                assert fewest_people(row.cell) <= there


def _teams(group: str, sizes: dict[str, int]) -> list[str]:
    names = list(sizes)
    return {"one": names[:3], "two": names[3:]}.get(group, names)
