"""Figures of items that hang together leave every count in doubt, as listing all of them shows; bins only widen."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.releases.rules.bins import Bin, block_bins
from app.releases.rules.families import Cells, Family, blocks_of, fit_family, linked_of
from app.releases.rules.item_plan import Implication, ItemPlan
from app.releases.rules.policy import Policy
from app.releases.rules.rollup import roll_up, tree
from tests.releases.regions import snapshot

POLICY = Policy()
LEAST = POLICY.colluders + 1
WORKLOAD = ItemPlan(item="workload", everywhere=("felt",))
CAUSE = ItemPlan(item="cause", everywhere=("noise", "hurry"), base="workload")
LINKS = (
    Implication((("cause", "noise", 1), ("workload", "felt", -1))),
    Implication((("cause", "hurry", 1), ("workload", "felt", -1))),
)
COUNTS = (("workload", "felt"), ("cause", "noise"), ("cause", "hurry"))


def bin_from(low: int, high: int, people: int) -> Bin:
    return Bin(low, high, 100 * low // people, -(-100 * high // people))


def family_of(people: int, ranges: list[tuple[int, int]]) -> Family:
    """One block with a bin for each of `COUNTS`."""
    family = Family([WORKLOAD, CAUSE], LINKS)
    place = Cells((family.add_atom(people),), people, block_bins(people, POLICY))
    bins = {count: bin_from(*each, people) for count, each in zip(COUNTS, ranges, strict=True)}
    for item in ("workload", "cause"):
        family.add_bins({option: each for (name, option), each in bins.items() if name == item}, item, place=place)
    return family


def left(family: Family, people: int) -> list[tuple[int, ...]]:
    """Every set of counts that the bins and the questionnaire leave possible."""
    bins = [family.bins[item, option, (0,)] for item, option in COUNTS]
    return [
        counts
        for counts in product(range(people + 1), repeat=3)
        if all(each.low <= count <= each.high for each, count in zip(bins, counts, strict=True))
        and max(counts[1:]) <= counts[0]
    ]


@st.composite
def blocks(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    people = draw(st.integers(7, 12))
    choices = block_bins(people, POLICY)
    drawn = [draw(st.sampled_from(choices)) for _ in COUNTS]
    return people, [(each.low, each.high) for each in drawn]


@settings(max_examples=25)
@given(blocks())
def test_every_count_of_a_block_stays_in_doubt(case: tuple[int, list[tuple[int, int]]]) -> None:
    """Whatever bins were drawn, contradicting ones too: c + 1 yeses and c + 1 noes are possible of each option."""
    people, ranges = case
    family = family_of(people, ranges)
    fit_family(family, POLICY)
    possible = left(family, people)
    for place, (low, high) in enumerate(ranges):
        values = {counts[place] for counts in possible}
        assert max(values) >= LEAST
        assert people - min(values) >= LEAST
        own = family.bins[(*COUNTS[place], (0,))]
        assert own.low <= low
        assert own.high >= high


@settings(max_examples=25)
@given(blocks())
def test_bins_of_a_block_stay_on_the_grid_of_its_subclass(case: tuple[int, list[tuple[int, int]]]) -> None:
    """A bound between two cuts would tell how many people there are."""
    people, ranges = case
    family = family_of(people, ranges)
    fit_family(family, POLICY)
    choices = block_bins(people, POLICY)
    for shown in family.bins.values():
        assert shown.low in {each.low for each in choices}
        assert shown.high in {each.high for each in choices}


def test_what_includes_another_is_never_shown_below_it() -> None:
    """Noise drew fewer who feel workload than who name a cause: both bins reach to each other's end."""
    family = family_of(12, [(0, 5), (6, 12), (0, 5)])
    fit_family(family, POLICY)
    felt, noise = (family.bins["workload", "felt", (0,)], family.bins["cause", "noise", (0,)])
    assert felt.high >= noise.high
    assert noise.low <= felt.low


def test_bins_that_prove_nothing_are_not_touched() -> None:
    people = 12
    choices = block_bins(people, POLICY)
    whole = (choices[0].low, choices[-1].high)
    family = family_of(people, [whole, whole, whole])
    before = dict(family.bins)
    fit_family(family, POLICY)
    assert dict(family.bins) == before


def test_a_group_counts_the_blocks_below_it() -> None:
    """By hand: two teams of 8 and 9, two of 3 and 4 pooled in their organisation, one of 2 counted nowhere."""
    region = snapshot({"one": ["a", "b", "c"], "two": ["d", "e"]})
    people = {"a": 8, "b": 3, "c": 4, "d": 9, "e": 2}
    rollup = roll_up(tree(region), people=people, min_group=7)
    family = Family([WORKLOAD], ())
    held = blocks_of(rollup.region, family)
    assert sorted(family.atoms) == [7, 8, 9]
    sizes = {key: sum(family.atoms[atom] for atom in atoms) for key, atoms in held.items()}
    assert sizes["organisation", "one"] == 15
    assert sizes["organisation", "two"] == sizes["team", "d"] == 9
    assert sizes["region", "north"] == sizes["orgtype", "care"] == 24
    assert sizes["team", "b"] == sizes["team", "e"] == 0


def test_the_same_people_have_one_place() -> None:
    """An organisation of one team: its figures are the team's, kept once."""
    family = Family([WORKLOAD], ())
    first, second = (Cells((0,), 12, block_bins(12, POLICY)), Cells((0,), 12))
    family.add_bins({"felt": bin_from(0, 5, 12)}, "workload", place=first)
    family.add_bins({"felt": bin_from(0, 5, 12)}, "workload", place=second)
    assert family.places == {(0,): first}
    assert family.bins_of("workload", ["felt"], (0,)) == {"felt": bin_from(0, 5, 12)}


@pytest.mark.parametrize(("plans", "kept"), [([WORKLOAD, CAUSE], 2), ([WORKLOAD], 0), ([CAUSE], 0)])
def test_links_hold_between_what_is_published(plans: list[ItemPlan], kept: int) -> None:
    """A link with an item that this period does not ask says nothing."""
    assert len(linked_of(plans, LINKS)) == kept


def test_categories_are_widened_with_the_region_they_divide() -> None:
    """Twelve and twelve people of a region of 24: nobody of either names noise, half of the region feels workload."""
    family = Family([WORKLOAD, CAUSE], LINKS)
    region = Cells((family.add_atom(24),), 24, block_bins(24, POLICY))
    family.add_bins({"felt": bin_from(6, 12, 24)}, "workload", place=region)
    parts = [Cells((family.add_atom(12),), 12, block_bins(12, POLICY)) for _ in range(2)]
    for place in parts:
        family.add_bins({"felt": block_bins(12, POLICY)[0]}, "workload", place=place)
    family.halves.append(((0,), (1, 2)))
    fit_family(family, POLICY)
    lows = sum(family.bins["workload", "felt", place.atoms].low for place in parts)
    highs = sum(family.bins["workload", "felt", place.atoms].high for place in parts)
    whole = family.bins["workload", "felt", (0,)]
    assert lows <= whole.high
    assert highs >= whole.low
