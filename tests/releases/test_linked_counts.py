"""A linked problem keeps counts, people and ties apart, and an equality holds from both sides."""

from __future__ import annotations

from itertools import product

import pytest

from app.releases.rules.linked_counts import LinkedProblem
from app.releases.rules.option_problem import Atom


@pytest.mark.parametrize("people", [0, 1])
def test_an_equality_is_neither_more_nor_less(people: int) -> None:
    """Two counts that are together everybody, or as many as each other: of six people by listing."""
    problem = LinkedProblem([Atom("a", 6, 6)])
    one, other = problem.add_count(0, "one"), problem.add_count(0, "other")
    problem.add_equal([(one, 1), (other, 1 if people else -1)], atom=0, people=people)
    held = {
        counts
        for counts in product(range(7), repeat=2)
        if all(sum(counts[count] * weight for count, weight in tie.weights) <= tie.people * 6 for tie in problem.ties)
    }
    assert held == {(first, 6 - first if people else first) for first in range(7)}


def test_weights_may_be_handed_in_one_by_one() -> None:
    """Both sides of an equality hold them, also when they can be read only once."""
    problem = LinkedProblem([Atom("a", 6, 6)])
    count = problem.add_count(0, "one")
    problem.add_equal(iter([(count, 1)]), atom=0, people=1)
    assert [tie.weights for tie in problem.ties] == [((count, 1),), ((count, -1),)]


def test_two_problems_share_nothing() -> None:
    """What is planted in one release's problem never turns up in the next."""
    first = LinkedProblem()
    first.add_count(first.add_atom(Atom("a", 7, 7)), "yes")
    first.add_equal([(0, 1)], atom=0)
    second = LinkedProblem()
    assert (second.atoms, second.counts, second.kinds, second.ties, second.goals, second.same) == (
        [],
        [],
        [],
        [],
        [],
        [],
    )


@pytest.mark.parametrize(
    ("atoms", "known"), [([(7, 7), (9, 9)], True), ([(7, 7), (7, 9)], False), ([], True), ([(0, 0)], True)]
)
def test_sizes_are_known_when_each_of_them_is(atoms: list[tuple[int, int]], known: bool) -> None:
    problem = LinkedProblem([Atom(str(place), *sizes) for place, sizes in enumerate(atoms)])
    assert problem.sizes_known is known
