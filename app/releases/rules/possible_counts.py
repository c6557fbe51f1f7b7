"""What the published figures prove about a group: solves the attacker's problem.

Decides whether some set of figures proves that nearly nobody, or nearly everybody, in a group said yes. Must not know
how the figures were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.releases.rules.linked_counts import Goal, LinkedProblem
from app.releases.rules.option_problem import SIDES, Problem, Side

if TYPE_CHECKING:
    from app.releases.rules.integer_programs import KnownSizes
    from app.releases.rules.linked_programs import LinkedKnown, LinkedUnknown


@dataclass(frozen=True, slots=True)
class Breach:
    """A set of people (`atom`) of whom the figures disclose an answer.
    `side`: "none" when it is proved that nearly none of them said yes, "all" when nearly all did.
    """

    atom: str
    side: Side


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sets of people of whom the figures disclose an answer.
    `programs`: how many integer programs were solved to find them.
    """

    breaches: tuple[Breach, ...]
    programs: int


def find_breaches(problem: Problem, *, least: int) -> Verdict:
    """Return the sets of people of whom one option's figures prove that fewer than `least` said yes, or said no.

    Where sizes are known, `option_room` clears nearly all atoms without a program. Of people who may not exist the
    figures prove it where they can exist: whoever knows that they do would know. Each solution is a witness for all
    atoms that have enough in it; the program is solved again for the others, and at last for each one alone, so that an
    atom is a breach only if no counts whatever clear it. Raises FiguresContradict.
    """
    if not problem.atoms:
        return Verdict((), 0)
    from app.releases.rules.integer_programs import KnownSizes, UnknownSizes
    from app.releases.rules.option_room import atoms_in_doubt

    unknown = None if all(atom.fewest == atom.most for atom in problem.atoms) else UnknownSizes(problem)
    people = unknown.some_sizes() if unknown else [atom.most for atom in problem.atoms]
    solved = unknown.solved if unknown else 0
    breaches: list[Breach] = []
    doubtful = atoms_in_doubt(problem, people, least=least)
    for side in SIDES:
        if not doubtful[side]:
            continue
        program = KnownSizes(problem, people, side=side)
        pending = _clear(program, doubtful[side], least)
        pending = [index for index in pending if program.most_of(index) < least]
        if unknown:
            pending = [
                index for index in pending if not unknown.can_hold(index, least, side) and unknown.can_be_there(index)
            ]
        else:
            pending = [index for index in pending if people[index]]
        breaches.extend(Breach(problem.atoms[index].name, side) for index in pending)
        solved += program.solved
    return Verdict(tuple(breaches), solved)


def _clear(program: KnownSizes, atoms: Iterable[int], least: int) -> list[int]:
    """Return the atoms that still lack `least` in every solution that was asked for many atoms at once."""
    pending = list(atoms)
    while pending:
        counts = program.counts_for_many(pending, least)
        left = [index for index in pending if counts[index] < least]
        if len(left) == len(pending):
            break
        pending = left
    return pending


def find_linked_breaches(problem: LinkedProblem, *, least: int) -> Verdict:
    """Return the goals (sets of people) of whom figures of several items prove that fewer than `least` said yes, or no.

    `atom` of a breach is the goal's name. Raises FiguresContradict.
    """
    if not problem.goals:
        return Verdict((), 0)
    from app.releases.rules.linked_programs import LinkedKnown, LinkedUnknown

    unknown = None if problem.sizes_known else LinkedUnknown(problem)
    people = unknown.some_sizes() if unknown else [atom.most for atom in problem.atoms]
    known = LinkedKnown(problem, people)
    breaches: list[Breach] = []
    programs = 0
    for side in SIDES:
        pending = unmet_goals(known, problem.goals, side=side, least=least)
        if unknown:
            pending, solved = _unmet_for_any_sizes(problem, unknown, pending, side=side, least=least)
            programs += solved
        else:
            pending = [goal for goal in pending if not known.can_meet(goal, side=side, least=least)]
        for goal in pending:
            there = any(people[atom] for atom in goal.atoms)
            sizes = people if there or unknown is None else unknown.sizes_with(goal)
            if sizes and _proved(goal, problem, people=sizes, side=side, least=least):
                breaches.append(Breach(goal.name, side))
    return Verdict(tuple(breaches), programs + known.solved + (unknown.solved if unknown else 0))


def _unmet_for_any_sizes(
    problem: LinkedProblem, unknown: LinkedUnknown, goals: Sequence[Goal], *, side: Side, least: int
) -> tuple[list[Goal], int]:
    """Return the goals that no sizes allow, and how many programs were solved.

    Sizes that allow one are tried for the others.
    """
    from app.releases.rules.linked_programs import LinkedKnown

    unmet: list[Goal] = []
    pending, programs = list(goals), 0
    while pending:
        goal = pending.pop(0)
        sizes = unknown.sizes_for(goal, side=side, least=least)
        if sizes is None:
            unmet.append(goal)
            continue
        known = LinkedKnown(problem, sizes)
        pending = unmet_goals(known, pending, side=side, least=least)
        programs += known.solved
    return unmet, programs


def _proved(goal: Goal, problem: LinkedProblem, *, people: Sequence[int], side: Side, least: int) -> bool:
    """Return whether the figures rule a goal out, and not the questionnaire alone."""
    from app.releases.rules.linked_programs import LinkedKnown

    return LinkedKnown(replace(problem, figures=[]), people).can_meet(goal, side=side, least=least)


def unmet_goals(known: LinkedKnown, goals: Sequence[Goal], *, side: Side, least: int) -> list[Goal]:
    """Return the goals that remain when solutions that fulfil many goals at once were searched for.
    The caller checks each of them by itself. Fulfilled: `least` people of the goal said yes, or with `side` "all" said
    no.
    """
    pending = list(goals)
    while pending:
        met = {goal.name for goal in known.met_nearby(pending, side=side, least=least)}
        pending = [goal for goal in pending if goal.name not in met]
        met = {goal.name for goal in known.met(pending, side=side, least=least)} if pending else met
        if not met:
            break
        pending = [goal for goal in pending if goal.name not in met]
    return pending
