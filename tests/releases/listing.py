"""Every way in which small groups can have answered, listed one by one: no program, no shortcut.

What the integer programs of the audit say about small problems is compared with what is left when everything that the
figures rule out is crossed off by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from app.releases.rules.linked_counts import LinkedProblem
from app.releases.rules.option_problem import SIDES, Atom, Problem, Side

Breaches = set[tuple[str, Side]]
NEAR = 1e-5
"""Bounds are printed with six digits; sizes here are small."""


def sizes_of(atoms: Sequence[Atom]) -> Iterator[tuple[int, ...]]:
    """Every combination of sizes that the atoms allow."""
    return product(
        *(([0] if atom.may_be_empty else []) + list(range(max(1, atom.fewest), atom.most + 1)) for atom in atoms)
    )


def possible(problem: Problem) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Every pair of sizes and yeses, by atom, that agrees with all figures of one option."""
    place = {atom.name: index for index, atom in enumerate(problem.atoms)}
    for people in sizes_of(problem.atoms):
        if all(_as_many(people, pair, place) for pair in problem.same_people):
            for yes in product(*(range(size + 1) for size in people)):
                if all(_as_many(yes, pair, place) for pair in problem.same_people) and _agree(
                    problem, people, yes, place=place
                ):
                    yield people, yes


def _as_many(values: Sequence[int], pair: tuple[tuple[str, ...], tuple[str, ...]], place: dict[str, int]) -> bool:
    first, second = (sum(values[place[name]] for name in names) for names in pair)
    return first == second


def _agree(problem: Problem, people: Sequence[int], yes: Sequence[int], *, place: dict[str, int]) -> bool:
    for figure in problem.figures:
        inside = [place[name] for name in figure.of]
        size, count = sum(people[each] for each in inside), sum(yes[each] for each in inside)
        if not figure.fewest <= size <= figure.most:
            return False
        if not figure.lower * size - NEAR <= count <= figure.upper * size + NEAR:
            return False
    return True


def proved_by_listing(problem: Problem, *, least: int) -> Breaches | None:
    """The atoms of which no possible answers hold `least` yeses, or `least` noes; None if nothing is possible.

    An atom that is empty in all that is possible has nobody to give away.
    """
    found = list(possible(problem))
    if not found:
        return None
    proved: Breaches = set()
    for index, atom in enumerate(problem.atoms):
        if not any(people[index] for people, _ in found):
            continue
        held = {
            "none": max(yes[index] for _, yes in found),
            "all": max(people[index] - yes[index] for people, yes in found),
        }
        proved |= {(atom.name, side) for side in SIDES if held[side] < least}
    return proved


def possible_linked(problem: LinkedProblem, *, figures: bool = True) -> Iterator[tuple[int, ...]]:
    """Every set of counts that agrees with the ties of a linked problem of known sizes, and with its figures."""
    people = [atom.most for atom in problem.atoms]
    for counts in product(*(range(people[atom] + 1) for atom in problem.counts)):
        ties = all(
            sum(counts[count] * weight for count, weight in tie.weights) <= tie.people * people[tie.atom]
            for tie in problem.ties
        )
        same = all(sum(counts[each] for each in one) == sum(counts[each] for each in two) for one, two in problem.same)
        if ties and same and (not figures or within(problem, counts)):
            yield counts


def within(problem: LinkedProblem, counts: Sequence[int]) -> bool:
    """Whether these counts lie within the bounds of every figure."""
    people = [atom.most for atom in problem.atoms]
    for figure in problem.figures:
        size, count = sum(people[atom] for atom in figure.atoms), sum(counts[each] for each in figure.counts)
        if not figure.lower * size - NEAR <= count <= figure.upper * size + NEAR:
            return False
    return True


def linked_proved_by_listing(problem: LinkedProblem, *, least: int) -> Breaches | None:
    """The goals that figures rule out, and that the ties by themselves do not; None if nothing is possible."""
    left = list(possible_linked(problem))
    if not left:
        return None
    free = list(possible_linked(problem, figures=False))
    proved: Breaches = set()
    for goal in problem.goals:
        size = sum(problem.atoms[atom].most for atom in goal.atoms)
        for side in SIDES:
            most_left, most_free = (
                max(_held(counts, goal.counts, side=side, size=size) for counts in each) for each in (left, free)
            )
            if most_left < least <= most_free:
                proved.add((goal.name, side))
    return proved


def _held(counts: Sequence[int], of: Sequence[int], *, side: Side, size: int) -> int:
    yes = sum(counts[each] for each in of)
    return yes if side == "none" else size - yes
