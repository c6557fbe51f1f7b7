"""What the published figures prove about a group: the attacker's problem, solved.

Decides whether some set of figures proves that nearly nobody, or nearly everybody, in a group said yes. Must
not know how the figures were made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.releases.problems import SIDES, Problem, Side

if TYPE_CHECKING:
    from app.releases.programs import KnownSizes


@dataclass(frozen=True, slots=True)
class Breach:
    """An atom of which the figures prove that fewer than `least` people can differ from all the others."""

    atom: str
    side: Side


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the integer program found, and how many times it was solved."""

    breaches: tuple[Breach, ...]
    programs: int


def find_breaches(problem: Problem, *, least: int) -> Verdict:
    """Every atom that cannot hold `least` yeses, or cannot hold `least` noes, given all figures at once.

    Each solution is a witness for all atoms that have enough in it; the program is solved again for the
    others, and at last for each one alone, so that an atom is a breach only if no counts whatever clear it.
    Raises FiguresContradict.
    """
    if not problem.atoms:
        return Verdict((), 0)
    from app.releases.programs import KnownSizes, UnknownSizes

    unknown = None if all(atom.fewest == atom.most for atom in problem.atoms) else UnknownSizes(problem)
    people = unknown.some_sizes() if unknown else [atom.most for atom in problem.atoms]
    solved = unknown.solved if unknown else 0
    breaches: list[Breach] = []
    for side in SIDES:
        program = KnownSizes(problem, people, side=side)
        pending = _clear(program, range(len(people)), least)
        pending = [index for index in pending if people[index] and program.most_of(index) < least]
        if unknown:
            pending = [index for index in pending if not unknown.can_hold(index, least, side)]
        breaches.extend(Breach(problem.atoms[index].name, side) for index in pending)
        solved += program.solved
    return Verdict(tuple(breaches), solved)


def _clear(program: KnownSizes, atoms: Iterable[int], least: int) -> list[int]:
    """The atoms that no solution helped, of those that solutions for many at once were asked for."""
    pending = list(atoms)
    while pending:
        counts = program.counts_for_many(pending, least)
        left = [index for index in pending if counts[index] < least]
        if len(left) == len(pending):
            break
        pending = left
    return pending
