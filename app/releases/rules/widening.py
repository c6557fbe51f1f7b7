"""Widens bins until each linked count keeps enough room, by as little as possible.

Decides the order in which goals are checked, and stops when all are met. Must not know what a bin looks like or whose
it is: the caller builds the problem and widens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from app.releases.rules.linked_counts import Goal, LinkedProblem
from app.releases.rules.option_problem import SIDES, FiguresContradict, Side
from app.releases.rules.possible_counts import unmet_goals

Needed = Sequence[tuple[float, float]]
"""Per figure of the problem, by how many counts it has to be widened below and above."""


def make_room(
    build: Callable[[], LinkedProblem],
    widen: Callable[[Needed], bool],
    *,
    least: int,
    may_widen: Callable[[int], bool] = lambda _figure: True,
) -> None:
    """Widen published ranges until nobody can derive that fewer than `least` of a protected group said yes, or no.
    `build`: returns the problem with the ranges as they are now. `widen`: makes ranges wider by what it is given;
    returns False if nothing was to be done. `may_widen`: whether the figure with this index in the problem may be
    widened.

    Goals that one solution meets stay met when bins are widened; each of the others is asked for by itself. Raises
    FiguresContradict when figures that may not be touched contradict each other.
    """
    from app.releases.rules.linked_programs import LinkedKnown, room_needed

    problem = build()
    people = [atom.most for atom in problem.atoms]
    soft = [may_widen(place) for place in range(len(problem.figures))]
    pending: list[tuple[Side, list[Goal]]] = [(side, list(problem.goals)) for side in SIDES]
    while any(goals for _, goals in pending):
        problem = build()
        try:
            known = LinkedKnown(problem, people)
            left = [(side, unmet_goals(known, goals, side=side, least=least)) for side, goals in pending]
        except FiguresContradict:
            widen(room_needed(problem, people, soft=soft))
            continue
        pending = []
        for side, goals in left:
            rest = list(goals)
            wider = False
            while rest and not wider:
                goal = rest.pop(0)
                # A goal that is impossible even without figures is not disclosed by them.
                with suppress(FiguresContradict):
                    wider = widen(room_needed(build(), people, soft=soft, goal=goal, side=side, least=least))
            pending.append((side, rest))
