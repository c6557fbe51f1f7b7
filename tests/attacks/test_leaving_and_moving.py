"""Attack 5, continued: compare the releases before and after somebody left or moved, or teams were merged or split.

Everybody answered both times, and the attacker knows who was where. `told_by` tells what the change itself gives away:
guessing without it is right in half of the cases.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.releases.rules.policy import Policy
from tests.attacks.bayes import SURE
from tests.attacks.changing_groups import Changed, Move, surest_of_cells, told_by

TEAM, ORGANISATION, KIND, REGION = (
    Changed("team", 12),
    Changed("group", 60),
    Changed("group", 150),
    Changed("group", 300),
)
SMALL = (Changed("team", 8), Changed("group", 25), Changed("group", 60))
EXPERIENCE, JOB = Changed("category", 60), Changed("category", 40)
SMALLEST = Changed("category", Policy().category_group + 1)
MOVES = {
    "stops": Move(groups=(TEAM, ORGANISATION, KIND, REGION, EXPERIENCE, JOB)),
    "stops, in the smallest groups": Move(groups=(*SMALL, REGION, SMALLEST, SMALLEST)),
    "to another team": Move(groups=(TEAM, TEAM)),
    "to another organisation": Move(groups=(TEAM, TEAM, ORGANISATION, ORGANISATION)),
    "to another kind of organisation": Move(groups=(TEAM, TEAM, ORGANISATION, ORGANISATION, KIND, KIND)),
    "to another kind, in small groups": Move(groups=(*SMALL, *SMALL)),
    "a team of three to another kind": Move(groups=(ORGANISATION, ORGANISATION, KIND, KIND), together=3),
    "a team of six to another kind": Move(groups=(ORGANISATION, ORGANISATION, KIND, KIND), together=6),
}


@pytest.mark.parametrize("name", MOVES)
def test_a_change_of_groups_rarely_tells_an_answer(name: str) -> None:
    """Nobody else changed their mind, the worst case: known in one of a hundred, guessed right in seven of ten.

    Where one in ten of the others changed, in one of seven hundred.
    """
    found, stirred = told_by(MOVES[name], Policy()), told_by(replace(MOVES[name], keep=0.9), Policy())
    print(f"{name}: sure {found.sure:.4f} {stirred.sure:.4f}, right {found.right:.3f} {stirred.right:.3f}")
    assert found.sure < 0.0125
    assert found.right < 0.71
    assert stirred.sure < 0.0015
    assert stirred.right < 0.67


@pytest.mark.parametrize("name", MOVES)
def test_of_who_answers_as_most_do_it_tells_next_to_nothing(name: str) -> None:
    """Where nine in ten say yes, a guess is right in nine of ten; the change adds nothing that shows."""
    found = told_by(replace(MOVES[name], prior=0.9), Policy())
    print(f"{name}: right {found.right:.3f}")
    assert found.right < 0.905


@pytest.mark.parametrize("name", MOVES)
def test_exact_counts_tell_it_every_time(name: str) -> None:
    """The attack works: of a scheme that publishes counts it learns what everybody said who moved alone."""
    found = told_by(replace(MOVES[name], exact=True), Policy())
    assert found.right > (0.99 if MOVES[name].together == 1 else 0.65)
    assert found.sure > 0.02


@pytest.mark.parametrize("others", [Changed("category", 20), Changed("category", 60)])
@pytest.mark.parametrize("own", [SMALLEST, EXPERIENCE])
def test_another_background_tells_less_than_leaving_does(own: Changed, others: Changed) -> None:
    """Who goes from one band of experience to another leaves one group and joins one; who stops leaves six."""
    changed, leaving = told_by(Move(groups=(own, others)), Policy()), told_by(MOVES["stops"], Policy())
    print(f"changed {changed}, left {leaving}")
    assert changed.sure <= leaving.sure
    assert changed.right < leaving.right
    assert changed.most < SURE


@pytest.mark.parametrize(
    ("sizes", "watched"),
    [
        ((12, 9), (((0,), 13), ((1,), 13), ((0, 1), 13))),
        ((7, 7), (((0,), 13), ((1,), 13), ((0, 1), 13))),
        ((7, 7, 7), (((0,), 13), ((1,), 13), ((2,), 13), ((0, 1, 2), 13))),
        ((12, 9), (((0, 1), 13), ((0,), 13), ((1,), 13))),
        ((6, 6, 5, 4), (((0, 1), 13), ((2, 3), 13), ((0, 2), 13), ((1, 3), 13))),
        ((11, 1, 11), (((0, 1), 13), ((2,), 13), ((0,), 13), ((1, 2), 13))),
    ],
    ids=["merged", "smallest merged", "three merged", "split", "parted otherwise", "one moved"],
)
def test_teams_that_are_formed_anew_stay_in_doubt(
    sizes: tuple[int, ...], watched: tuple[tuple[tuple[int, ...], int], ...]
) -> None:
    """A year in the old teams and a year in the new ones, all of one opinion and nobody changing theirs."""
    found = surest_of_cells(sizes, watched, Policy())
    print(f"{found:.4f}")
    assert found < SURE
