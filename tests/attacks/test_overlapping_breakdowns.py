"""Attack 7: breakdowns that cut across teams. Who knows everybody's field and team crosses them.

No rule on sizes can prevent small crossings, for ballots of a breakdown carry no team: bins, noise and the
level (region only) stand in between.
"""

from app.releases.rules.policy import Policy
from tests.attacks.bayes import SURE, sureness_of_leaver
from tests.attacks.naive import exact
from tests.attacks.simulated import Region, as_figures, publish, simulate
from tests.attacks.test_differencing import recover
from tests.releases.regions import EXPERIENCE

POLICY = Policy()


def crossed(region: Region) -> float:
    """The share of people whom exact counts of teams, organisations and bands give away to a colleague."""
    groups = [region.where(), *(region.where(band=band) for band in EXPERIENCE.categories)]
    groups += [region.where(team=team) for team in sorted({person.team for person in region.people})]
    return recover(region, [exact(region, group) for group in groups if len(group) >= 5]).insider


def test_exact_breakdowns_beside_teams_give_people_away() -> None:
    assert sum(map(crossed, map(simulate, range(3)))) > 0


def test_our_breakdowns_beside_our_teams_give_nobody_away() -> None:
    """Even to who knows the band and team of everybody, and one answer besides."""
    for seed in range(6):
        region = simulate(seed, response=1.0)
        rows = publish(region, policy=POLICY, seed=seed)
        assert any(row.breakdown for row in rows)
        found = recover(region, as_figures(region, rows, POLICY))
        assert (found.outsider, found.insider) == (0, 0)


def test_a_category_that_is_a_team_and_one_person_hides_that_person() -> None:
    """The worst crossing there is: two figures that differ by one person."""
    assert max(sureness_of_leaver(people, POLICY) for people in range(10, 120)) < SURE
