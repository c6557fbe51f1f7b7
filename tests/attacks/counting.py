"""What an attacker can count: from any published figures to the lowest and highest count of every indivisible
group.

An independent second opinion on `app.releases.rules.audit`: one integer program per bound, no shortcuts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.attacks.simulated import Figure


@dataclass(frozen=True, slots=True)
class Known:
    """People whom no figure tells apart, and the fewest and most yeses they can have."""

    people: frozenset[int]
    low: int
    high: int

    @property
    def size(self) -> int:
        return len(self.people)


class FiguresContradict(Exception):
    """No counts agree with all figures."""


def count(figures: Sequence[Figure]) -> list[Known]:
    """The bounds of every atom of the published groups."""
    by_membership: dict[tuple[int, ...], set[int]] = {}
    for person in frozenset().union(*(figure.people for figure in figures)):
        key = tuple(place for place, figure in enumerate(figures) if person in figure.people)
        by_membership.setdefault(key, set()).add(person)
    atoms = [frozenset(people) for people in by_membership.values()]
    matrix = np.zeros((len(figures), len(atoms)))
    for column, key in enumerate(by_membership):
        matrix[list(key), column] = 1
    lines = LinearConstraint(matrix, [each.low for each in figures], [each.high for each in figures])
    bounds = Bounds(0, [len(atom) for atom in atoms])
    return [
        Known(atom, _extreme(column, 1, lines=lines, bounds=bounds), _extreme(column, -1, lines=lines, bounds=bounds))
        for column, atom in enumerate(atoms)
    ]


def _extreme(column: int, sign: int, *, lines: LinearConstraint, bounds: Bounds) -> int:
    size = len(bounds.ub)
    goal = np.zeros(size)
    goal[column] = sign
    result = milp(goal, integrality=np.ones(size, dtype=np.int64), bounds=bounds, constraints=lines)
    if result.x is None:
        raise FiguresContradict(result.message)
    return round(float(result.x[column]))
