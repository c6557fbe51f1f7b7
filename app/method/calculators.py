"""What a group can notice, how many answers a margin needs, and who stands alone under a policy.

Decides the figures of the page `/method`. Must not know any release: everything follows from sizes and the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import Literal

from app.releases.rules.bins import block_bins
from app.releases.rules.cells import size_class
from app.releases.rules.policy import Policy
from app.statistics.contrasts import NOISE
from app.statistics.grades import SURE

GroupLevel = Literal["team", "organisation", "region"]
USUAL = 0.7
"""The share at which noticing is calculated, as in the evidence of the estimates."""
APART = 0.1
"""How far groups usually lie apart, as a standard deviation of shares: about 0.5 on the logit scale at 70 %."""
MOVES = 0.02
"""How far a small group moves between periods, as a standard deviation of shares: more periods do not see beyond it."""
OFTEN = 0.8
"""How often a difference is to be noticed for the table: in eight of ten groups."""
PERIODS = (1, 3, 6, 13, 26)
NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Noticing:
    """The smallest detectable difference: a true difference of `least` (0…1) is graded certain in 80 % of groups.
    `periods`: how many periods of figures that takes.
    """

    periods: int
    least: float


@dataclass(frozen=True, slots=True)
class TeamShown:
    """Whether a team of this size gets figures of its own.
    `shown_as`: its size class; "" when it gets none and is counted with others.
    """

    people: int
    shown_as: str


def error_after(level: GroupLevel, people: int, *, periods: int, policy: Policy) -> float:
    """Return the standard deviation of a share's estimate from the group's own figures in `periods` periods, 0…1.
    It comes from chance in who answers, from added noise and from publishing ranges.

    `people`: at least the smallest group. A larger group is taken as one block whose figure protects its parts too.
    """
    draws = 1 if level == "team" else policy.group_draws
    yes = round(USUAL * people)
    width = next(
        (each.upper_percent - each.lower_percent) / 100
        for each in block_bins(people, policy, draws)
        if yes <= each.high
    )
    variance = USUAL * (1 - USUAL) / people + width**2 / 12 + NOISE / people**2
    return sqrt(variance / periods + (0 if level == "region" else MOVES**2))


def error_and_threshold(level: GroupLevel, people: int, *, periods: int, policy: Policy) -> tuple[float, float]:
    """Return the standard error of a difference, and the least estimated difference that is called certain; both 0…1.

    Of a team or organisation: a distance from the region, whose estimate is drawn towards it as far as groups usually
    lie apart. Of a region: a change since as many periods before.
    """
    error = error_after(level, people, periods=periods, policy=policy)
    sure = NORMAL.inv_cdf(SURE)
    if level == "region":
        error *= sqrt(2)
        return error, sure * error
    return error, sure * error * sqrt(1 + (error / APART) ** 2)


def noticing(level: GroupLevel, people: int, *, policy: Policy) -> tuple[Noticing, ...]:
    """Return, for several numbers of periods, the least difference that is usually noticed.
    Empty for a group smaller than the smallest that is shown.
    """
    if people < policy.min_group:
        return ()
    found = []
    for periods in PERIODS:
        error, threshold = error_and_threshold(level, people, periods=periods, policy=policy)
        found.append(Noticing(periods, threshold + NORMAL.inv_cdf(OFTEN) * error))
    return tuple(found)


def answers_needed(population: int, *, margin: float) -> int:
    """Return how many of `population` must answer for a 95 % interval of at most ± `margin` (0…1) around any share.
    Added noise and published ranges are left out.

    Source: Cochran, Sampling Techniques, 3rd ed., section 4.4, with the correction for a finite population.
    """
    endless = (NORMAL.inv_cdf(0.975) / (2 * margin)) ** 2
    return min(population, ceil(endless / (1 + (endless - 1) / population)))


def teams_shown(sizes: Sequence[int], *, policy: Policy) -> tuple[TeamShown, ...]:
    """Return for each team size whether such a team gets figures of its own; if not, its organisation counts it."""
    return tuple(
        TeamShown(people, size_class(people, policy) if people >= policy.min_group else "") for people in sizes
    )


def pooled_people(teams: Sequence[TeamShown], *, policy: Policy) -> tuple[int, bool]:
    """Return how many people are in teams without figures of their own, and whether they are enough for one group.
    Enough: at least the smallest group of `policy`.
    """
    people = sum(each.people for each in teams if not each.shown_as)
    return people, people >= policy.min_group
