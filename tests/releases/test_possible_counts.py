"""What the audit calls proved is what is left when every way of answering is listed, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.releases.rules.linked_counts import Goal, LinkedFigure, LinkedProblem, Tie
from app.releases.rules.option_problem import Atom, FiguresContradict, KnownFigure, Problem
from app.releases.rules.possible_counts import Breach, find_breaches, find_linked_breaches
from tests.releases.listing import Breaches, linked_proved_by_listing, proved_by_listing

LEAST = 3
SHARES = st.integers(0, 20).map(lambda step: step / 20)


def figure(of: tuple[str, ...], lower: float, upper: float, *, people: int) -> KnownFigure:
    return KnownFigure(of, min(lower, upper), max(lower, upper), people, people)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Two to four blocks of known sizes, each with a figure or without, and figures of some together."""
    sizes = draw(st.lists(st.integers(3, 7), min_size=2, max_size=4))
    atoms = tuple(Atom(name, size, size) for name, size in zip("abcd", sizes, strict=False))
    sets: list[tuple[str, ...]] = [(atom.name,) for atom in atoms if draw(st.booleans())]
    sets += [tuple(atom.name for atom in atoms[:length]) for length in range(2, len(atoms) + 1) if draw(st.booleans())]
    people = {atom.name: atom.most for atom in atoms}
    return Problem(
        atoms, tuple(figure(of, draw(SHARES), draw(SHARES), people=sum(people[name] for name in of)) for of in sets)
    )


def found(problem: Problem) -> Breaches | None:
    """What the program says, in the form of the listing."""
    try:
        return {(each.atom, each.side) for each in find_breaches(problem, least=LEAST).breaches}
    except FiguresContradict:
        return None


@settings(max_examples=25)
@given(problems())
def test_every_breach_and_no_other_is_found_where_sizes_are_known(problem: Problem) -> None:
    """Blocks of up to seven people: all counts are listed and compared, contradictions included."""
    assert found(problem) == proved_by_listing(problem, least=LEAST)


@st.composite
def divided_twice(draw: st.DrawFn) -> Problem:
    """Twelve people in two blocks, and the same twelve in two categories."""
    cut, other = draw(st.integers(4, 8)), draw(st.integers(4, 8))
    sizes = {"block a": cut, "block b": 12 - cut, "young": other, "old": 12 - other}
    figures = [figure((name,), draw(SHARES), draw(SHARES), people=size) for name, size in sizes.items()]
    atoms = tuple(Atom(name, size, size) for name, size in sizes.items())
    return Problem(atoms, tuple(figures), ((("block a", "block b"), ("young", "old")),))


@settings(max_examples=20)
@given(divided_twice())
def test_two_divisions_of_the_same_people_are_played_against_each_other(problem: Problem) -> None:
    """Teams and categories share nothing but the region's yeses; an attacker uses that they are as many."""
    assert found(problem) == proved_by_listing(problem, least=LEAST)


@st.composite
def classes_only(draw: st.DrawFn) -> Problem:
    """Two blocks of which the class of sizes is known, perhaps with people pooled besides, or with nobody."""
    start = draw(st.integers(3, 5))
    atoms = [Atom("a", start, start + 2), Atom("b", 3, 4)]
    if draw(st.booleans()):
        atoms.append(Atom("pooled", 3, 4, may_be_empty=True))
    whole = tuple(atom.name for atom in atoms)
    fewest, most = draw(st.sampled_from(((6, 9), (8, 12), (3, 99))))
    shares = [draw(SHARES) for _ in range(4)]
    own, together = sorted(shares[:2]), sorted(shares[2:])
    return Problem(
        tuple(atoms),
        (
            KnownFigure(("a",), own[0], own[1], start, start + 2),
            KnownFigure(whole, together[0], together[1], fewest, most),
        ),
    )


@settings(max_examples=20)
@given(classes_only())
def test_every_breach_and_no_other_is_found_where_only_size_classes_are_known(problem: Problem) -> None:
    """Every size that the classes allow is listed, and whether the pooled teams are there at all."""
    assert found(problem) == proved_by_listing(problem, least=LEAST)


def test_a_worked_case_of_a_team_that_two_figures_pin() -> None:
    """Eight and eight people; the organisation has 3 to 5 yeses, one team 4 to 8: the other has at most one."""
    atoms = (Atom("a", 8, 8), Atom("b", 8, 8))
    figures = (figure(("a",), 0.5, 1, people=8), figure(("a", "b"), 0.15, 0.34, people=16))
    assert find_breaches(Problem(atoms, figures), least=3).breaches == (Breach("b", "none"),)


def test_a_wider_bin_never_proves_more() -> None:
    """Step by step from a pinned team to a bin of everything: breaches only go."""
    proved = []
    for widened in range(9):
        bin_of_a = figure(("a",), max(0, 0.5 - widened / 8), 0.5, people=8)
        problem = Problem((Atom("a", 8, 8), Atom("b", 8, 8)), (bin_of_a, figure(("a", "b"), 0.0, 0.375, people=16)))
        proved.append({(each.atom, each.side) for each in find_breaches(problem, least=3).breaches})
    assert proved[0] == {("b", "none")}
    assert proved[-1] == set()
    assert all(later <= earlier for earlier, later in pairwise(proved))


def test_more_colluders_are_told_at_least_as_much() -> None:
    """What two colleagues learn, three learn too: breaches grow with the number that must stay in doubt."""
    problem = Problem((Atom("a", 9, 9),), (figure(("a",), 0.25, 0.5, people=9),))
    proved = [find_breaches(problem, least=least).breaches for least in range(1, 8)]
    assert [len(each) for each in proved] == [0, 0, 0, 0, 1, 1, 2]


def test_without_groups_nothing_is_proved() -> None:
    assert find_breaches(Problem((), ()), least=3).programs == 0
    assert find_linked_breaches(LinkedProblem(), least=3).breaches == ()


@st.composite
def linked_problems(draw: st.DrawFn) -> LinkedProblem:
    """A question about workload, causes named by whoever feels it, in one or two blocks, with figures."""
    problem = LinkedProblem()
    kinds = ("workload", "noise", "hurry")
    for size in draw(st.lists(st.integers(3, 5), min_size=1, max_size=2)):
        atom = problem.add_atom(Atom(f"block {len(problem.atoms)}", size, size))
        first = len(problem.counts)
        for kind in kinds:
            count = problem.add_count(atom, kind)
            problem.goals.append(Goal(f"{kind} {atom}", (count,), (atom,)))
            if kind != "workload":
                problem.ties.append(Tie(((count, 1), (first, -1)), atom))
        if draw(st.booleans()):  # Whoever feels workload names one of them.
            problem.ties.append(Tie(((first, 1), (first + 1, -1), (first + 2, -1)), atom))
    people = [atom.most for atom in problem.atoms]
    for place, kind in enumerate(kinds):
        counts = tuple(range(place, len(problem.counts), len(kinds)))
        lower, upper = sorted((draw(SHARES), draw(SHARES)))
        if draw(st.booleans()):
            problem.figures.append(
                LinkedFigure(counts, tuple(range(len(people))), lower, upper, sum(people), sum(people))
            )
        elif draw(st.booleans()):
            problem.figures.append(LinkedFigure(counts[:1], (0,), lower, upper, people[0], people[0]))
        assert kind == problem.kinds[counts[0]]
    return problem


@settings(max_examples=25)
@given(linked_problems())
def test_items_that_hang_together_prove_what_the_listing_proves(problem: LinkedProblem) -> None:
    """Every count of three options listed; what the questionnaire rules out by itself is no figure's doing."""
    try:
        proved: Breaches | None = {
            (each.atom, each.side) for each in find_linked_breaches(problem, least=LEAST).breaches
        }
    except FiguresContradict:
        proved = None
    assert proved == linked_proved_by_listing(problem, least=LEAST)


def test_a_worked_case_of_causes_that_tell_the_workload() -> None:
    """Nine people, six or more name each of two causes; whoever names one feels workload: at most three do not."""
    problem = LinkedProblem([Atom("a", 9, 9)])
    workload, noise, hurry = (problem.add_count(0, kind) for kind in ("workload", "noise", "hurry"))
    problem.ties += [Tie(((noise, 1), (workload, -1)), 0), Tie(((hurry, 1), (workload, -1)), 0)]
    problem.goals.append(Goal("workload", (workload,), (0,)))
    problem.figures.append(LinkedFigure((noise,), (0,), 6 / 9, 1, 9, 9))
    assert find_linked_breaches(problem, least=3).breaches == ()
    assert find_linked_breaches(problem, least=4).breaches == (Breach("workload", "all"),)


def test_people_who_may_not_be_there_are_not_forgotten() -> None:
    """Nobody of the organisation said yes, and three smaller teams may be pooled in it: if they are, nobody of them
    did. Whichever sizes the solver happens to find first, this is said; and nothing is said of people who cannot be.
    """
    atoms = (Atom("a", 7, 9), Atom("pooled", 7, 18, may_be_empty=True))
    for most, proved in ((49, {("a", "none"), ("pooled", "none")}), (9, {("a", "none")})):
        whole = KnownFigure(("a", "pooled"), 0, 0, 7, most)
        assert found(Problem(atoms, (whole,))) == proved


def test_people_who_may_not_be_there_are_not_forgotten_where_items_hang_together() -> None:
    """The same with linked counts, where room for many of one team would leave none for the pooled ones."""
    problem = LinkedProblem([Atom("a", 7, 40), Atom("pooled", 7, 18, may_be_empty=True)])
    counts = tuple(problem.add_count(atom, "yes") for atom in (0, 1))
    problem.goals += [Goal(atom.name, (counts[place],), (place,)) for place, atom in enumerate(problem.atoms)]
    problem.figures.append(LinkedFigure(counts, (0, 1), 0, 0, 7, 40))
    assert set(find_linked_breaches(problem, least=3).breaches) == {Breach("a", "none"), Breach("pooled", "none")}


@pytest.mark.parametrize(("fewest", "most"), [(9, 9), (7, 9)])
def test_linked_sizes_that_are_not_known_are_all_tried(fewest: int, most: int) -> None:
    """Of nine people at least two thirds say yes: at most three do not; of seven perhaps it is two, so of a class three
    may be left in doubt all the same.
    """
    problem = LinkedProblem([Atom("a", fewest, most)])
    count = problem.add_count(0, "yes")
    problem.goals.append(Goal("a", (count,), (0,)))
    problem.figures.append(LinkedFigure((count,), (0,), 2 / 3, 1, fewest, most))
    assert find_linked_breaches(problem, least=3).breaches == ()
    assert find_linked_breaches(problem, least=4).breaches == (Breach("a", "all"),)
