"""Options of one item that belong together are never shown against each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.releases.rules.aggregate import Tally
from app.releases.rules.bins import bin_of, block_bins
from app.releases.rules.consistent_figures import agree_exclusive, settle_exclusive, settle_nested
from app.releases.rules.item_plan import ItemPlan, PlanContradictory
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.releases.regions import cell, snapshot, vote

CHAIN = (">=30", ">=50", ">=70")
KINDS = ("more", "same", "less")


@given(st.lists(st.integers(-3, 30), min_size=1, max_size=9))
def test_noisy_counts_fall_along_a_chain(counts: list[int]) -> None:
    options = [str(place) for place in range(len(counts))]
    settled = settle_nested(dict(zip(options, counts, strict=True)), options)
    values = [settled[option] for option in options]
    assert sorted(values, reverse=True) == values
    if sorted(counts, reverse=True) == counts:
        assert values == counts


@given(st.tuples(*[st.integers(-3, 30)] * 3), st.integers(7, 60))
def test_noisy_counts_of_exclusive_options_add_up_to_everybody(counts: tuple[int, int, int], people: int) -> None:
    noisy = dict(zip(KINDS, counts, strict=True))
    assert sum(settle_exclusive(noisy, KINDS, people=people).values()) == people


@given(st.tuples(*[st.integers(0, 60)] * 3), st.integers(7, 60))
def test_exclusive_options_leave_each_of_them_possible(counts: tuple[int, int, int], people: int) -> None:
    """The other options together never prove that at most c people chose the third."""
    policy = Policy()
    choices = dict.fromkeys(KINDS, block_bins(people, policy))
    bins = {kind: bin_of(count, choices[kind]) for kind, count in zip(KINDS, counts, strict=True)}
    least = policy.colluders + 1
    agreed = agree_exclusive(bins, KINDS, choices=choices, people=people, least=least)
    assert sum(each.high for each in agreed.values()) >= people
    for kind in KINDS:
        others = sum(agreed[other].low for other in KINDS if other != kind)
        assert people - others >= max(least, agreed[kind].low)
        assert agreed[kind].low <= bins[kind].low
        assert agreed[kind].high >= bins[kind].high


@given(st.integers(0, 10_000), st.lists(st.sampled_from((0, 30, 50, 70)), min_size=7, max_size=40))
def test_cuts_shown_everywhere_never_cross(seed: int, answers: list[int]) -> None:
    tally = Tally()
    for answer in answers:
        vote(tally, "contact", "a", yes=[cut for cut in CHAIN if answer >= int(cut[2:])])
    plan = ItemPlan(item="contact", everywhere=CHAIN)
    rows = protect(snapshot({"one": ["a"]}), tally, policy=Policy(), items=[plan], noise=SeededNoise(seed))
    shown = [each for each in (cell(rows, "a", option=cut) for cut in CHAIN) if each]
    assert [each.lower for each in shown] == sorted((each.lower for each in shown), reverse=True)
    assert [each.upper for each in shown] == sorted((each.upper for each in shown), reverse=True)


def test_a_plan_that_publishes_the_same_option_twice_is_refused() -> None:
    """Two draws over the same people would be two figures."""
    with pytest.raises(PlanContradictory):
        ItemPlan(item="contact", everywhere=(">=30",), distribution=(">=30",))


def test_a_plan_may_not_speak_of_options_it_does_not_publish() -> None:
    with pytest.raises(PlanContradictory):
        ItemPlan(item="change", everywhere=("more",), exclusive=(KINDS,))
