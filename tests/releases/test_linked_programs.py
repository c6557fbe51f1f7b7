"""The linked programs find counts that are there, and widen by no more than it takes, as listing all counts shows."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.releases.rules.linked_counts import Goal, LinkedFigure, LinkedProblem, Tie
from app.releases.rules.linked_programs import LinkedKnown, LinkedUnknown, bounds_of, room_needed
from app.releases.rules.option_problem import SIDES, Atom, FiguresContradict, Side
from tests.releases.listing import possible_linked

SHARES = st.integers(0, 10).map(lambda step: step / 10)


def joint(sizes: tuple[int, ...], *figures: tuple[str, float, float]) -> LinkedProblem:
    """A relation of two options in blocks of these sizes: four joint counts of which everybody is in exactly one.

    `figures`: bounds of the sum of one kind over all blocks.
    """
    problem = LinkedProblem()
    kinds = ("both", "first", "second", "neither")
    for size in sizes:
        atom = problem.add_atom(Atom(f"block {len(problem.atoms)}", size, size))
        counts = [problem.add_count(atom, kind) for kind in kinds]
        problem.add_equal([(count, 1) for count in counts], atom=atom, people=1)
    atoms, people = tuple(range(len(sizes))), sum(sizes)
    for kind in kinds:
        of = tuple(place for place, each in enumerate(problem.kinds) if each == kind)
        problem.goals.append(Goal(kind, of, atoms))
        for name, lower, upper in figures:
            if name == kind:
                problem.figures.append(LinkedFigure(of, atoms, lower, upper, people, people))
    return problem


def _ends(one: float, other: float) -> tuple[float, float]:
    return min(one, other), max(one, other)


@st.composite
def relations(draw: st.DrawFn) -> LinkedProblem:
    """One or two blocks of three to five people, with some of the joint shares published."""
    sizes = tuple(draw(st.lists(st.integers(3, 5), min_size=1, max_size=1)))
    names = draw(st.lists(st.sampled_from(("both", "first", "second", "neither")), unique=True, max_size=3))
    return joint(sizes, *((name, *_ends(draw(SHARES), draw(SHARES))) for name in names))


def people_of(problem: LinkedProblem) -> list[int]:
    return [atom.most for atom in problem.atoms]


def most_held(problem: LinkedProblem, goal: Goal, side: Side) -> int | None:
    """The most that a goal holds in all counts that are possible, by listing; None where none are."""
    size = sum(problem.atoms[atom].most for atom in goal.atoms)
    yes = [sum(counts[each] for each in goal.counts) for counts in possible_linked(problem)]
    if not yes:
        return None
    return max(yes) if side == "none" else size - min(yes)


@settings(max_examples=25)
@given(relations(), st.integers(1, 4), st.sampled_from(SIDES))
def test_a_goal_can_be_met_exactly_where_listing_meets_it(problem: LinkedProblem, least: int, side: Side) -> None:
    """Of every joint count; and where no counts at all agree the program says so."""
    held = {goal.name: most_held(problem, goal, side) for goal in problem.goals}
    if None in held.values():
        with pytest.raises(FiguresContradict):
            LinkedKnown(problem, people_of(problem))
        return
    known = LinkedKnown(problem, people_of(problem))
    for goal in problem.goals:
        assert known.can_meet(goal, side=side, least=least) == ((held[goal.name] or 0) >= least)


@settings(max_examples=25)
@given(relations(), st.integers(1, 4), st.sampled_from(SIDES))
def test_a_shortcut_never_meets_what_cannot_be_met(problem: LinkedProblem, least: int, side: Side) -> None:
    """Looking nearby and meeting many goals at once are quick, and right in all that they say is met."""
    try:
        known = LinkedKnown(problem, people_of(problem))
    except FiguresContradict:
        return
    met = [*known.met_nearby(problem.goals, side=side, least=least), *known.met(problem.goals, side=side, least=least)]
    for goal in met:
        assert (most_held(problem, goal, side) or 0) >= least


@settings(max_examples=20)
@given(relations(), st.integers(1, 3), st.sampled_from(SIDES))
def test_widening_by_what_is_asked_meets_the_goal_and_less_would_not(
    problem: LinkedProblem, least: int, side: Side
) -> None:
    """The least sum of counts by which bins must reach further, found by trying every widening of each figure."""
    goal = problem.goals[0]
    people = people_of(problem)
    if max(people) < least:
        return
    needed = room_needed(problem, people, soft=[True] * len(problem.figures), goal=goal, side=side, least=least)
    assert met_when_widened(problem, [(ceil(low - 1e-6), ceil(high - 1e-6)) for low, high in needed], goal, side, least)
    total = sum(low + high for low, high in needed)
    for tried in product(range(3), repeat=2 * len(problem.figures)):
        if sum(tried) < total - 1e-6:
            pairs = list(zip(tried[::2], tried[1::2], strict=True))
            assert not met_when_widened(problem, pairs, goal, side, least)


def met_when_widened(problem: LinkedProblem, wider: list[tuple[int, int]], goal: Goal, side: Side, least: int) -> bool:
    """Whether listing meets the goal once each figure reaches so many counts lower and higher."""
    people = people_of(problem)
    figures = []
    for figure, (lower, higher) in zip(problem.figures, wider, strict=True):
        low, high = bounds_of(figure, people)
        figures.append(replace(figure, lower=(low - lower) / figure.most, upper=(high + higher) / figure.most))
    return (most_held(replace(problem, figures=figures), goal, side) or 0) >= least


def test_only_figures_that_may_be_touched_are_widened() -> None:
    """An item's own figure is published already: the joint share beside it gives way, or nothing does."""
    problem = joint((10,), ("both", 0.0, 0.2), ("first", 0.0, 0.2), ("neither", 0.8, 1.0))
    goal = problem.goals[0]
    asked = room_needed(problem, [10], soft=[True, False, True], goal=goal, side="none", least=4)
    assert asked[1] == (0.0, 0.0)
    assert asked[0][1] == pytest.approx(2)
    assert asked[2][0] == pytest.approx(2)
    with pytest.raises(FiguresContradict):
        room_needed(problem, [10], soft=[False] * 3, goal=goal, side="none", least=4)


@pytest.mark.parametrize("turned", [False, True])
def test_a_count_costs_a_small_group_most(turned: bool) -> None:
    """Two figures could give way, of ten people or of forty, in either order: a larger group's share moves by less."""
    problem = LinkedProblem([Atom("a", 10, 10), Atom("b", 30, 30)])
    counts = tuple(problem.add_count(atom, "yes") for atom in (0, 1))
    small, large = LinkedFigure(counts[:1], (0,), 0, 0.2, 10, 10), LinkedFigure(counts, (0, 1), 0.5, 0.6, 40, 40)
    problem.figures += [large, small] if turned else [small, large]
    problem.figures.append(LinkedFigure(counts[1:], (1,), 0.0, 0.5, 30, 30))
    asked = room_needed(problem, [10, 30], soft=[True, True, False])
    assert asked[problem.figures.index(small)] == (0.0, 0.0)
    assert list(asked[problem.figures.index(large)]) == pytest.approx([3, 0])


def test_counts_of_two_ways_of_dividing_the_same_people_are_the_same() -> None:
    """Four of a block of nine said yes at least; so did four of the two categories that it consists of."""
    problem = LinkedProblem([Atom("block", 9, 9), Atom("young", 5, 5), Atom("old", 4, 4)])
    block, young, old = (problem.add_count(atom, "yes") for atom in range(3))
    problem.same.append(((block,), (young, old)))
    problem.figures += [LinkedFigure((block,), (0,), 4 / 9, 1, 9, 9), LinkedFigure((young,), (1,), 0, 0.2, 5, 5)]
    known = LinkedKnown(problem, [9, 5, 4])
    goal = Goal("old", (old,), (2,))
    assert known.can_meet(goal, side="none", least=4)
    assert known.can_meet(goal, side="all", least=1)
    assert not known.can_meet(goal, side="all", least=2)


@pytest.mark.parametrize(("fewest", "most", "held"), [(7, 9, 4), (7, 7, 3), (8, 9, 4)])
def test_a_class_of_sizes_leaves_what_its_best_size_leaves(fewest: int, most: int, held: int) -> None:
    """At most half of 7 to 9 people: four of eight or nine, three of seven; and for no more."""
    problem = LinkedProblem([Atom("a", fewest, most)])
    count = problem.add_count(0, "yes")
    problem.figures.append(LinkedFigure((count,), (0,), 0, 0.5, fewest, most))
    unknown, goal = LinkedUnknown(problem), Goal("a", (count,), (0,))
    (size,) = unknown.sizes_for(goal, side="none", least=held) or [0]
    assert fewest <= size <= most
    assert held <= size / 2
    assert unknown.sizes_for(goal, side="none", least=held + 1) is None


def test_sizes_of_the_same_people_add_up() -> None:
    """A region of 20 to 49 people is its categories: one of 10 to 19, and seven or more others, or nobody else."""
    problem = LinkedProblem([Atom("region", 20, 49), Atom("young", 10, 19), Atom("others", 7, 100, may_be_empty=True)])
    for atom in range(3):
        problem.add_count(atom, "yes")
    problem.same_people.append(((0,), (1, 2)))
    sizes = LinkedUnknown(problem).some_sizes()
    assert sizes[0] == sizes[1] + sizes[2] == 49


def test_ties_hold_for_people_whose_number_is_not_known() -> None:
    """Everybody has exactly one of two options: at most a third the first, so at least two thirds the second."""
    problem = LinkedProblem([Atom("a", 7, 9)])
    one, two = (problem.add_count(0, kind) for kind in ("one", "two"))
    problem.add_equal([(one, 1), (two, 1)], atom=0, people=1)
    problem.figures.append(LinkedFigure((one,), (0,), 0, 1 / 3, 7, 9))
    unknown = LinkedUnknown(problem)
    assert unknown.sizes_for(Goal("two", (two,), (0,)), side="all", least=4) is None
    assert unknown.sizes_for(Goal("two", (two,), (0,)), side="all", least=3) == [9]
    assert Tie(((one, 1), (two, 1)), 0, 1) in problem.ties
