"""Whether two published shares differ for sure, or might be chance, noise or rounding.

Decides which differences may be put into words. Must not know true counts: every comparison is made between
the ends of the bins that lie closest together, among the fewest people that fit.
"""

from dataclasses import dataclass
from typing import Literal

from app.releases.cells import Published
from app.statistics.exact import fisher_exact
from app.statistics.shares import FURTHEST, counts, fewest_people, noise_beyond

Direction = Literal["higher", "lower", "not_shown"]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first share against the second. `p_value`: two-sided, an upper bound; 1 when the bins overlap.

    `smallest`: the least by which the shares shown differ, 0…1; 0 when the bins overlap.
    """

    p_value: float
    smallest: float
    direction: Direction

    def supported(self, level: float = 0.05) -> bool:
        """Whether the difference may be named, if it is the only one looked at; see `holm` for many."""
        return self.p_value < level


def difference(first: Published, second: Published) -> Difference:
    """Compare two groups, or one group at two times, on the same option.

    Fisher's exact test on the counts at the nearest ends of the bins, moved towards each other by q
    persons of noise, plus the chance of more noise than that; the best q. Answers are taken as independent,
    which makes comparisons of mostly the same people conservative.
    """
    if first.lower <= second.upper and second.lower <= first.upper:
        return Difference(1.0, 0.0, "not_shown")
    upper, lower = (first, second) if first.lower > second.upper else (second, first)
    smallest = upper.lower - lower.upper
    direction: Direction = "higher" if upper is first else "lower"
    return Difference(_p_value(upper, lower), smallest, direction)


def _p_value(upper: Published, lower: Published) -> float:
    people, other_people = fewest_people(upper), fewest_people(lower)
    least, most = counts(upper, people)[0], counts(lower, other_people)[1]
    best = 1.0
    for persons in range(FURTHEST):
        yes, other_yes = least - persons, most + persons
        if yes < 0 or other_yes > other_people or yes * other_people <= other_yes * people:
            break
        chance = fisher_exact(yes, people, other_yes=other_yes, other_people=other_people)
        if chance >= best:  # Nearer to each other it only grows.
            break
        best = min(best, chance + 2 * noise_beyond(persons + 1))
    return best
