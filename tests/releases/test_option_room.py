"""What the tree clears of one option, the programs clear too, and listing all answers says the same."""

from __future__ import annotations

from random import Random

import pytest

from app.releases.rules import option_room
from app.releases.rules.option_problem import SIDES, Atom, FiguresContradict, KnownFigure, Problem, Side
from app.releases.rules.option_room import atoms_in_doubt
from app.releases.rules.possible_counts import find_breaches
from tests.releases.listing import possible


def figure(chance: Random, of: tuple[str, ...], people: int) -> KnownFigure:
    """A share of these sets of people, mostly a wide one."""
    low = chance.randint(0, people)
    high = chance.randint(low, people)
    if chance.random() < 0.5:
        low, high = low // 3, people - (people - high) // 3
    return KnownFigure(of, low / people, high / people, people, people)


def option(chance: Random, sizes: list[int]) -> Problem:
    """Teams in organisations of two to three in a region, and at times the same people by category."""
    atoms = [Atom(f"t{place}", size, size) for place, size in enumerate(sizes)]
    width = chance.randint(2, 3)
    groups = [
        atoms,
        *(atoms[first : first + width] for first in range(0, len(atoms), width)),
        *([each] for each in atoms),
    ]
    figures = [
        figure(chance, tuple(atom.name for atom in group), sum(atom.most for atom in group))
        for group in groups
        if chance.random() < 0.8
    ]
    everyone, whole, same = tuple(atom.name for atom in atoms), sum(sizes), []
    for breakdown in ("age", "role")[: chance.randint(0, 2)]:
        first = chance.randint(1, whole - 1)
        parts = (Atom(f"{breakdown} a", first, first), Atom(f"{breakdown} b", whole - first, whole - first))
        figures.append(figure(chance, (parts[0].name,), first))
        same.append((everyone, tuple(part.name for part in parts)))
        atoms += parts
    return Problem(tuple(atoms), tuple(figures), tuple(same))


def people_of(problem: Problem) -> list[int]:
    return [atom.most for atom in problem.atoms]


@pytest.mark.parametrize("seed", range(4))
def test_an_atom_is_in_doubt_exactly_where_listing_proves_something_of_it(seed: int) -> None:
    """Of three small teams, in all ways in which they and their categories can have answered."""
    chance = Random(seed)
    for _ in range(12):
        problem = option(chance, [chance.randint(2, 3) for _ in range(3)])
        found = list(possible(problem))
        doubt = atoms_in_doubt(problem, people_of(problem), least=2)
        for place, atom in enumerate(problem.atoms):
            told = (
                max((yes[place] for _, yes in found), default=0),
                max((atom.most - yes[place] for _, yes in found), default=0),
            )
            for side, most in zip(SIDES, told, strict=True):
                assert (place in doubt[side]) == (most < 2)


def verdict(problem: Problem) -> object:
    try:
        return find_breaches(problem, least=3).breaches
    except FiguresContradict:
        return "contradiction"


@pytest.mark.parametrize("seed", range(4))
def test_the_verdict_is_that_of_the_programs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of forty regions of four to sixteen teams, with the tree first and with the programs for everybody."""
    chance = Random(seed)
    problems = [option(chance, [chance.randint(5, 20) for _ in range(chance.randint(4, 16))]) for _ in range(40)]
    by_tree = [verdict(problem) for problem in problems]

    def everybody(problem: Problem, people: list[int], *, least: int) -> dict[Side, list[int]]:
        return {key: list(range(len(people))) for key in SIDES}

    monkeypatch.setattr(option_room, "atoms_in_doubt", everybody)
    assert by_tree == [verdict(problem) for problem in problems]
    assert len(set(map(str, by_tree))) > 2


def test_where_nothing_is_proved_no_program_is_solved() -> None:
    wide = Problem((Atom("a", 9, 9), Atom("b", 9, 9)), (KnownFigure(("a", "b"), 0.2, 0.8, 18, 18),))
    assert find_breaches(wide, least=3).programs == 0


@pytest.mark.parametrize("same", [(), ((("a", "b"), ("b", "c")),)])
def test_what_is_not_nested_is_left_to_the_programs(same: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]) -> None:
    """Groups that overlap, or divisions that do."""
    atoms = tuple(Atom(name, 9, 9) for name in "abc")
    figures = tuple(KnownFigure(of, 0.2, 0.8, 18, 18) for of in (("a", "b"), ("b", "c")))
    assert atoms_in_doubt(Problem(atoms, figures, same), [9, 9, 9], least=3) == {key: [0, 1, 2] for key in SIDES}
