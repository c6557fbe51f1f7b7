"""Attack 12, on ourselves: what is left to see. The figures to match are those of the trial in PRIVACY.md."""

from statistics import fmean

from app.releases.rules.policy import Policy
from tests.attacks.usefulness import coverage, errors, power, regions

POLICY = Policy()


def test_most_teams_of_eight_and_more_see_a_figure() -> None:
    """Trial: 63 % of teams of 4 to 15, and 95 % of those from eight."""
    shown = coverage(range(1), policy=POLICY)
    assert fmean(shown[size] for size in range(4, 16)) > 0.63
    assert fmean(shown[size] for size in range(8, 16)) > 0.95
    assert all(shown[size] == 0 for size in range(4, POLICY.min_group))


def test_figures_are_close_to_the_truth() -> None:
    """Mean error of a share. Trial: 0.11 for a team, 0.06 for an organisation, 0.01 for the region."""
    found = errors(regions(range(12)), policy=POLICY)
    assert found.team < 0.14
    assert found.organisation < 0.06
    assert found.region < 0.015


def test_a_large_drop_is_seen_in_a_team_and_supported_in_a_region() -> None:
    """From 75 to 40 %. A team of twelve sees it in four of five cases and may not call it proven; a region may."""
    assert power(12, policy=POLICY, times=120).seen > 0.7
    assert power(150, policy=POLICY, times=60).supported > 0.9
