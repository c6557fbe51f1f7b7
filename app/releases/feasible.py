"""The attacker's problem as an integer program: which counts do the published figures leave possible?

Decides whether some set of figures proves that nearly nobody, or nearly everybody, in a group said yes. Must
not know how the figures were made: only groups as sets of atoms, bounds and sizes. Solved by HiGHS (Huangfu &
Hall, "Parallelizing the dual revised simplex method", Math. Prog. Comp. 10, 2018) by way of
scipy.optimize.milp.

An atom is a set of people that no published group divides. Its yeses x and its people n are integer
variables, so the same program serves an attacker who knows the sizes (n fixed) and one who knows size classes
only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.optimize import LinearConstraint

MOST_PEOPLE = 100_000
Side = Literal["none", "all"]


@dataclass(frozen=True, slots=True)
class Atom:
    """People that no published group divides: at least `fewest` and at most `most`; possibly nobody."""

    name: str
    fewest: int
    most: int
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
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
    figures: tuple[Figure, ...]
    same_people: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


class FiguresContradict(Exception):
    """No counts agree with the figures."""


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

    Each solution is a witness for all atoms that have enough of both in it; the program is solved again for
    the others until a solution helps none of them. Raises FiguresContradict.
    """
    if not problem.atoms:
        return Verdict((), 0)
    program = _Program(problem, least)
    breaches: list[Breach] = []
    sides: tuple[Side, Side] = ("none", "all")
    for side in sides:
        pending = program.lacking(range(len(problem.atoms)), program.extreme(side), side)
        while pending:
            left = program.lacking(pending, program.most_of(pending, side), side)
            if len(left) == len(pending):
                breaches.extend(Breach(problem.atoms[index].name, side) for index in left)
                break
            pending = left
    return Verdict(tuple(breaches), program.solved)


class _Program:
    """The constraints of one problem, and the solutions asked of it.

    Columns: x of every atom, n of every atom, then a 0/1 "not empty" of every atom, then a 0/1 "is a
    witness".
    """

    def __init__(self, problem: Problem, least: int) -> None:
        self.solved = 0
        self._atoms = problem.atoms
        self._least = least
        self._count = len(problem.atoms)
        self._place = {atom.name: index for index, atom in enumerate(problem.atoms)}
        self._rows: list[tuple[Mapping[int, float], float, float]] = []
        for index in range(self._count):
            self._bound_atom(index)
        for figure in problem.figures:
            self._bound_figure(figure)
        for first, second in problem.same_people:
            self._bind(first, second)

    def extreme(self, side: Side) -> NDArray[np.float64]:
        """The solution with the most yeses ("none") or noes ("all") in total."""
        return self._solve(dict.fromkeys(range(self._count), 1.0), side, ())

    def most_of(self, atoms: Sequence[int], side: Side) -> NDArray[np.float64]:
        """The solution in which the most of `atoms` have enough yeses ("none") or noes ("all")."""
        return self._solve({3 * self._count + index: 1.0 for index in atoms}, side, atoms)

    def lacking(self, atoms: Iterable[int], solution: NDArray[np.float64], side: Side) -> list[int]:
        """Those of `atoms` that have people but not enough yeses, or noes, in this solution."""
        return [index for index in atoms if self._held(solution, index, side) < self._least]

    def _held(self, solution: NDArray[np.float64], index: int, side: Side) -> int:
        yes, people = round(float(solution[index])), round(float(solution[self._count + index]))
        return yes if side == "none" else people - yes

    def _bound_atom(self, index: int) -> None:
        """0 ≤ x ≤ n, and n is 0 or between the atom's bounds."""
        atom, people, present = self._atoms[index], self._count + index, 2 * self._count + index
        self._rows.append(({index: 1.0, people: -1.0}, -float("inf"), 0.0))
        self._rows.append(({people: 1.0, present: -float(atom.most)}, -float("inf"), 0.0))
        self._rows.append(({people: 1.0, present: -float(atom.fewest)}, 0.0, float("inf")))

    def _bound_figure(self, figure: Figure) -> None:
        """lower · n ≤ x ≤ upper · n in percent; half a percent of one person allows for printed decimals."""
        places = [self._place[name] for name in figure.of]
        yes = dict.fromkeys(places, 100.0)
        people = [self._count + place for place in places]
        self._rows.append((yes | dict.fromkeys(people, -100.0 * round(figure.lower, 6)), -0.5, float("inf")))
        self._rows.append((yes | dict.fromkeys(people, -100.0 * round(figure.upper, 6)), -float("inf"), 0.5))
        self._rows.append((dict.fromkeys(people, 1.0), float(figure.fewest), float(figure.most)))

    def _bind(self, first: Sequence[str], second: Sequence[str]) -> None:
        for shift in (0, self._count):
            plus = {self._place[name] + shift: 1.0 for name in first}
            self._rows.append((plus | {self._place[name] + shift: -1.0 for name in second}, 0.0, 0.0))

    def _solve(self, gain: Mapping[int, float], side: Side, witnesses: Sequence[int]) -> NDArray[np.float64]:
        import numpy as np
        from scipy.optimize import Bounds, milp

        goal = np.zeros(4 * self._count)
        for column, weight in gain.items():
            goal[column] = -weight
            if column < self._count and side == "all":
                goal[column], goal[self._count + column] = weight, -weight
        chosen = np.zeros(self._count)
        chosen[list(witnesses)] = 1
        most = np.array([atom.most for atom in self._atoms], dtype=float)
        empty = np.array([0.0 if atom.may_be_empty else 1.0 for atom in self._atoms])
        lowest = np.concatenate([np.zeros(2 * self._count), empty, np.zeros(self._count)])
        highest = np.concatenate([most, most, np.ones(self._count), chosen])
        result = milp(
            goal,
            integrality=np.ones(4 * self._count, dtype=np.int64),
            bounds=Bounds(lowest, highest),
            constraints=self._constraints(side, witnesses),
        )
        self.solved += 1
        if result.x is None:
            raise FiguresContradict(result.message)
        solution: NDArray[np.float64] = result.x
        return solution

    def _constraints(self, side: Side, witnesses: Sequence[int]) -> LinearConstraint:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        rows = [*self._rows, *(self._witness(index, side) for index in witnesses)]
        cells = [
            (row, column, weight) for row, (entries, _, _) in enumerate(rows) for column, weight in entries.items()
        ]
        at_row, at_column, weights = zip(*cells, strict=True)
        matrix = csr_array((weights, (at_row, at_column)), shape=(len(rows), 4 * self._count))
        return LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])

    def _witness(self, index: int, side: Side) -> tuple[Mapping[int, float], float, float]:
        """A witness holds at least `least` yeses, or noes."""
        witness = {3 * self._count + index: -float(self._least)}
        held = {index: 1.0} if side == "none" else {index: -1.0, self._count + index: 1.0}
        return witness | held, 0.0, float("inf")
