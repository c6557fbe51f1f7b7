"""The likelihood of a published bin at each true share of its group.

Decides a likelihood and nothing else, from how a release makes bins. Answers are binomial, noise is added (discrete
Laplace), and the count is put into a bin; how many people answered is known by the size class only. Must not know
groups or time.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import binom

from app.releases.rules.bins import block_bins
from app.releases.rules.cells import Published
from app.releases.rules.noise import ALPHA_SHARE
from app.releases.rules.policy import Policy

Floats = NDArray[np.float64]

LOGITS: Floats = np.linspace(-7.0, 7.0, 281)
"""The grid of likelihoods: every 0.05 on the logit scale, shares of 0.1 to 99.9 %."""

SHARES: Floats = expit(LOGITS)
STEP = float(LOGITS[1] - LOGITS[0])

_MOST = 12  # Noise of more persons than this has a probability below one in a million.
MOST_TIMES = 3
"""So many times the fewest people that figures leave room for are taken to be the most, in a class without an end."""

_TRIES = 6  # How many sizes represent a size class without an upper end.
_LEAST = 1e-12  # No likelihood is zero, because groups and questions change between periods.


class SeenBin(NamedTuple):
    """The range in which a group's share was published. `block`: True for a team, False for groups of several teams.

    `at_least`: the fewest people there are according to other figures about them; 0 when nothing else is known.
    """

    lower: float
    upper: float
    size_class: str
    block: bool
    at_least: int = 0


def published_bounds(cell: Published) -> tuple[float, float]:
    """Return the lower and upper end of the range in which a figure was published, as shares 0…1.
    The noisy share lies in that range. A figure's `lower` and `upper`, which also allow for the noise, are wider.
    """
    lower, upper = getattr(cell, "bin_lower", None), getattr(cell, "bin_upper", None)
    return (cell.lower, cell.upper) if lower is None or upper is None else (lower, upper)


def people_in(seen: SeenBin) -> tuple[int, ...]:
    """Return some numbers of people that a group with this published range may have, all within its size class.
    A size so small that the range would hold fewer than two whole numbers of people is left out.

    At equal distances in a class that ends; in a class such as "50+" at equal ratios, up to three times the smallest.
    """
    start, _, most = seen.size_class.rstrip("+").partition("-")
    width = seen.upper - seen.lower
    fewest = max(int(start), seen.at_least, ceil(2 / width - 1e-6) if width > 0 else 0)
    if most:
        numbers = range(min(fewest, int(most)), int(most) + 1)
        return tuple(numbers[:: max(1, len(numbers) // 10)])
    return tuple(sorted({round(each) for each in np.geomspace(fewest, MOST_TIMES * fewest, _TRIES)}))


@lru_cache(maxsize=8192)
def likelihood(seen: SeenBin, policy: Policy) -> Floats:
    """Return how probable it is that a group is published in this range, at each true share in `SHARES`.
    Averaged over the group sizes that the range and its size class allow.
    """
    laws = [law for people in people_in(seen) if (law := _block_law(seen, people, policy)) is not None]
    if not laws:
        laws = [_law(*_counts(seen, people), people=people) for people in people_in(seen)]
    found: Floats = np.maximum(np.mean(laws, axis=0), _LEAST)
    found.setflags(write=False)
    return found


def _block_law(seen: SeenBin, people: int, policy: Policy) -> Floats | None:
    """Return the probability of a team's bin for one team size; None if a team of that size has no such bin."""
    if not seen.block:
        return None
    bins = block_bins(people, policy)
    first = next((each for each in bins if each.lower_percent == round(100 * seen.lower)), None)
    last = next((each for each in bins if each.upper_percent == round(100 * seen.upper)), None)
    if first is None or last is None or first.low > last.high:
        return None
    low = None if first is bins[0] else first.low
    high = None if last is bins[-1] else last.high
    return _law(low, high, people=people)


def _counts(seen: SeenBin, people: int) -> tuple[int | None, int | None]:
    """Return the lowest and the highest noisy count in a bin; None where the bin has no end on that side."""
    low = None if seen.lower <= 0 else ceil(seen.lower * people - 1e-6)
    high = None if seen.upper >= 1 else max(ceil(seen.upper * people - 1e-6) - 1, low or 0)
    return low, high


def _law(low: int | None, high: int | None, *, people: int) -> Floats:
    """Return the probability that the noisy count lies in low … high, at each of `SHARES`."""
    below = 0.0 if low is None else _at_most(low - 1, people)
    up_to = 1.0 if high is None else _at_most(high, people)
    return np.asarray(up_to - below) * np.ones_like(SHARES)


@lru_cache(maxsize=8192)
def _at_most(count: int, people: int) -> Floats:
    away = np.arange(-_MOST, _MOST + 1)
    chances = ALPHA_SHARE ** np.abs(away)
    chances /= chances.sum()
    counts = count - away
    known = (counts >= 0) & (counts < people)
    found = (chances[counts >= people].sum()) * np.ones_like(SHARES)
    if known.any():
        found = found + chances[known] @ binom.cdf(counts[known][:, None], people, SHARES[None, :])
    return np.asarray(found)
