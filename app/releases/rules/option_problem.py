"""The attacker's problem about one option: groups as sets of atoms, with bounds on their yeses and sizes.

An atom is a set of people that no published group divides. Must not know how figures were made.
"""

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

MOST_PEOPLE = 100_000
PRINTED = 1e-6  # Bounds are printed with six digits.
Side = Literal["none", "all"]
SIDES: tuple[Side, Side] = ("none", "all")


@dataclass(frozen=True, slots=True)
class Atom:
    """An atom: a set of `fewest` to `most` people that no published figure splits.
    `may_be_empty`: it may also have nobody.
    """

    name: str
    fewest: int
    most: int
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A published share as an attacker reads it: `lower` and `upper` bound, 0…1, among the people of the sets `of`.
    `fewest`, `most`: how many people it can be about.
    """

    of: tuple[str, ...]
    lower: float
    upper: float
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Problem:
    """All that an attacker knows about one option of one item: sets of people and the published shares about them.

    `same_people`: sets of atoms that together are the same people, such as all blocks and all categories.
    """

    atoms: tuple[Atom, ...]
    figures: tuple[KnownFigure, ...]
    same_people: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


class FiguresContradict(Exception):
    """The published figures contradict each other: no counts agree with all of them."""


def count_bounds(lower: float, upper: float, people: int) -> tuple[int, int]:
    """Return the fewest and the most people who can have given an answer, from the bounds of its share, 0…1.
    `people`: how many answered. Allows for the rounding of printed shares.
    """
    slack = PRINTED * (people + 1)
    return ceil(lower * people - slack), floor(upper * people + slack)
