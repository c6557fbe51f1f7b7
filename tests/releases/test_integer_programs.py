"""The programs of one option maximise as listing does, and read bounds as they are printed."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds

from app.releases.rules.integer_programs import KnownSizes, UnknownSizes, constraint, solve
from app.releases.rules.option_problem import SIDES, Atom, FiguresContradict, KnownFigure, Problem, Side, count_bounds
from tests.releases.listing import possible

WHOLE = Problem(
    (Atom("a", 5, 5), Atom("b", 4, 4), Atom("c", 3, 3)),
    (KnownFigure(("a",), 0.2, 0.8, 5, 5), KnownFigure(("a", "b", "c"), 0.25, 0.5, 12, 12)),
)


@settings(max_examples=300)
@given(st.integers(1, 400), st.data())
def test_counts_between_two_shares_are_those_of_exact_arithmetic(people: int, data: st.DataObject) -> None:
    """Bounds of whole percentages, kept as fractions: a count on a bound lies within it."""
    lower, upper = sorted((data.draw(st.integers(0, 100)), data.draw(st.integers(0, 100))))
    inside = [
        each for each in range(people + 1) if Fraction(lower, 100) <= Fraction(each, people) <= Fraction(upper, 100)
    ]
    low, high = count_bounds(lower / 100, upper / 100, people)
    assert list(range(low, high + 1)) == inside


@given(st.integers(2, 400), st.data())
def test_a_bound_printed_with_six_digits_still_holds_its_count(people: int, data: st.DataObject) -> None:
    """A share such as 2/3 is printed as 0.666667, which is a little more than two thirds."""
    count = data.draw(st.integers(0, people))
    printed = float(f"{count / people:g}")
    assert count_bounds(printed, printed, people) == (count, count)


@pytest.mark.parametrize("side", SIDES)
def test_the_most_of_each_group_is_what_listing_finds(side: Side) -> None:
    """Yeses, and for the other side noes."""
    program = KnownSizes(WHOLE, [5, 4, 3], side=side)
    for place, atom in enumerate(WHOLE.atoms):
        listed = max(yes[place] if side == "none" else people[place] - yes[place] for people, yes in possible(WHOLE))
        assert program.most_of(place) == listed, atom.name
    assert program.solved == 3


@pytest.mark.parametrize("side", SIDES)
def test_counts_for_many_are_counts_that_are_possible(side: Side) -> None:
    """A witness clears a group only if the counts agree with every figure."""
    counts = KnownSizes(WHOLE, [5, 4, 3], side=side).counts_for_many([0, 1, 2], 3)
    yes = tuple(counts) if side == "none" else tuple(size - each for size, each in zip((5, 4, 3), counts, strict=True))
    assert yes in {each for _, each in possible(WHOLE)}
    assert max(counts) >= 3


def test_figures_without_any_count_between_their_bounds_contradict() -> None:
    """Of seven people between 20 and 25 %: no count is, whoever answered what."""
    figure = KnownFigure(("a",), 0.2, 0.25, 7, 7)
    with pytest.raises(FiguresContradict):
        KnownSizes(Problem((Atom("a", 7, 7),), (figure,)), [7], side="none")


def test_a_size_that_fits_is_found_where_only_one_does() -> None:
    """Between 20 and 25 % of 7 to 9 people: two of eight or of nine, none of seven."""
    figure = KnownFigure(("a",), 0.2, 0.25, 7, 9)
    (size,) = UnknownSizes(Problem((Atom("a", 7, 9),), (figure,))).some_sizes()
    assert size in (8, 9)


def test_two_figures_of_one_group_are_both_held() -> None:
    """A bin twice over, as of a team that is its organisation: the tighter end of each counts."""
    figures = (KnownFigure(("a",), 0.0, 0.5, 8, 8), KnownFigure(("a",), 0.25, 1.0, 8, 8))
    assert KnownSizes(Problem((Atom("a", 8, 8),), figures), [8], side="none").most_of(0) == 4
    assert KnownSizes(Problem((Atom("a", 8, 8),), figures), [8], side="all").most_of(0) == 6


def test_whether_people_can_be_there_depends_on_the_sizes_alone() -> None:
    """Seven to nine people of whom seven to nine are a team: pooled ones would be too many."""
    atoms = (Atom("a", 7, 9), Atom("pooled", 7, 18, may_be_empty=True))
    for most, there in ((9, False), (13, False), (14, True)):
        unknown = UnknownSizes(Problem(atoms, (KnownFigure(("a", "pooled"), 0, 1, 7, most),)))
        assert unknown.can_be_there(1) is there
        assert unknown.can_be_there(0)


def test_solutions_are_whole_people_where_halves_would_do_better() -> None:
    """Three pairs of whom at most one says yes each: by halves that makes one and a half of three, in people one."""
    lines = [({0: 1.0, 1: 1.0}, -inf, 1.0), ({1: 1.0, 2: 1.0}, -inf, 1.0), ({0: 1.0, 2: 1.0}, -inf, 1.0)]
    found = solve(np.array([-1.0, -1.0, -1.0]), Bounds(np.zeros(3), np.ones(3)), constraint(lines, 3))
    assert round(float(found.sum()), 6) == 1
    assert np.allclose(found, np.round(found), atol=1e-6)


def test_what_halves_alone_could_meet_contradicts() -> None:
    """Two times a count is three: half a person is nobody."""
    with pytest.raises(FiguresContradict):
        solve(np.zeros(1), Bounds(np.zeros(1), np.full(1, 9.0)), constraint([({0: 2.0}, 3.0, 3.0)], 1))
