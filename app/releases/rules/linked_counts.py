"""The attacker's problem about linked counts: routed items and their deciding item, a relation and its items.

Names sets of people (atoms), unknown counts of yeses in each, what is published about them, and what links them. Must
not know how figures were made, nor how the problem is solved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.releases.rules.option_problem import Atom

Weights = tuple[tuple[int, int], ...]
"""Counts by their index, each with its weight."""


@dataclass(frozen=True, slots=True)
class LinkedFigure:
    """A published share as an attacker reads it: `lower` and `upper` bound, 0…1, of the yeses among people in `atoms`.
    `counts`: the unknown counts that add up to those yeses. `fewest`, `most`: how many people it can be about.
    """

    counts: tuple[int, ...]
    atoms: tuple[int, ...]
    lower: float
    upper: float
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Tie:
    """A rule in one set of people (`atom`): a weighted sum of their counts is at most `people` × the size of the set.
    `weights`: (index of a count, its weight).
    """

    weights: Weights
    atom: int
    people: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """A set of people (`atoms`) that needs protection: figures must not prove that nearly none or nearly all said yes.
    `counts`: the indices of the unknown counts that add up to their yeses.
    """

    name: str
    counts: tuple[int, ...]
    atoms: tuple[int, ...]


@dataclass(slots=True)
class LinkedProblem:
    """Everything published that an attacker knows about counts that depend on each other, for one or more items.
    `atoms`: sets of people that no figure splits. `counts`: for each unknown number of yeses, the index of its atom.
    `kinds`: the option that each count is of. `figures`: published shares. `ties`: rules among counts. `goals`: what
    must not be disclosed.

    `same`: pairs of sums of counts that are equal. `same_people`: pairs of sets of atoms with the same people.
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
        """Add an atom (a set of people that no published figure splits), and return its index."""
        self.atoms.append(atom)
        return len(self.atoms) - 1

    def add_count(self, atom: int, kind: str) -> int:
        """Add an unknown number of people who said yes to one option, in one set of people; return its index.
        `atom`: the index of that set; `kind`: the option.
        """
        self.counts.append(atom)
        self.kinds.append(kind)
        return len(self.counts) - 1

    def add_equal(self, weights: Iterable[tuple[int, int]], *, atom: int, people: int = 0) -> None:
        """Add the rule that a weighted sum of counts equals `people` × the number of people in the set `atom`.
        `weights`: (index of a count, its weight).
        """
        pairs = tuple(weights)
        self.ties.append(Tie(pairs, atom, people))
        self.ties.append(Tie(tuple((count, -weight) for count, weight in pairs), atom, -people))

    @property
    def sizes_known(self) -> bool:
        """Return whether the exact number of people is known for every set."""
        return all(atom.fewest == atom.most for atom in self.atoms)
