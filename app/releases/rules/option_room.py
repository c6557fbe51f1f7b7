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
    everything = list(range(len(people)))
    try:
        divisions = [(places, _counts_of(problem, people, places)) for places in _divisions(problem)]
    except (NotNested, FiguresContradict):
        return dict.fromkeys(SIDES, everything)
    low = max(counts.total[0] for _, counts in divisions)
    high = min(counts.total[1] for _, counts in divisions)
    if low > high:
        return dict.fromkeys(SIDES, everything)
    yes, no = np.zeros(len(people), np.int64), np.zeros(len(people), np.int64)
    for places, counts in divisions:
        reach = counts.reach(low, high)
        yes[places] = reach.high
        no[places] = np.array(people, np.int64)[places] - reach.low
    return {side: np.flatnonzero(most < least).tolist() for side, most in zip(SIDES, (yes, no), strict=True)}


def _divisions(problem: Problem) -> Iterator[list[int]]:
    """Yield the atoms of every division of the same people. Raises NotNested when they are anything else."""
    place = {atom.name: index for index, atom in enumerate(problem.atoms)}
    halves = [half for pair in problem.same_people for half in pair] or [tuple(place)]
    wholes = {first for first, _ in problem.same_people}
    divisions = [[place[name] for name in half] for half in dict.fromkeys(halves)]
    if len(wholes) > 1 or sorted(each for places in divisions for each in places) != list(range(len(place))):
        raise NotNested
    yield from divisions


def _counts_of(problem: Problem, people: Sequence[int], places: Sequence[int]) -> NestedCounts:
    """Return the possible counts of one division. Raises NotNested and FiguresContradict."""
    within = {problem.atoms[place].name: index for index, place in enumerate(places)}
    groups = []
    for figure in problem.figures:
        inside = [within[name] for name in figure.of if name in within]
        if inside and len(inside) < len(figure.of):
            raise NotNested
        if inside:
            low, high = count_bounds(figure.lower, figure.upper, sum(people[places[each]] for each in inside))
            groups.append(GroupSum(inside, low, high))
    return NestedCounts([people[place] for place in places], groups)
