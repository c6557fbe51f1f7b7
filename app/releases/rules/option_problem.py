"""The attacker's problem about one option: groups as sets of atoms, with bounds on their yeses and their
sizes.

An atom is a set of people that no published group divides. Must not know how figures were made.
"""

from dataclasses import dataclass
from typing import Literal

MOST_PEOPLE = 100_000
Side = Literal["none", "all"]
SIDES: tuple[Side, Side] = ("none", "all")


@dataclass(frozen=True, slots=True)
class Atom:
    """People that no published group divides: at least `fewest` and at most `most`; possibly nobody."""

    name: str
    fewest: int
    most: int
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A published share over the atoms `of`: bounds as shares, and bounds on how many people it is about."""

    of: tuple[str, ...]
    lower: float
    upper: float
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything an attacker has about one option of one item.

    `same_people`: sets of atoms that together are the same people, such as all blocks and all categories.
    """

    atoms: tuple[Atom, ...]
    figures: tuple[KnownFigure, ...]
    same_people: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


class FiguresContradict(Exception):
    """No counts agree with the figures."""
