"""The attacker's problem about counts that hang together: routed items and who decides, a relation and its items.

Names sets of people (atoms), unknown counts of yeses among each, what is published about them, and what ties them
together. Must not know how figures were made, nor how the problem is solved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.releases.rules.option_problem import Atom

Weights = tuple[tuple[int, int], ...]
"""Counts, each with its weight."""


@dataclass(frozen=True, slots=True)
class LinkedFigure:
    """A published share: the sum of `counts` among the people of `atoms`, with its bounds and those of its size."""

    counts: tuple[int, ...]
    atoms: tuple[int, ...]
    lower: float
    upper: float
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Tie:
    """What holds in one atom: the weighted counts are at most `people` times its people."""

    weights: Weights
    atom: int
    people: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """What no figure may prove to be nearly nobody or nearly everybody: the sum of `counts` among `atoms`."""

    name: str
    counts: tuple[int, ...]
    atoms: tuple[int, ...]


@dataclass(slots=True)
class LinkedProblem:
    """Atoms, counts, and all that is known of them.

    `counts` holds of each count the atom it is in, `kinds` which option it is of. `same`: pairs of sums of counts that
    are equal. `same_people`: pairs of sets of atoms with the same people.
    """

    atoms: list[Atom] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    figures: list[LinkedFigure] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    same: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)
    same_people: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)

    def add_atom(self, atom: Atom) -> int:
        """Add people that nothing divides further, and return their place."""
        self.atoms.append(atom)
        return len(self.atoms) - 1

    def add_count(self, atom: int, kind: str) -> int:
        """Add an unknown count of yeses in an atom, and return its place."""
        self.counts.append(atom)
        self.kinds.append(kind)
        return len(self.counts) - 1

    def add_equal(self, weights: Iterable[tuple[int, int]], *, atom: int, people: int = 0) -> None:
        """Tie counts of one atom to exactly `people` times its people."""
        pairs = tuple(weights)
        self.ties.append(Tie(pairs, atom, people))
        self.ties.append(Tie(tuple((count, -weight) for count, weight in pairs), atom, -people))

    @property
    def sizes_known(self) -> bool:
        """Return whether it is known of every atom how many people it holds."""
        return all(atom.fewest == atom.most for atom in self.atoms)
