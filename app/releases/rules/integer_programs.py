"""Solves the attacker's problem about one option by integer programs (HiGHS through scipy).

Decides nothing: it maximises. Must not know what a breach is. Imports scipy, which is slow to import, so it is imported
where it is used. Source: Huangfu & Hall, Math. Prog. Comp. 10, 2018.
"""

from collections.abc import Sequence
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from app.releases.rules.option_problem import Atom, FiguresContradict, KnownFigure, Problem, Side, count_bounds

Vector = NDArray[np.float64]
Line = tuple[dict[int, float], float, float]
WHOLE = 1e-7


class KnownSizes:
    """Finds numbers of yeses to one option that agree with all figures, when every number of people is known.
    An integer program, as an attacker could solve it, with one unknown per set of people (atom).

    Each is bounded, and their sums lie between the bounds of each figure. The groups form at most two nested families
    over one total, so this is a network flow and HiGHS finds whole numbers without branching. For the side "all"
    everything is counted in noes.
    """

    def __init__(self, problem: Problem, people: Sequence[int], *, side: Side) -> None:
        """Build the program once; it is solved for many goals. Raises FiguresContradict."""
        self.solved = 0
        self._count = len(people)
        self._low = np.zeros(self._count)
        self._high = np.array(people, dtype=float)
        place = {atom.name: index for index, atom in enumerate(problem.atoms)}
        lines: list[Line] = []
        for figure in problem.figures:
            places = [place[name] for name in figure.of]
            low, high = _counts(figure, sum(people[each] for each in places), side)
            if len(places) == 1:
                self._low[places] = np.maximum(self._low[places], low)
                self._high[places] = np.minimum(self._high[places], high)
            else:
                lines.append((dict.fromkeys(places, 1.0), low, high))
        lines += [_balance(place, pair) for pair in problem.same_people]
        self._lines = lines
        if (self._low > self._high).any():
            raise FiguresContradict("A figure leaves no count possible.")

    def most_of(self, atom: int) -> int:
        """Return the most people in one set who can have said yes if all figures are true. `atom`: the set's index.
        When the program is about the side "all", it is the most who can have said no. Raises FiguresContradict.
        """
        goal = np.zeros(self._count)
        goal[atom] = -1
        self.solved += 1
        solution = solve(goal, Bounds(self._low, self._high), constraint(self._lines, self._count))
        return round(float(solution[atom]))

    def counts_for_many(self, atoms: Sequence[int], least: int) -> list[int]:
        """Return one possible number of yeses per set of people, so that many of the sets `atoms` have `least` or more.
        When the program is about the side "all", they are numbers of noes. Raises FiguresContradict.

        A second variable of each such atom counts what it holds up to `least`. Unequal weights make the solution fill
        some atoms rather than all of them by halves.
        """
        chosen = np.array(atoms)
        part = [({self._count + at: 1.0, atom: -1.0}, -inf, 0.0) for at, atom in enumerate(atoms)]
        goal = np.concatenate([np.zeros(self._count), -1 - (chosen * 0.618034) % 1])
        bounds = Bounds(
            np.concatenate([self._low, np.zeros(len(chosen))]),
            np.concatenate([self._high, np.full(len(chosen), float(least))]),
        )
        self.solved += 1
        solution = solve(goal, bounds, constraint([*self._lines, *part], len(goal)))
        return [round(float(count)) for count in solution[: self._count]]


class UnknownSizes:
    """Finds numbers of yeses to one option that agree with all figures, when only size classes are known.
    It solves an integer program, as an attacker could; unknown are the yeses and the size of each set of people (atom).

    Columns: yeses of every atom, people of every atom, then 1 for each atom that is not empty.
    """

    def __init__(self, problem: Problem) -> None:
        """Build the program once."""
        self.solved = 0
        self._count = count = len(problem.atoms)
        place = {atom.name: index for index, atom in enumerate(problem.atoms)}
        lines = [line for index, atom in enumerate(problem.atoms) for line in _size_lines(index, atom, count)]
        for figure in problem.figures:
            lines += _share_lines([place[name] for name in figure.of], figure, count)
        for pair in problem.same_people:
            cells, low, high = _balance(place, pair)
            lines += [(cells, low, high), ({each + count: sign for each, sign in cells.items()}, low, high)]
        self._lines = lines
        self._most = np.array([atom.most for atom in problem.atoms], dtype=float)
        self._present = np.array([0.0 if atom.may_be_empty else 1.0 for atom in problem.atoms])

    def some_sizes(self) -> list[int]:
        """Return one possible number of people per set with which all figures can be true. Raises FiguresContradict."""
        solution = self._solve(self._lines)
        return [round(float(people)) for people in solution[self._count : 2 * self._count]]

    def can_hold(self, atom: int, least: int, side: Side) -> bool:
        """Return whether all figures allow that at least `least` people in one set said yes (with `side` "all": no).
        `atom`: the index of the set.
        """
        held = {atom: 1.0} if side == "none" else {atom: -1.0, self._count + atom: 1.0}
        try:
            self._solve([*self._lines, (held, float(least), inf)])
        except FiguresContradict:
            return False
        return True

    def can_be_there(self, atom: int) -> bool:
        """Return whether all figures allow that there is anybody in one set of people (`atom`: its index)."""
        try:
            self._solve([*self._lines, ({self._count + atom: 1.0}, 1.0, inf)])
        except FiguresContradict:
            return False
        return True

    def _solve(self, lines: Sequence[Line]) -> Vector:
        self.solved += 1
        columns = 3 * self._count
        lowest = np.concatenate([np.zeros(2 * self._count), self._present])
        highest = np.concatenate([self._most, self._most, np.ones(self._count)])
        return solve(np.zeros(columns), Bounds(lowest, highest), constraint(lines, columns))


def _counts(figure: KnownFigure, people: int, side: Side) -> tuple[int, int]:
    """Return the lowest and highest count within a figure's bounds, given how many people it is about."""
    low, high = count_bounds(figure.lower, figure.upper, people)
    return (low, high) if side == "none" else (people - high, people - low)


def _balance(place: dict[str, int], pair: tuple[tuple[str, ...], tuple[str, ...]]) -> Line:
    """Return the constraint that two divisions of the same people have the same total."""
    first, second = ({place[name] for name in names} for names in pair)
    return dict.fromkeys(first, 1.0) | dict.fromkeys(second, -1.0), 0.0, 0.0


def _size_lines(index: int, atom: Atom, count: int) -> list[Line]:
    """Return the constraints of an atom: 0 ≤ yeses ≤ people, and people are 0 or between its bounds."""
    people, present = count + index, 2 * count + index
    return [
        ({index: 1.0, people: -1.0}, -inf, 0.0),
        ({people: 1.0, present: -float(atom.most)}, -inf, 0.0),
        ({people: 1.0, present: -float(atom.fewest)}, 0.0, inf),
    ]


def _share_lines(places: Sequence[int], figure: KnownFigure, count: int) -> list[Line]:
    """Return the constraints of a figure: lower · people ≤ yeses ≤ upper · people, and its size.

    In percent; half a percent of one person allows for rounding in print.
    """
    yes = dict.fromkeys(places, 100.0)
    people = [count + place for place in places]
    return [
        (yes | dict.fromkeys(people, -round(100 * figure.lower, 4)), -0.5, inf),
        (yes | dict.fromkeys(people, -round(100 * figure.upper, 4)), -inf, 0.5),
        (dict.fromkeys(people, 1.0), float(figure.fewest), float(figure.most)),
    ]


def constraint(lines: Sequence[Line], columns: int) -> LinearConstraint:
    """Return linear constraints in the form that scipy takes.
    `lines`: (weight by column, lowest sum, highest sum) for each constraint.
    """
    ends = np.cumsum([0, *(len(cells) for cells, _, _ in lines)])
    at = np.array([column for cells, _, _ in lines for column in cells], dtype=np.int64)
    weights = np.array([weight for cells, _, _ in lines for weight in cells.values()], dtype=float)
    matrix = csr_array((weights, at, ends), shape=(len(lines), columns))
    return LinearConstraint(matrix, [low for _, low, _ in lines], [high for _, _, high in lines])


def solve(goal: Vector, bounds: Bounds, constraints: LinearConstraint) -> Vector:
    """Return the whole numbers within all constraints that make the sum weighted by `goal` smallest.
    Raises FiguresContradict if there are none.

    First without asking for whole numbers, for a network flow has them anyway; then asking for them; and a
    program is called infeasible only when HiGHS says so without its presolve, which has been seen to err.
    """
    relaxed = milp(goal, bounds=bounds, constraints=constraints)
    if relaxed.x is not None and np.abs(relaxed.x - np.round(relaxed.x)).max(initial=0) < WHOLE:
        return np.asarray(relaxed.x)
    whole = np.ones(len(goal), dtype=np.int64)
    for presolve in (True, False):
        result = milp(goal, integrality=whole, bounds=bounds, constraints=constraints, options={"presolve": presolve})
        if result.x is not None:
            return np.asarray(result.x)
    raise FiguresContradict(result.message)
