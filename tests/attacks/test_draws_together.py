"""Attack 5 over several draws (PRIVACY.md, rule 16): the figures of a block, its parents, cuts and breakdowns together.

The long table is in docs/evidence/disclosure.md.
"""

import numpy as np
import pytest

from app.releases.rules.policy import Policy
from tests.attacks.bayes import SURE
from tests.attacks.together import FORMER, Shape, Watch, among_divided, surest, surest_of_team_as_category

POLICY = Policy()
SMALL_AND_NESTED: Shape = ((7, 8), (7, 9), (7, 10))
FOUR_TEAMS_OF_TEN: Shape = (10, 10, 10, 10)
NESTED: list[Shape] = [
    *((size, size) for size in range(7, 51)),
    *((size,) * (100 // size) for size in range(7, 34)),
    *(((size, size), (size, size)) for size in range(7, 26)),
    *((((size, size), (size, size)), ((size, size), (size, size))) for size in (7, 8, 10, 12)),
    ((10, 10, 10), (10, 10, 10), (10, 10, 10)),
    (7, 90),
    (7, 7, 50),
    ((10, 10), 50),
    SMALL_AND_NESTED,
]


def test_the_attacker_finds_what_was_found_from_outside() -> None:
    """On the former scheme: 4 teams of 10 at 0.981, a region of one block with two breakdowns at 0.983."""
    assert surest((10, 10, 10, 10), Watch(FORMER)) == pytest.approx(0.981, abs=0.001)
    assert surest((20,), Watch(FORMER, breakdowns=2)) == pytest.approx(0.983, abs=0.001)


@pytest.mark.parametrize("cuts", [1, 3])
def test_unanimous_groups_of_up_to_a_hundred_in_four_nested_figures_stay_in_doubt(cuts: int) -> None:
    """26 periods of team, organisation, type and region, for every cut of a question, in their lowest bins.

    One shape passes the line between period 24 and 26, and docs/method.md says so.
    """
    found = {shape: surest(shape, Watch(POLICY, cuts=cuts)) for shape in NESTED}
    passes = {shape: value for shape, value in found.items() if value >= SURE}
    assert set(passes) <= {SMALL_AND_NESTED}
    assert max(passes.values(), default=0) < 0.9525
    assert surest(SMALL_AND_NESTED, Watch(POLICY, cuts=cuts, periods=24)) < SURE


@pytest.mark.parametrize("cuts", [1, 3])
@pytest.mark.parametrize("shape", [(24,), (25,), (30,), (40,), (12, 12), (16, 16), (7, 19), ((8, 8), (8, 8))])
def test_two_breakdowns_on_top_leave_them_in_doubt(shape: Shape, cuts: int) -> None:
    """Categories cross the teams and each other; in a region of one block they are the finest figures there are."""
    assert surest(shape, Watch(POLICY, cuts=cuts, breakdowns=2)) < SURE


@pytest.mark.parametrize("cuts", [1, 3])
def test_four_teams_of_ten_with_two_breakdowns_stay_in_doubt_for_24_periods(cuts: int) -> None:
    """After 26 they are a hair over the line, as docs/method.md says: wider ends would hide a drop from such teams."""
    assert surest(FOUR_TEAMS_OF_TEN, Watch(POLICY, cuts=cuts, breakdowns=2, periods=24)) < SURE
    assert surest(FOUR_TEAMS_OF_TEN, Watch(POLICY, cuts=cuts, breakdowns=2)) < 0.9525


def test_a_team_that_is_a_category_twice_stays_in_doubt() -> None:
    """Nobody can see that the ballots of a category and of a team come from the same people."""
    assert max(surest_of_team_as_category(people, POLICY) for people in range(POLICY.category_group, 300)) < SURE
    assert surest_of_team_as_category(12, FORMER) > SURE


def test_a_longer_chain_of_cuts_gets_wider_ends() -> None:
    """A region's grade has nine cuts; whoever takes all of them to be equal stays in doubt too."""
    assert max(surest((size, size), Watch(POLICY, cuts=9)) for size in range(15, 51)) < SURE


@pytest.mark.parametrize("teams", [(20, 20), (30, 30), (16, 16, 16)])
def test_half_a_year_beside_divided_teams_hardly_gives_a_unanimous_team_away(teams: tuple[int, ...]) -> None:
    """What is known of the others, taken from the whole, told a third of such teams before; nearly none now."""
    now = among_divided(teams, POLICY, periods=6, seed=1, times=60)
    before = among_divided(teams, FORMER, periods=6, seed=1, times=60)
    assert np.mean(now >= SURE) <= 0.15
    assert np.mean(before >= SURE) > 0.2


def test_from_some_hundred_people_on_what_is_true_of_the_group_is_true_of_you() -> None:
    """What docs/method.md and /privacy say: a unanimous region of a few hundred is known to be so."""
    assert surest((10,) * 10, Watch(POLICY)) < SURE
    assert surest(((10,) * 10,) * 5, Watch(POLICY)) > SURE
