"""Attack 5: follow a team over releases, until chance and change give its people away. With an exact Bayesian
attacker.

A naive scheme publishes exact counts every fortnight for teams from five; ours a bin every four weeks.
"""

from dataclasses import replace

import pytest

from app.releases.rules.policy import Policy
from tests.attacks.bayes import SURE, Course, follow_many, sureness_after, sureness_of_leaver

TEAMS = [8, 9, 10, 11, 12, 13] * 5
HALF_A_YEAR = Course(releases=6, keep=1.0, response=0.9)
NAIVE = Course(releases=13, keep=1.0, response=0.9, exact=True, smallest=5)


@pytest.mark.parametrize(("keep", "expected"), [(0.8, 0.1), (0.95, 0.35), (1.0, 0.6)])
def test_exact_counts_give_answers_away_within_half_a_year(keep: float, expected: float) -> None:
    """Because not everybody answers every time, the sums become equations; the steadier people are, the more so."""
    found = follow_many(TEAMS, replace(NAIVE, keep=keep))
    assert found.sure / found.people > expected


@pytest.mark.parametrize("keep", [0.8, 0.95, 1.0])
def test_half_a_year_of_our_releases_gives_nobody_away(keep: float) -> None:
    """Not one answer known at 95 %, and guesses no better than the majority's, within sampling error."""
    found = follow_many(TEAMS, replace(HALF_A_YEAR, keep=keep))
    assert found.sure == 0
    assert (found.right - found.majority) / found.people < 4 * (0.25 / found.people) ** 0.5


@pytest.mark.parametrize("releases", [1, 12, 26])
@pytest.mark.parametrize("allies", [0, 1, 2])
def test_unchanging_unanimous_teams_of_any_size_stay_in_doubt(releases: int, allies: int) -> None:
    """26 releases are two years of the same people answering the same; 2 allies answer like all others."""
    sure = {people: sureness_after(releases, people, Policy(), allies=allies) for people in range(7, 400)}
    assert max(sure.values()) < SURE


def test_bins_of_the_least_size_would_not_be_enough() -> None:
    """Why outer bins hold a share of those beyond ten, and why c = 1 is not the default."""
    narrow = Policy(end_percent=0)
    assert max(sureness_after(26, people, narrow) for people in range(7, 60)) > SURE
    assert sureness_after(26, 5, Policy(colluders=1), allies=1) > SURE


def test_noise_of_one_person_at_most_would_not_be_enough() -> None:
    """With bounded noise a count next to the edge of a bin shows itself in time; a unanimous team does at once."""
    likely = [sum(count + drawn <= 3 for drawn in (-1, 0, 1)) / 3 for count in range(8)]
    after = [chance**26 for chance in likely]
    beliefs = [chance / sum(after) for chance in after]
    assert sum(beliefs[:3]) > 0.999


def test_a_leaver_or_joiner_cannot_be_read_from_two_releases() -> None:
    """At 100 % response, everybody else unchanged, for any size; naive differences give the answer itself."""
    assert max(sureness_of_leaver(people, Policy()) for people in range(8, 200)) < SURE
