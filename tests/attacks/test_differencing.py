"""Attack 1: take the difference of published figures until single answers fall out. Attack 2: bound them.

An outsider recovers a person whose group is forced to be all yes or all no. An insider also knows one own
answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.releases.rules.policy import Policy
from tests.attacks.counting import Known, count
from tests.attacks.naive import bins_per_level, bounded_noise, remainder_rule, with_filters
from tests.attacks.simulated import Figure, Region, as_figures, publish, simulate

SEEDS = range(4)
POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Recovered:
    """Shares of people whose answer is proven, and the smallest group whose count is known exactly (0: none)."""

    outsider: float
    insider: float
    smallest: int
    violations: int


def recover(region: Region, figures: Sequence[Figure], *, colluders: int = POLICY.colluders) -> Recovered:
    """Run the attack on one publication."""
    known = count(figures)
    people = len(region.people)
    exact = [each.size for each in known if each.low == each.high]
    return Recovered(
        outsider=sum(each.size for each in known if _proven(each.low, each.high, each.size)) / people,
        insider=sum(_proven_to_insiders(region, each) for each in known) / people,
        smallest=min(exact, default=0),
        violations=sum(each.high <= colluders or each.low >= each.size - colluders for each in known),
    )


def _proven(low: int, high: int, size: int) -> bool:
    return high == 0 or low == size


def _proven_to_insiders(region: Region, known: Known) -> int:
    """How many people of a group are proven to a colleague who takes their own answer away."""
    proven = 0
    for person in known.people:
        colleagues = {region.people[other].yes for other in known.people if other != person}
        own = [_proven(known.low - yes, known.high - yes, known.size - 1) for yes in colleagues]
        proven += any(own) or _proven(known.low, known.high, known.size)
    return proven


def test_filters_from_five_people_give_answers_away() -> None:
    """The common dashboard: a third of all answers to anybody, more to a colleague."""
    found = [recover(region, with_filters(region)) for region in map(simulate, SEEDS)]
    assert 0.25 < sum(each.outsider for each in found) / len(found) < 0.7
    assert sum(each.insider for each in found) / len(found) > 0.35
    assert min(each.smallest for each in found) == 1


def test_suppressing_remainders_is_not_enough() -> None:
    """No small differences are left, but unanimous teams and their one dissenter are."""
    found = [recover(region, remainder_rule(region)) for region in map(simulate, range(12))]
    assert 0 < sum(each.outsider for each in found) / len(found) < 0.2
    assert sum(each.insider for each in found) / len(found) > 0.08
    assert min(each.smallest for each in found) >= 5


def test_bounded_noise_and_bins_of_each_level_are_not_enough() -> None:
    """Together the levels pin what each alone would hide."""
    regions = [simulate(seed) for seed in SEEDS]
    assert any(recover(region, bounded_noise(region, draw=lambda: 0)).violations for region in regions)
    assert any(recover(region, bins_per_level(region)).violations for region in regions)


def test_our_figures_give_nobody_away() -> None:
    """Not one person, also to a colleague; no count is known exactly."""
    for seed in SEEDS:
        region = simulate(seed)
        rows = publish(region, policy=POLICY, seed=seed)
        found = recover(region, as_figures(region, rows, POLICY))
        assert (found.outsider, found.insider, found.smallest) == (0, 0, 0)


def test_every_group_that_can_be_told_apart_has_at_least_k_people() -> None:
    """Teams and organisations only: breakdowns cut across teams, and only bins and noise stand between them."""
    for seed in SEEDS:
        region = simulate(seed)
        rows = [row for row in publish(region, policy=POLICY, seed=seed) if not row.breakdown]
        assert min(each.size for each in count(as_figures(region, rows, POLICY))) >= POLICY.min_group


def test_no_bounds_from_any_policy_are_violated() -> None:
    """No group comes within c of all or none, for c of 1, 2 and 3, each withstood by its own policy."""
    for colluders, seed in zip((1, 2, 3), SEEDS, strict=False):
        policy = Policy(colluders=colluders)
        region = simulate(seed)
        rows = [row for row in publish(region, policy=policy, seed=seed) if not row.breakdown]
        assert recover(region, as_figures(region, rows, policy), colluders=colluders).violations == 0
