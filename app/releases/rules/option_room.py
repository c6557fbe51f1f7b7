"""Tells of which sets of people the figures of one option certainly disclose nothing, without an integer program.

Decides only in one direction: it may say that a set is safe, and leaves everything else to the programs of
`integer_programs`. Blocks within organisations within types within the region are nested, categories are a second
division of the same people, and a further division is one more; all of them share nothing but the total. So what is
possible in each follows exactly from `nested_counts`. Must not know how figures were made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from app.releases.rules.group_sums import GroupSum
from app.releases.rules.nested_counts import NestedCounts, NotNested
from app.releases.rules.option_problem import SIDES, FiguresContradict, Problem, Side, count_bounds


def atoms_in_doubt(problem: Problem, people: Sequence[int], *, least: int) -> dict[Side, list[int]]:
    """Return by side which atoms (their indices) are not proved to be able to hold `least` yeses; side "all": noes.
    `people`: the exact number of people in each atom. All atoms are in doubt when the figures are not nested, or
    contradict each other.
    """
    everybody = {side: list(range(len(people))) for side in SIDES}
    try:
        divisions = list(_divisions(problem, people))
    except (NotNested, FiguresContradict):
        return everybody
    low = max(counts.total[0] for _, counts in divisions)
    high = min(counts.total[1] for _, counts in divisions)
    if low > high:
        return everybody
    yes, no = np.zeros(len(people), np.int64), np.zeros(len(people), np.int64)
    for places, counts in divisions:
        reach = counts.reach(low, high)
        yes[places] = reach.high
        no[places] = np.array(people, np.int64)[places] - reach.low
    return {side: np.flatnonzero(most < least).tolist() for side, most in zip(SIDES, (yes, no), strict=True)}


def _divisions(problem: Problem, people: Sequence[int]) -> Iterator[tuple[list[int], NestedCounts]]:
    """Yield every division of the same people: its atoms, and their possible counts.
    Raises NotNested when it is not certain that they are the same people, and FiguresContradict.
    """
    halves = [half for pair in problem.same_people for half in pair] or [tuple(atom.name for atom in problem.atoms)]
    names = list(dict.fromkeys(halves))
    within = {name: (division, at) for division, half in enumerate(names) for at, name in enumerate(half)}
    place = {atom.name: index for index, atom in enumerate(problem.atoms)}
    wholes = {first for first, _ in problem.same_people}
    if len(wholes) > 1 or sum(map(len, names)) != len(within) or within.keys() != place.keys():
        raise NotNested
    groups: list[list[GroupSum]] = [[] for _ in names]
    for figure in problem.figures:
        inside = [within[name] for name in figure.of]
        if len({division for division, _ in inside}) != 1:
            raise NotNested
        size = sum(people[place[name]] for name in figure.of)
        low, high = count_bounds(figure.lower, figure.upper, size)
        groups[inside[0][0]].append(GroupSum([at for _, at in inside], low, high))
    for half, of_half in zip(names, groups, strict=True):
        places = [place[name] for name in half]
        yield places, NestedCounts([people[each] for each in places], of_half)
