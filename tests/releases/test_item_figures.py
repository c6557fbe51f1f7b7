"""One draw per figure, bins from the teams up: what a figure says follows from noisy counts and sizes alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.releases.rules.aggregate import Count, Snapshot
from app.releases.rules.bins import block_bins
from app.releases.rules.item_figures import Bins, ItemDraw, PartFigure, draw_figures, longest_chain, one_of_each_chain
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.policy import Policy
from app.releases.rules.rollup import Node, roll_up, tree
from tests.releases.regions import ChosenNoise, answers, regions, snapshot

POLICY = Policy()
SPACE = ItemPlan(item="space", everywhere=("favourable",))
CHAIN = ItemPlan(item="hours", everywhere=(">=30", ">=50", ">=70"))
CHOICE = ItemPlan(item="change", everywhere=("more", "same", "less"), exclusive=(("more", "same", "less"),))


def figures(
    region: Snapshot, counts: Mapping[str, Count], *, plan: ItemPlan = SPACE, noise: ChosenNoise | None = None
) -> tuple[Node, dict[tuple[str, str], Bins]]:
    people = {team: count.people for team, count in counts.items()}
    root = roll_up(tree(region), people=people, min_group=POLICY.min_group).region
    return root, draw_figures(root, ItemDraw(plan, counts, POLICY, noise or ChosenNoise()))


def yes(people: int, **options: int) -> Count:
    return Count(people, Counter({option.replace("at", ">="): count for option, count in options.items()}))


def of(counts: Mapping[str, tuple[int, int]]) -> dict[str, Count]:
    return {team: yes(people, favourable=count) for team, (people, count) in counts.items()}


@settings(max_examples=40)
@given(regions(), st.lists(st.integers(-6, 6), min_size=1, max_size=7), st.data())
def test_every_figure_lies_within_what_its_parts_say(
    case: tuple[Snapshot, dict[str, int]], draws: list[int], data: st.DataObject
) -> None:
    """A parent's bin meets the sum of its children's bins, or no counts would agree with both; whatever the noise."""
    region, people = case
    root, found = figures(region, of(data.draw(answers(people))), noise=ChosenNoise(*draws))
    for node in root.walk():
        if not node.people:
            assert (node.group.level, node.group.id) not in found
            continue
        own = found[node.group.level, node.group.id]["favourable"]
        below = [found[child.group.level, child.group.id]["favourable"] for child in node.counted]
        assert own.high >= sum(each.low for each in below)
        assert own.low <= sum(each.high for each in below) + node.pool_people
        assert 0 <= own.lower_percent < own.upper_percent <= 100


@settings(max_examples=40)
@given(regions(), st.data())
def test_without_noise_every_bin_holds_the_true_count(
    case: tuple[Snapshot, dict[str, int]], data: st.DataObject
) -> None:
    region, people = case
    counts = data.draw(answers(people))
    root, found = figures(region, of(counts))
    for node in root.walk():
        if node.people:
            teams = [team for each in node.walk() for team in each.pool]
            shown = found[node.group.level, node.group.id]["favourable"]
            assert shown.low <= sum(counts[team][1] for team in teams) <= shown.high


def test_the_same_people_are_drawn_once() -> None:
    """Rule 6: one team alone in its organisation, kind and region is one draw and one figure, four times shown."""
    noise = ChosenNoise(3, -3, 5)
    _, found = figures(snapshot({"one": ["a"]}), of({"a": (12, 6)}), noise=noise)
    assert noise.drawn == 1
    assert len(found) == 4
    assert len({tuple(bins.items()) for bins in found.values()}) == 1


def test_every_other_figure_has_a_draw_of_its_own() -> None:
    """Two teams, an organisation, and the kind and the region that are the same people: three draws."""
    noise = ChosenNoise()
    figures(snapshot({"one": ["a", "b"]}), of({"a": (12, 6), "b": (9, 2)}), noise=noise)
    assert noise.drawn == 3


def test_a_team_that_is_counted_nowhere_moves_no_figure() -> None:
    """Four people who are left over: whatever they say, every row is the same, draw for draw."""
    region = snapshot({"one": ["a", "b"], "two": ["c"]})
    seen = [
        figures(region, of({"a": (12, 6), "b": (9, 2), "c": (4, left)}), noise=ChosenNoise(1, 0, -1))[1]
        for left in range(5)
    ]
    assert all(each == seen[0] for each in seen)


def test_answers_that_change_within_a_bin_change_nothing() -> None:
    """Of a team that has six to eight yeses of fourteen in one bin: the release is the same for each of them."""
    bins = block_bins(14, POLICY)
    inner = next(each for each in bins if each.high > each.low > bins[0].high)
    region = snapshot({"one": ["a", "b"]})
    shown = [figures(region, of({"a": (14, count), "b": (30, 15)}))[1] for count in range(inner.low, inner.high + 1)]
    assert all(each["team", "a"] == shown[0]["team", "a"] for each in shown)


@pytest.mark.parametrize("extreme", [0, 1])
def test_years_of_none_and_of_all_look_like_nearly_none_and_nearly_all(extreme: int) -> None:
    """Twenty periods of a unanimous team, with every noise from -3 to 3: its outermost bin, never a zero or a whole."""
    for draw in range(-3, 4):
        for people in (7, 12, 40):
            _, found = figures(snapshot({"one": ["a"]}), of({"a": (people, people * extreme)}), noise=ChosenNoise(draw))
            shown = found["team", "a"]["favourable"]
            assert shown.high - shown.low + 1 >= POLICY.colluders + 2
            assert (shown.upper_percent == 100) if extreme else (shown.lower_percent == 0)


def test_small_groups_show_one_cut_of_a_chain() -> None:
    """Three cuts about nineteen people would be three draws about the same ones; from twenty on all are shown."""
    for people, options in ((19, {">=50"}), (20, {">=30", ">=50", ">=70"})):
        counts = {"a": yes(people, at30=people, at50=people // 2, at70=1)}
        _, found = figures(snapshot({"one": ["a"]}), counts, plan=CHAIN)
        assert found["team", "a"].keys() == options


@settings(max_examples=40)
@given(st.lists(st.integers(0, 25), min_size=3, max_size=3), st.lists(st.integers(-8, 8), min_size=1, max_size=5))
def test_cuts_fall_however_the_noise_crosses_them(shares: list[int], draws: list[int]) -> None:
    first, second, third = sorted(shares, reverse=True)
    counts = {"a": yes(25, at30=first, at50=second, at70=third), "b": yes(30, at30=30, at50=15)}
    _, found = figures(snapshot({"one": ["a", "b"]}), counts, plan=CHAIN, noise=ChosenNoise(*draws))
    for bins in found.values():
        shown = [bins[option] for option in CHAIN.everywhere]
        assert [each.low for each in shown] == sorted((each.low for each in shown), reverse=True)
        assert [each.high for each in shown] == sorted((each.high for each in shown), reverse=True)


@settings(max_examples=40)
@given(st.integers(0, 40), st.integers(0, 40), st.lists(st.integers(-8, 8), min_size=1, max_size=5))
def test_choices_that_add_up_leave_each_of_them_in_doubt(more: int, same: int, draws: list[int]) -> None:
    """Of forty people who chose one of three: the other two never tell that at most c chose the third."""
    more = min(more, 40)
    same = min(same, 40 - more)
    counts = {"a": Count(40, Counter(more=more, same=same, less=40 - more - same))}
    _, found = figures(snapshot({"one": ["a"]}), counts, plan=CHOICE, noise=ChosenNoise(*draws))
    bins = found["region", "north"]
    assert sum(each.high for each in bins.values()) >= 40 >= sum(each.low for each in bins.values())
    for option in bins:
        others = [each for name, each in bins.items() if name != option]
        assert 40 - sum(each.low for each in others) > POLICY.colluders
        assert sum(each.high for each in others) > POLICY.colluders


def test_of_each_chain_the_middle_is_left() -> None:
    plan = ItemPlan(item="x", everywhere=("other", ">=1", ">=2", ">=3", ">=4"))
    assert one_of_each_chain(plan.options, plan) == ("other", ">=3")
    assert one_of_each_chain(("other", ">=1", ">=2"), plan) == ("other", ">=2")
    assert one_of_each_chain(("other",), plan) == ("other",)


@pytest.mark.parametrize(
    ("options", "plan", "length"),
    [((">=30", ">=50"), CHAIN, 2), (CHOICE.options, CHOICE, 3), (("favourable",), SPACE, 1), ((), SPACE, 1)],
)
def test_draws_about_the_same_people_are_counted(options: tuple[str, ...], plan: ItemPlan, length: int) -> None:
    """Rule 16: what belongs together counts together, and bins widen with it."""
    assert longest_chain(options, plan) == length


def test_the_gap_between_two_cuts_is_never_negative_and_comes_from_below_too() -> None:
    """By hand: 8 to 10 above 2 to 4 are four apart; overlapping ones may still be kept apart by what lies below."""
    bins = {"wide": block_bins(40, POLICY)[-1], "narrow": block_bins(40, POLICY)[0]}
    apart = PartFigure(40, bins, {})
    assert apart.gap("wide", "narrow") == bins["wide"].low - bins["narrow"].high > 0
    assert apart.gap("narrow", "wide") == 0
    assert PartFigure(40, bins, {("narrow", "wide"): 2}).gap("narrow", "wide") == 2
    assert PartFigure(40, {}, {}).gap("wide", "narrow") == 0
