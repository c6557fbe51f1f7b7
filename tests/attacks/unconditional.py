"""Exact unconditional tests for counts with the noise of a release in them.

Decides how unlikely two counts are when nothing differs, whatever the share is that they have in common: the largest
chance over all shares. Barnard's test, with the noise as part of the law. Must not know bins, groups or words.
Source: Barnard, Biometrika 34 (1947); without noise `apart` is scipy's `barnard_exact` (a test holds it).
"""

from __future__ import annotations

from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

from app.releases.rules.noise import ALPHA_SHARE as NOISE

FURTHEST = 12
"""Noise of more persons than this has a chance below one in a million."""

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LIKELY = 8  # Noise of more persons than this has a chance of one in ten thousand.
SHARES, NEAR_SHARES = 200, 41  # In so many steps the share in common is tried: from 0 to 1, or near the whole's.
_TIE = 1e-9


def apart(yes: int, people: int, *, other_yes: int, other_people: int, noise: float = NOISE) -> float:
    """The two-sided p-value of `yes` out of `people` beside other people, or the same at another time.

    The statistic is the difference of the shares over its standard error when all of them are pooled. Somebody who
    is counted both times makes the test more careful, not less. `noise`: α, 0 for none.
    """
    import numpy as np

    seen, seen_other = np.arange(people + 1) / people, np.arange(other_people + 1) / other_people
    pooled = (np.arange(people + 1)[:, None] + np.arange(other_people + 1)) / (people + other_people)
    error = pooled * (1 - pooled) * (1 / people + 1 / other_people)
    error += _variance(noise) * (1 / people**2 + 1 / other_people**2)
    away = np.abs(seen[:, None] - seen_other) / np.sqrt(np.where(error > 0, error, np.inf))
    as_far = (away >= away[yes, other_yes] - _TIE).astype(float)
    shares = tuple(each / SHARES for each in range(1, SHARES))
    law, law_of_others = _law(people, shares, noise=noise), _law(other_people, shares, noise=noise)
    return min(1.0, float(((law @ as_far) * law_of_others).sum(axis=1).max()))


def within(yes: int, people: int, *, whole: float, whole_people: int, noise: float = NOISE) -> float:
    """The two-sided p-value of a part beside the whole it belongs to: is it as if drawn from it by lot?

    `whole`: the share of the whole as published, 0…1, with noise in it too; shares further from it than `LIKELY`
    persons are left out, and the chance of such noise is added (Berger & Boos, JASA 89, 1994). The part is taken as
    a sample with replacement, which makes the test a little more careful than the draw would be.
    """
    import numpy as np

    away = LIKELY / whole_people
    shares = np.linspace(max(0.0, whole - away), min(1.0, whole + away), NEAR_SHARES)
    law, counted = _law(people, tuple(shares), noise=noise), np.arange(people + 1) / people
    seen = abs(_distance(yes / people, whole, people=people, whole_people=whole_people, noise=noise))
    chances = np.zeros(len(shares))
    for moved, chance in _noise(noise).items():
        published = np.clip(shares[:, None] + moved / whole_people, 0, 1)
        far = np.abs(_distance(counted, published, people=people, whole_people=whole_people, noise=noise))
        chances += chance * (law * (far >= seen - _TIE)).sum(axis=1)
    beyond = sum(chance for moved, chance in _noise(noise).items() if abs(moved) > LIKELY)
    return min(1.0, float(chances.max()) + beyond)


def _distance(
    counted: NDArray[np.float64] | float,
    published: NDArray[np.float64] | float,
    *,
    people: int,
    whole_people: int,
    noise: float,
) -> NDArray[np.float64]:
    """How far a part lies from the whole, in standard errors of a part drawn by lot."""
    import numpy as np

    share = np.asarray(published)
    error = share * (1 - share) / people + _variance(noise) * (1 / people**2 + 1 / whole_people**2)
    return np.asarray((counted - share) / np.sqrt(np.where(error > 0, error, np.inf)))


@lru_cache(maxsize=64)
def _law(people: int, shares: tuple[float, ...], *, noise: float) -> NDArray[np.float64]:
    """The chance of each noisy count of 0 to `people` (columns) at each share (rows); none falls outside."""
    import numpy as np
    from scipy.stats import binom

    without = binom.pmf(np.arange(people + 1), people, np.array(shares)[:, None])
    if not noise:
        return np.asarray(without)
    spread = np.zeros((len(shares), people + 1 + 2 * FURTHEST))
    for moved, chance in _noise(noise).items():
        spread[:, FURTHEST + moved : FURTHEST + moved + people + 1] += chance * without
    law = spread[:, FURTHEST : FURTHEST + people + 1].copy()
    law[:, 0] += spread[:, :FURTHEST].sum(axis=1)
    law[:, -1] += spread[:, FURTHEST + people + 1 :].sum(axis=1)
    return law


@lru_cache(maxsize=2)
def _noise(noise: float) -> dict[int, float]:
    """The chance of noise of so many persons."""
    from scipy.stats import dlaplace

    if not noise:
        return {0: 1.0}
    return {moved: float(dlaplace.pmf(moved, -log(noise))) for moved in range(-FURTHEST, FURTHEST + 1)}


def _variance(noise: float) -> float:
    """Of discrete Laplace noise, in persons squared."""
    return 2 * noise / (1 - noise) ** 2
