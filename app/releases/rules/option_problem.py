"""The attacker's problem about one option: groups as sets of atoms, with bounds on their yeses and sizes.

An atom is a set of people that no published group divides. Must not know how figures were made.
"""

from dataclasses import dataclass
from typing import Literal

MOST_PEOPLE = 100_000
Side = Literal["none", "all"]
SIDES: tuple[Side, Side] = ("none", "all")


@dataclass(frozen=True, slots=True)
class Atom:
    """A set of people that no published figure divides: `fewest` to `most` people, or nobody if `may_be_empty`."""

    name: str
    fewest: int
    most: int
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A published share of the people in the sets `of`: bounds of the share, and of how many people it is about."""

    of: tuple[str, ...]
    lower: float
    upper: float
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that an attacker knows about one option of one item from what is published.

    `same_people`: sets of atoms that together are the same people, such as all blocks and all categories.
    """

    atoms: tuple[Atom, ...]
    figures: tuple[KnownFigure, ...]
    same_people: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


class FiguresContradict(Exception):
    """The published figures contradict each other: no counts agree with all of them."""
