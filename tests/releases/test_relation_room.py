"""Which relations may be shown is decided by sizes; their joint shares prove nothing about either item (rule 14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.releases.rules.aggregate import Count
from app.releases.rules.bins import Bin, block_bins
from app.releases.rules.item_figures import Bins
from app.releases.rules.item_plan import Implication, ItemPlan, RelationPlan
from app.releases.rules.joint_counts import four_of
from app.releases.rules.policy import Policy
from app.releases.rules.relations import Related, RelatedItem, choose_relations, draw_relation, own_links
from app.releases.rules.rollup import Rollup, roll_up, tree
from tests.releases.regions import ChosenNoise, snapshot

POLICY = Policy()
LEAST = POLICY.colluders + 1
SPACE = ItemPlan(item="space", everywhere=("favourable",))
GRADE = ItemPlan(item="grade", everywhere=(">=7",))
PLAN = RelationPlan(given="space", categories=("favourable",), item="grade", options=(">=7",))
NAMES = [each.name for each in four_of("favourable", ">=7")]


def rolled(people: int) -> Rollup:
    """A region of one team of so many people."""
    return roll_up(tree(snapshot({"one": ["a"]})), people={"a": people}, min_group=POLICY.min_group)


def related(
    both: int,
    given: int,
    item: int,
    *,
    rests: tuple[int, ...] = (),
    bins: tuple[Bin | None, Bin | None] = (None, None),
    yes: Mapping[str, int] | None = None,
) -> Related:
    """A relation that so many answered, of items that so many answered; `bins` of both items' region."""
    shown: list[dict[tuple[str, str], Bins]] = []
    for plan, own in zip((SPACE, GRADE), bins, strict=True):
        shown.append({("region", "north"): {plan.everywhere[0]: own}} if own else {})
    return Related(
        PLAN,
        Count(both, Counter(yes or {})),
        RelatedItem(SPACE, SPACE.options, rolled(given), shown[0], rests),
        RelatedItem(GRADE, GRADE.options, rolled(item), shown[1]),
    )


@pytest.mark.parametrize(
    ("both", "given", "item", "allowed"),
    [
        (30, 30, 30, True),
        (30, 37, 30, True),
        (30, 36, 30, False),
        (30, 31, 30, False),
        (30, 37, 36, False),
        (12, 12, 12, True),
        (11, 11, 11, False),
        (30, 29, 30, False),
        (0, 30, 30, False),
    ],
)
def test_who_answered_one_and_not_both_is_nobody_or_a_full_group(
    both: int, given: int, item: int, allowed: bool
) -> None:
    """By size alone: 37 and 30 leave seven, 36 and 30 six; a relation of more people than an item is no relation."""
    assert bool(choose_relations([related(both, given, item)], POLICY)) is allowed


@pytest.mark.parametrize(("rest", "allowed"), [(0, True), (10, True), (20, True), (4, False), (16, False), (17, True)])
def test_the_others_of_a_breakdown_are_not_told_by_the_difference(rest: int, allowed: bool) -> None:
    """Forty answered one item and thirty both; a breakdown leaves out so many of the forty. The ten who are left out
    here and those who are left out there differ by nobody or by a full group.
    """
    assert bool(choose_relations([related(30, 40, 30, rests=(rest,))], POLICY)) is allowed


def test_a_second_relation_is_held_against_the_first() -> None:
    """Ten of an item left out by one and twelve by the next: two people are the difference."""
    first, second = related(30, 40, 30), related(28, 40, 28)
    other = Related(
        RelationPlan(given="space", categories=("favourable",), item="hours", options=(">=7",)),
        second.count,
        second.given,
        RelatedItem(ItemPlan(item="hours", everywhere=(">=7",)), (">=7",), rolled(28), {}),
    )
    assert choose_relations([first, other], POLICY) == {"relation:space:grade"}
    assert choose_relations([other, first], POLICY) == {"relation:space:hours"}


def test_people_counted_nowhere_rule_a_relation_out() -> None:
    """Its ballots carry no team, so that nobody could take them out again."""
    region = roll_up(tree(snapshot({"one": ["a"], "two": ["b"]})), people={"a": 30, "b": 3}, min_group=7)
    one = related(30, 30, 30)
    beside = Related(PLAN, one.count, RelatedItem(SPACE, SPACE.options, region, {}), one.item)
    assert choose_relations([beside], POLICY) == frozenset()


@settings(max_examples=10)
@given(st.integers(0, 24), st.integers(0, 24), st.lists(st.integers(-5, 5), min_size=1, max_size=4))
def test_joint_shares_prove_nothing_whatever_was_answered(with_both: int, with_one: int, draws: list[int]) -> None:
    """Of 24 people who all answered both, beside both items' own bins: every count of either item and of the relation
    keeps c + 1 yeses and c + 1 noes, by listing all tables of four.
    """
    with_one = min(with_one, 24 - with_both)
    yes = dict(zip(NAMES, (with_both, with_one, 0, 24 - with_both - with_one), strict=True))
    grid = block_bins(24, POLICY)
    own = next(each for each in grid if each.low <= with_both + with_one <= each.high)
    also = next(each for each in grid if each.low <= with_both <= each.high)
    bins = draw_relation(related(24, 24, 24, bins=(own, also), yes=yes), POLICY, ChosenNoise(*draws))
    left = [
        (one, two, three, 24 - one - two - three)
        for one, two, three in product(*(range(bins[name].low, bins[name].high + 1) for name in NAMES[:3]))
        if one + two + three <= 24
        and own.low <= one + two <= own.high
        and also.low <= one + three <= also.high
        and all(
            bins[name].low <= count <= bins[name].high
            for name, count in zip(NAMES, (one, two, three, 24 - one - two - three), strict=True)
        )
    ]
    told = [[table[place] for table in left] for place in range(4)]
    told += [[one + two for one, two, _, _ in left], [one + three for one, _, three, _ in left]]
    assert all(max(each) >= LEAST and min(each) <= 24 - LEAST for each in told)


def test_a_relation_beside_figures_that_contradict_it_says_nothing() -> None:
    """Should both items' figures already be impossible together, the relation is the whole range, and stops nothing."""
    low = block_bins(24, POLICY)[0]
    nothing = Bin(20, 2, 80, 10)
    bins = draw_relation(related(24, 24, 24, bins=(nothing, low)), POLICY, ChosenNoise())
    assert {(each.low, each.high) for each in bins.values()} == {(0, 24)}


def test_each_joint_share_has_a_draw_of_its_own() -> None:
    noise = ChosenNoise()
    draw_relation(related(24, 24, 24, yes=dict.fromkeys(NAMES, 6)), POLICY, noise)
    assert noise.drawn == 4


def test_the_options_of_both_items_hang_together_as_their_plans_say() -> None:
    """Chains, sums to everybody, and links of a common base; not those with a third item."""
    given = ItemPlan(item="a", everywhere=("wide", "narrow"), nested=(("wide", "narrow"),), base="root")
    item = ItemPlan(item="b", everywhere=(), distribution=("x", "y"), exclusive=(("x", "y"),), base="root", nested=())
    between = Implication((("b", "x", 1), ("a", "wide", -1)))
    third = Implication((("b", "x", 1), ("c", "wide", -1)))
    found = own_links(given, item, [between, third])
    assert Implication((("a", "narrow", 1), ("a", "wide", -1))) in found
    assert Implication((("b", "x", 1), ("b", "y", 1)), 1) in found
    assert Implication((("b", "x", -1), ("b", "y", -1)), -1) in found
    assert between in found
    assert third not in found
    apart = ItemPlan(item="b", everywhere=("x",))
    assert between not in own_links(given, apart, [between])
