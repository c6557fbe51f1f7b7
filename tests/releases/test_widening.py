"""Bins are widened until nothing is proved, by as little as it takes, and what is published already is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.releases.rules.linked_counts import Goal, LinkedFigure, LinkedProblem, Tie
from app.releases.rules.option_problem import SIDES, Atom, FiguresContradict
from app.releases.rules.widening import Needed, make_room
from tests.releases.listing import possible_linked

LEAST = 3


class Bins:
    """Ranges of counts of one group of people as they are widened; causes lie within the workload."""

    def __init__(self, people: int, ranges: Sequence[tuple[int, int]]) -> None:
        self.people = people
        self.ranges = list(ranges)
        self.asked = 0

    def problem(self) -> LinkedProblem:
        """The first count includes every other."""
        problem = LinkedProblem([Atom("a", self.people, self.people)])
        for low, high in self.ranges:
            count = problem.add_count(0, f"count {len(problem.counts)}")
            problem.goals.append(Goal(f"goal {count}", (count,), (0,)))
            share = low / self.people, high / self.people
            problem.figures.append(LinkedFigure((count,), (0,), *share, self.people, self.people))
            if count:
                problem.ties.append(Tie(((count, 1), (0, -1)), 0))
        return problem

    def widen(self, needed: Needed) -> bool:
        self.asked += 1
        before = list(self.ranges)
        self.ranges = [
            (max(0, low - ceil(lower - 1e-6)), min(self.people, high + ceil(higher - 1e-6)))
            for (low, high), (lower, higher) in zip(self.ranges, needed, strict=True)
        ]
        return self.ranges != before


def rooms(bins: Bins) -> list[tuple[int, int]]:
    """By count the most yeses and the most noes of all that is possible, by listing."""
    left = list(possible_linked(bins.problem()))
    return [
        (max(each[place] for each in left), bins.people - min(each[place] for each in left))
        for place in range(len(bins.ranges))
    ]


@st.composite
def ranges(draw: st.DrawFn) -> Bins:
    people = draw(st.integers(6, 8))
    pairs = st.tuples(st.integers(0, people), st.integers(0, people)).map(sorted)
    return Bins(people, [(low, high) for low, high in draw(st.lists(pairs, min_size=1, max_size=3))])


@settings(max_examples=25)
@given(ranges())
def test_afterwards_every_count_can_be_held_and_not_held_by_enough(bins: Bins) -> None:
    """Whatever the bins were, contradictions included: by listing every count of what they leave possible."""
    before = list(bins.ranges)
    make_room(bins.problem, bins.widen, least=LEAST)
    assert all(yes >= LEAST and no >= LEAST for yes, no in rooms(bins))
    assert all(after[0] <= old[0] and after[1] >= old[1] for old, after in zip(before, bins.ranges, strict=True)), (
        "a bin is only ever widened"
    )


def test_bins_that_prove_nothing_stay_as_they_are() -> None:
    """Nobody is asked to widen what is wide enough."""
    bins = Bins(8, [(3, 5), (2, 4)])
    make_room(bins.problem, bins.widen, least=LEAST)
    assert bins.ranges == [(3, 5), (2, 4)]
    assert bins.asked == 0


def test_a_worked_case() -> None:
    """Six to eight of eight name a cause, so as many feel workload, of which five to eight is shown: three who do not
    need a cause that starts at five.
    """
    bins = Bins(8, [(5, 8), (6, 8)])
    make_room(bins.problem, bins.widen, least=LEAST)
    assert bins.ranges == [(5, 8), (5, 8)]


def test_goals_that_the_questionnaire_itself_forbids_end_the_search() -> None:
    """Of two people nobody can leave three in doubt; it is no figure's doing and nothing is widened for it."""
    bins = Bins(2, [(0, 1)])
    make_room(bins.problem, bins.widen, least=LEAST)
    assert bins.ranges == [(0, 1)]


def test_figures_that_may_not_be_touched_stay() -> None:
    """The workload is out already: the cause gives way."""
    bins = Bins(8, [(3, 8), (6, 8)])
    make_room(bins.problem, bins.widen, least=LEAST, may_widen=lambda place: place != 0)
    assert bins.ranges == [(3, 8), (5, 8)]


def test_figures_that_contradict_and_may_not_be_touched_are_said() -> None:
    """Otherwise a relation would be drawn beside figures that cannot be true."""
    bins = Bins(8, [(0, 2), (5, 8)])
    with pytest.raises(FiguresContradict):
        make_room(bins.problem, bins.widen, least=LEAST, may_widen=lambda _place: False)


@pytest.mark.parametrize("side", SIDES)
def test_either_end_is_made_room_at(side: str) -> None:
    """Nearly nobody and nearly everybody are the same secret."""
    bins = Bins(8, [(0, 1)] if side == "none" else [(7, 8)])
    make_room(bins.problem, bins.widen, least=LEAST)
    assert bins.ranges == ([(0, 3)] if side == "none" else [(5, 8)])
