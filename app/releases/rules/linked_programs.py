"""Solves linked problems by integer programs (HiGHS through scipy).

Decides nothing: it finds counts that agree with everything and meet as many goals as possible, and by how much bounds
must be widened. Imports scipy, which is slow to import, so it is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array, vstack

from app.releases.rules.integer_programs import Line, Vector, constraint, solve
from app.releases.rules.linked_counts import Goal, LinkedFigure, LinkedProblem
from app.releases.rules.option_problem import FiguresContradict, Side, count_bounds

SLIGHTLY = 1e-6


class Lines(NamedTuple):
    """The constraints of an integer program as one sparse matrix, with the lower and upper bound of each line."""

    matrix: Any  # A sparse array; scipy chooses its class.
    low: Vector
    high: Vector


class LinkedKnown:
    """Solves a `LinkedProblem` when every number of people is known, by an integer program, as an attacker could.
    `people`: the number in each of its sets of people.
    """

    def __init__(self, problem: LinkedProblem, people: Sequence[int]) -> None:
        """Build the program once; it is solved for many goals. Raises FiguresContradict."""
        self.solved = 0
        self._people = people
        self._kinds = np.array(problem.kinds)
        self._low = np.zeros(len(problem.counts))
        self._high = np.array([people[atom] for atom in problem.counts], dtype=float)
        lines = list(_fixed_lines(problem, people))
        for figure in problem.figures:
            low, high = bounds_of(figure, people)
            if len(figure.counts) == 1:
                self._low[figure.counts[0]] = max(self._low[figure.counts[0]], low)
                self._high[figure.counts[0]] = min(self._high[figure.counts[0]], high)
            else:
                lines.append((dict.fromkeys(figure.counts, 1.0), low, high))
        if (self._low > self._high).any():
            raise FiguresContradict("A figure leaves no count possible.")
        self._lines = _lines(lines, len(self._low))
        self._bases = [self._solve(goal) for goal in _two_ways(problem)]

    def met_nearby(self, goals: Sequence[Goal], *, side: Side, least: int) -> list[Goal]:
        """Return those of `goals` that a stored solution fulfils when only one option's counts in it are changed.
        Fulfilled: `least` people of the goal said yes, or with `side` "all" said no.

        The programs are far smaller than those of `met`, and enough for nearly all goals.
        """
        found = [
            goal for goal in goals if any(self._held(goal, base, side) >= least - SLIGHTLY for base in self._bases)
        ]
        seen = {goal.name for goal in found}
        by_kind: dict[str, list[Goal]] = {}
        for goal in goals:
            kinds = {str(self._kinds[count]) for count in goal.counts}
            if goal.name not in seen and len(kinds) == 1:
                by_kind.setdefault(kinds.pop(), []).append(goal)
        for kind, of_kind in by_kind.items():
            pending = of_kind
            for base in self._bases:
                while pending and (met := self._met_by(pending, side=side, least=least, kind=kind, base=base)):
                    found += met
                    names = {goal.name for goal in met}
                    pending = [goal for goal in pending if goal.name not in names]
        return found

    def _met_by(self, goals: Sequence[Goal], *, side: Side, least: int, kind: str, base: Vector) -> list[Goal]:
        free = self._kinds == kind
        places = {int(count): place for place, count in enumerate(np.flatnonzero(free))}
        matrix = self._lines.matrix[:, free].tocsr()
        held = np.diff(matrix.indptr) > 0
        fixed = self._lines.matrix[held] @ np.where(free, 0.0, base)
        lines = Lines(matrix[held], self._lines.low[held] - fixed, self._lines.high[held] - fixed)
        own = [Goal(goal.name, tuple(places[count] for count in goal.counts), goal.atoms) for goal in goals]
        solution = self._most(own, side=side, least=least, low=self._low[free], high=self._high[free], lines=lines)
        met = {goal.name for goal in own if self._held(goal, solution, side) >= least - SLIGHTLY}
        return [goal for goal in goals if goal.name in met]

    def met(self, goals: Sequence[Goal], *, side: Side, least: int) -> list[Goal]:
        """Find one solution that fulfils many of `goals`, and return those that it fulfils.
        Fulfilled: `least` people of the goal said yes, or with `side` "all" said no.
        """
        solution = self._most(goals, side=side, least=least, low=self._low, high=self._high, lines=self._lines)
        self._bases = [np.round(solution[: len(self._low)])]
        return [goal for goal in goals if self._held(goal, solution, side) >= least - SLIGHTLY]

    def _most(
        self, goals: Sequence[Goal], *, side: Side, least: int, low: Vector, high: Vector, lines: Lines
    ) -> Vector:
        """Return counts that meet many goals; unequal weights make it meet some fully rather than all by halves."""
        size = len(low)
        parts = _lines([self._part(goal, size + at, side) for at, goal in enumerate(goals)], size + len(goals))
        shape = (lines.matrix.shape[0], size + len(goals))
        wider = csr_array((lines.matrix.data, lines.matrix.indices, lines.matrix.indptr), shape=shape)
        whole = _both(Lines(wider, lines.low, lines.high), parts)
        weights = -1 - (np.arange(len(goals)) * 0.618034) % 1
        bounds = Bounds(
            np.concatenate([low, np.zeros(len(goals))]), np.concatenate([high, np.full(len(goals), float(least))])
        )
        self.solved += 1
        return solve(np.concatenate([np.zeros(size), weights]), bounds, whole)

    def can_meet(self, goal: Goal, *, side: Side, least: int) -> bool:
        """Return whether all figures allow that at least `least` of the goal's people said yes (`side` "all": no)."""
        sign, most = self._expression(goal, side)
        try:
            self._solve(np.zeros(len(self._low)), (dict.fromkeys(goal.counts, sign), least - most, inf))
        except FiguresContradict:
            return False
        return True

    def _solve(self, goal: Vector, *more: Line) -> Vector:
        self.solved += 1
        lines = _both(self._lines, _lines(more, len(self._low)))
        return np.round(solve(goal, Bounds(self._low, self._high), lines))

    def _expression(self, goal: Goal, side: Side) -> tuple[float, float]:
        """Return (sign, constant) that turn a goal's yeses into the count of its side: yeses, or noes."""
        return (1.0, 0.0) if side == "none" else (-1.0, float(sum(self._people[atom] for atom in goal.atoms)))

    def _part(self, goal: Goal, column: int, side: Side) -> Line:
        """Return the constraint that a goal's own variable is no larger than the count that the goal reaches."""
        sign, most = self._expression(goal, side)
        return {column: 1.0, **dict.fromkeys(goal.counts, -sign)}, -inf, most

    def _held(self, goal: Goal, solution: Vector, side: Side) -> float:
        sign, most = self._expression(goal, side)
        return most + sign * sum(round(float(solution[count])) for count in goal.counts)


def _lines(lines: Sequence[Line], columns: int) -> Lines:
    all_lines = constraint(lines, columns)
    return Lines(all_lines.A, np.asarray(all_lines.lb), np.asarray(all_lines.ub))


def _both(one: Lines, other: Lines) -> LinearConstraint:
    matrix: Any = vstack([one.matrix, other.matrix], format="csr")
    return LinearConstraint(matrix, np.concatenate([one.low, other.low]), np.concatenate([one.high, other.high]))


def _two_ways(problem: LinkedProblem) -> tuple[Vector, Vector]:
    """Return two objectives to minimise, which lead to two different solutions to start from.

    All counts; and all but the counts that leave room for others, which are maximised instead.
    """
    roomy = {problem.kinds[count] for tie in problem.ties for count, weight in tie.weights if weight < 0}
    return np.ones(len(problem.kinds)), np.array([-1.0 if kind in roomy else 1.0 for kind in problem.kinds])


class LinkedUnknown:
    """Solves a `LinkedProblem` when only size classes of groups are known, by an integer program, as an attacker could.

    Columns: counts, people of every atom, then 1 for each atom that is not empty.
    """

    def __init__(self, problem: LinkedProblem) -> None:
        """Build the program once."""
        self.solved = 0
        self._counts, self._atoms = len(problem.counts), len(problem.atoms)
        start = self._counts
        lines: list[Line] = [({count: 1.0, start + atom: -1.0}, -inf, 0.0) for count, atom in enumerate(problem.counts)]
        for place, atom in enumerate(problem.atoms):
            present = start + self._atoms + place
            lines.append(({start + place: 1.0, present: -float(atom.most)}, -inf, 0.0))
            lines.append(({start + place: 1.0, present: -float(atom.fewest)}, 0.0, inf))
        for figure in problem.figures:
            lines += self._share_lines(figure)
        for tie in problem.ties:
            weights = {count: float(weight) for count, weight in tie.weights}
            lines.append(({**weights, start + tie.atom: -float(tie.people)}, -inf, 0.0))
        for first, second in problem.same:
            lines.append((_difference(first, second), 0.0, 0.0))
        for first, second in problem.same_people:
            lines.append(({start + place: sign for place, sign in _difference(first, second).items()}, 0.0, 0.0))
        self._lines = lines
        most = np.array([atom.most for atom in problem.atoms], dtype=float)
        there = np.array([0.0 if atom.may_be_empty else 1.0 for atom in problem.atoms])
        self._bounds = Bounds(
            np.concatenate([np.zeros(self._counts + self._atoms), there]),
            np.concatenate([most[problem.counts], most, np.ones(self._atoms)]),
        )

    def some_sizes(self) -> list[int]:
        """Return a possible number of people for each set, with as many people in total as the figures allow.
        Raises FiguresContradict.
        """
        goal = np.zeros(self._counts + 2 * self._atoms)
        goal[self._counts : self._counts + self._atoms] = -1
        return self._sizes(self._solve(self._lines, goal))

    def sizes_for(self, goal: Goal, *, side: Side, least: int) -> list[int] | None:
        """Return a possible number of people per set that lets at least `least` of the goal's people have said yes.
        With `side` "all" they can have said no instead. None when no numbers that agree with all figures allow it.
        """
        held = dict.fromkeys(goal.counts, 1.0)
        if side == "all":
            held = {**dict.fromkeys(goal.counts, -1.0), **{self._counts + atom: 1.0 for atom in goal.atoms}}
        try:
            return self._sizes(self._solve([*self._lines, (held, float(least), inf)]))
        except FiguresContradict:
            return None

    def sizes_with(self, goal: Goal) -> list[int] | None:
        """Return a possible number of people per set with which the goal's sets are not all empty.
        The numbers agree with all figures. None when the figures show that nobody is in those sets.
        """
        try:
            there = {self._counts + atom: 1.0 for atom in goal.atoms}
            return self._sizes(self._solve([*self._lines, (there, 1.0, inf)]))
        except FiguresContradict:
            return None

    def _sizes(self, solution: Vector) -> list[int]:
        return [round(float(each)) for each in solution[self._counts : self._counts + self._atoms]]

    def _share_lines(self, figure: LinkedFigure) -> list[Line]:
        yes = dict.fromkeys(figure.counts, 100.0)
        people = [self._counts + atom for atom in figure.atoms]
        return [
            (yes | dict.fromkeys(people, -round(100 * figure.lower, 4)), -0.5, inf),
            (yes | dict.fromkeys(people, -round(100 * figure.upper, 4)), -inf, 0.5),
            (dict.fromkeys(people, 1.0), float(figure.fewest), float(figure.most)),
        ]

    def _solve(self, lines: Sequence[Line], goal: Vector | None = None) -> Vector:
        self.solved += 1
        columns = self._counts + 2 * self._atoms
        return solve(np.zeros(columns) if goal is None else goal, self._bounds, constraint(lines, columns))


def room_needed(
    problem: LinkedProblem,
    people: Sequence[int],
    *,
    soft: Sequence[bool],
    goal: Goal | None = None,
    side: Side = "none",
    least: int = 0,
) -> list[tuple[float, float]]:
    """Return by how many counts each figure's published range must grow, (below, above), until all figures can be true.
    With a `goal`: until they also allow `least` of its people to say yes (with `side` "all": no). `soft`: which figures
    may be widened.

    The sum is as small as possible, each figure's in parts of its people: a count costs a small group most.
    """
    size, figures = len(problem.counts), len(problem.figures)
    lines = list(_fixed_lines(problem, people))
    cost = np.zeros(size + 2 * figures)
    for place, figure in enumerate(problem.figures):
        low, high = bounds_of(figure, people)
        lower, higher = size + place, size + figures + place
        lines.append(({**dict.fromkeys(figure.counts, 1.0), lower: 1.0}, low, inf))
        lines.append(({**dict.fromkeys(figure.counts, 1.0), higher: -1.0}, -inf, high))
        cost[[lower, higher]] = 1 / max(1, sum(people[atom] for atom in figure.atoms))
    if goal:
        sign = 1.0 if side == "none" else -1.0
        most = 0.0 if side == "none" else float(sum(people[atom] for atom in goal.atoms))
        lines.append((dict.fromkeys(goal.counts, sign), least - most, inf))
    reach = np.where(soft, inf, 0.0)
    highest = np.concatenate([[people[atom] for atom in problem.counts], reach, reach])
    solution = solve(cost, Bounds(np.zeros(len(cost)), highest), constraint(lines, len(cost)))
    slack = solution[size:]
    return [(float(slack[place]), float(slack[figures + place])) for place in range(figures)]


def bounds_of(figure: LinkedFigure, people: Sequence[int]) -> tuple[int, int]:
    """Return the lowest and the highest number of yeses that a published share allows.
    `people`: the number of people in each set that the share may be about.
    """
    return count_bounds(figure.lower, figure.upper, sum(people[atom] for atom in figure.atoms))


def _fixed_lines(problem: LinkedProblem, people: Sequence[int]) -> list[Line]:
    """Return the constraints that hold without any figure: links and equal sums."""
    ties = [
        ({count: float(weight) for count, weight in tie.weights}, -inf, float(tie.people * people[tie.atom]))
        for tie in problem.ties
    ]
    return [*ties, *((_difference(first, second), 0.0, 0.0) for first, second in problem.same)]


def _difference(first: Sequence[int], second: Sequence[int]) -> dict[int, float]:
    return {place: float((place in first) - (place in second)) for place in (*first, *second)}
