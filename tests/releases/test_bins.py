"""A bin always leaves room for doubt, and its bounds do not tell how many people there are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.releases.rules.bins import Bin, bin_of, block_bins, group_bins
from app.releases.rules.policy import Policy

POLICIES = [Policy(colluders=colluders) for colluders in (1, 2, 3)]


def check(bins: tuple[Bin, ...], *, low: int, high: int, people: int, policy: Policy) -> None:
    """Bins cover the range without gaps, are wide enough, and are shown with the bounds that hold them."""
    assert (bins[0].low, bins[-1].high) == (low, high)
    assert all(first.high + 1 == second.low for first, second in pairwise(bins))
    if len(bins) > 1:
        assert all(bins[end].high - bins[end].low + 1 >= policy.colluders + 2 for end in (0, -1))
        assert all(each.high - each.low + 1 >= 2 for each in bins)
    step = 5 if people < 50 else 1
    for each in bins:
        assert each.lower_percent * people <= 100 * each.low
        assert each.upper_percent * people >= 100 * each.high
        assert each.lower_percent % step == each.upper_percent % step == 0
        assert 0 <= each.lower_percent < each.upper_percent <= 100 or low == high


@pytest.mark.parametrize("policy", POLICIES)
def test_a_blocks_bins_keep_the_rule_for_every_size(policy: Policy) -> None:
    """End bins of at least c + 2 counts, inner bins of at least 2 counts and 2 % of the people."""
    for people in range(policy.min_group, 1500):
        bins = block_bins(people, policy)
        check(bins, low=0, high=people, people=people, policy=policy)
        assert len(bins) >= 2
        assert all(each.upper_percent - each.lower_percent >= 2 for each in bins)


@given(st.sampled_from(POLICIES), st.integers(5, 3000), st.data())
def test_a_groups_bins_keep_the_rule_for_every_range(policy: Policy, people: int, data: st.DataObject) -> None:
    low = data.draw(st.integers(0, people))
    high = data.draw(st.integers(low, people))
    bins = group_bins(low=low, high=high, people=people, policy=policy)
    check(bins, low=low, high=high, people=people, policy=policy)
    least = max(2, 200 / people)
    assert all(each.upper_percent - each.lower_percent >= least for each in bins), "also where parts pin the group"


def test_a_group_that_its_parts_pin_is_shown_as_wide_as_any_other() -> None:
    """Kinds of organisation between 2 % and 2 % can leave their region one percent of room: it shows two."""
    (only,) = group_bins(low=167, high=170, people=388, policy=Policy())
    assert (only.lower_percent, only.upper_percent) == (43, 45)


def test_bounds_do_not_tell_sizes_of_one_class_apart() -> None:
    """A team of 7 shows the same bounds as a team of 8 or 9, and so on up the scale."""
    policy = Policy()

    def shown(people: int) -> list[int]:
        return [each.lower_percent for each in block_bins(people, policy)]

    for sizes in ((7, 9), (10, 12), (13, 15), (16, 19), (20, 24), (25, 29), (30, 39), (40, 49), (50, 59), (100, 119)):
        assert len({tuple(shown(people)) for people in range(sizes[0], sizes[1] + 1)}) == 1


def test_bins_lie_alike_seen_from_either_end() -> None:
    """Many noes are hidden as well as many yeses."""
    for people in range(7, 400):
        cuts = [each.lower_percent for each in block_bins(people, Policy())[1:]]
        assert [100 - cut for cut in reversed(cuts)] == cuts or len(cuts) > 2


def test_a_count_outside_all_bins_goes_to_the_nearest() -> None:
    bins = block_bins(8, Policy())
    assert bin_of(-4, bins) == bins[0]
    assert bin_of(99, bins) == bins[-1]


@pytest.mark.parametrize("people", [10, 12, 16, 20, 40, 60, 99])
def test_each_tripling_of_draws_makes_outer_bins_a_count_wider(people: int) -> None:
    """So that three figures about the same people tell no more than one; half of all is the most."""
    single, treble = (block_bins(people, Policy(), draws)[0].high for draws in (1, 3))
    assert treble > single or treble == (people - 1) // 2


@pytest.mark.parametrize("people", [14, 20, 40, 70, 100])
def test_a_unanimous_group_of_blocks_gets_ends_as_wide_as_a_block_of_its_size_and_more(people: int) -> None:
    """Its people are in the figures of their teams too."""
    bins = group_bins(low=0, high=people, people=people, policy=Policy())
    assert bins[0].high + 1 >= min(people // 2, Policy().end_counts(people, draws=3))
    assert bins[-1].low <= people + 1 - min(people // 2, Policy().end_counts(people, draws=3))


@pytest.mark.parametrize(("people", "counts"), [(40, 7), (100, 10), (200, 5)])
def test_a_divided_group_hides_its_parts_in_ends_as_wide_as_half_of_it_needs(people: int, counts: int) -> None:
    """From the low of its range upwards; a large group is known more exactly."""
    bins = group_bins(low=people // 3, high=people * 2 // 3 + 10, people=people, policy=Policy())
    assert bins[0].high + 1 - people // 3 >= counts
