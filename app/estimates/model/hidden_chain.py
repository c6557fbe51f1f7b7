"""A hidden Markov chain on a grid: how a group's distance from the rest changes, and what is known of it.

The state is the distance on the logit scale divided by its standard deviation between groups (`spread`), so that one
grid serves every spread. It varies around 0: an autoregression of order one with the standard normal as stationary
distribution. Filtering is exact on the grid (Rabiner, Proc. IEEE 77, 1989). Must not know bins, groups or files:
likelihoods come as a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from app.estimates.model.bin_law import LOGITS, STEP

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

STATES: Floats = np.linspace(-4.05, 4.05, 55)
"""The grid: a group's distance from its reference group, in spreads."""

_CELL = float(STATES[1] - STATES[0])

RESCALED = 4
"""After so many periods a distribution is brought back to a sum of 1, long before it is too small for the machine."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The hyperparameters of the hidden Markov chain. `spread`: the standard deviation between groups, in logits.
    `steadiness`: the correlation of a group's distance from the others with that of the period before.
    """

    spread: float
    steadiness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """The published ranges of many groups over time, as the filter reads them.
    `codes`: groups × periods, the number of a range, −1 where nothing was shown. `table`: for each numbered range its
    likelihood at each of `LOGITS`. `centres`: groups × periods, the logit of the larger group that each is part of.
    `spread`: by group, the standard deviation between groups, in logits. `places`: by group; groups with the same
    number have the same centres and spread, so that a likelihood is looked up once for all of them.
    """

    table: Floats
    codes: Places
    centres: Floats
    spread: Floats
    places: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """What is known of each group after the last period. `now`: the probability of each state, groups × states.
    A state is a group's distance from the others in standard deviations. `evidence`: log likelihood by group. `risen`:
    the change since a group's last figure, in standard deviations between groups, with standard error `risen_error`;
    `gap`: how many periods ago that figure was, 0 for never.
    """

    now: Floats
    evidence: Floats
    risen: Floats
    risen_error: Floats
    gap: Places


@lru_cache(maxsize=64)
def stationary() -> Floats:
    """Return the standard normal distribution as one probability for each of `STATES`, the grid of the filter."""
    weights = np.exp(-(STATES**2) / 2)
    return np.asarray(weights / weights.sum())


@lru_cache(maxsize=256)
def transitions(steadiness: float, periods: int = 1) -> Floats:
    """Return the probability of going from each state (row) to each other (column) in `periods` periods.
    `steadiness`: the correlation from one period to the next.
    """
    kept = steadiness**periods
    variance = 1 - kept**2
    weights = np.exp(-((STATES[None, :] - kept * STATES[:, None]) ** 2) / (2 * max(variance, 1e-4)))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def look_up(watched: Watched, period: int) -> Floats:
    """Return the likelihood of what was published about each group in `period`, given each state: groups × states.
    A state is a distance from the others, in standard deviations. Where nothing was shown, the likelihood is 1.
    """
    codes = watched.codes[:, period]
    alike = watched.places * (len(watched.table) + 1) + codes
    _, some, which = np.unique(alike, return_index=True, return_inverse=True)
    at = watched.centres[some, period, None] + watched.spread[some, None] * STATES
    at = np.clip((at - LOGITS[0]) / STEP, 0, len(LOGITS) - 1.001)
    left = at.astype(np.int64)
    part = at - left
    left += np.maximum(codes[some, None], 0) * len(LOGITS)
    flat = watched.table.ravel()
    low = flat[left]
    seen = low + (flat[left + 1] - low) * part
    seen[codes[some] < 0] = 1
    return np.asarray(seen[which])


def run(watched: Watched, *steadiness: float) -> list[Filtered]:
    """Run a Bayesian filter (hidden Markov chain) over all periods for every group; return what is known at the end.
    One result for each `steadiness`: the correlation of a group's distance from the others with that of the period
    before.
    """
    groups, periods = watched.codes.shape
    shown = watched.codes[:, :-1] >= 0
    gap = (
        np.where(shown.any(axis=1), 1 + np.argmax(shown[:, ::-1], axis=1), 0) if periods > 1 else np.zeros(groups, int)
    )
    now = [np.tile(stationary(), (groups, 1)) for _ in steadiness]
    earlier = [np.zeros_like(each) for each in now]
    evidence = [np.zeros(groups) for _ in steadiness]
    for period in range(periods):
        # One step per period, also without a bin, so that a group's numbers do not depend on other groups.
        if period:
            now = [each @ transitions(kept) for each, kept in zip(now, steadiness, strict=True)]
        seen = look_up(watched, period)  # The same for each steadiness.
        last = np.flatnonzero(gap == periods - 1 - period)  # Of these groups this is the last figure before the newest.
        now = [law * seen for law in now]
        if period % RESCALED == RESCALED - 1 or period == periods - 1:
            totals = [law.sum(axis=1) for law in now]
            now = [law / total[:, None] for law, total in zip(now, totals, strict=True)]
            evidence = [known + np.log(total) for known, total in zip(evidence, totals, strict=True)]
        if len(last):
            for law, before in zip(now, earlier, strict=True):
                before[last] = law[last]
    moved = [_risen(each, seen, gap, steadiness=kept) for each, kept in zip(earlier, steadiness, strict=True)]
    return [
        Filtered(now=law, evidence=found, risen=risen, risen_error=error, gap=gap)
        for law, found, (risen, error) in zip(now, evidence, moved, strict=True)
    ]


def _risen(earlier: Floats, ahead: Floats, gap: Places, *, steadiness: float) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of the change since a group's last figure, given all its figures."""
    risen, error = np.zeros(len(gap)), np.zeros(len(gap))
    for periods in np.unique(gap[gap > 0]):
        which = gap == periods
        law = transitions(steadiness, int(periods))
        seen, then = ahead[which], earlier[which]
        chance, first, second = (seen @ law.T, (seen * STATES) @ law.T, (seen * STATES**2) @ law.T)
        total = (then * chance).sum(axis=1)
        mean = (then * (first - STATES * chance)).sum(axis=1) / total
        square = (then * (second - 2 * STATES * first + STATES**2 * chance)).sum(axis=1) / total
        risen[which], error[which] = mean, np.sqrt(np.maximum(square - mean**2, 0))
    return risen, error


def above_zero(now: Floats, *, spread: Floats, shift: Floats, unsure: Floats) -> Floats:
    """Return for each group the probability that its share is above a reference value, such as the region's.
    `now`: the probability of each state, groups × states. `spread`: the standard deviation between groups. `shift`: the
    larger group's value minus the reference, with standard error `unsure`; all in logits.
    """
    width = np.sqrt(unsure**2 + (spread * _CELL) ** 2 / 12)[:, None]
    return np.asarray((now * ndtr((spread[:, None] * STATES + shift[:, None]) / width)).sum(axis=1))


def above_earlier(found: Filtered, *, spread: Floats, moved: Floats, unsure: Floats) -> Floats:
    """Return for each group the probability that its share is now higher than at its last published figure.
    `spread`: standard deviation between groups; `moved`: how far the larger group that each is part of moved since
    then, with standard error `unsure`; all in logits.
    """
    width = np.sqrt((spread * found.risen_error) ** 2 + unsure**2) + 1e-6
    return np.asarray(ndtr((spread * found.risen + moved) / width))


def up_to(now: Floats, *, centres: Floats, spread: Floats) -> Floats:
    """Return the cumulative distribution of each group's share at each of `LOGITS`, groups × values.
    `now`: the probability of each state; `centres`: the logit of the larger group; `spread`: standard deviation between
    groups.
    """
    edges = np.concatenate((np.zeros((len(now), 1)), np.cumsum(now, axis=1)), axis=1)
    at = ((LOGITS - centres[:, None]) / spread[:, None] - STATES[0]) / _CELL + 0.5
    at = np.clip(at, 0, len(STATES) - 1e-6)
    left = at.astype(np.int64)
    part = at - left
    left += np.arange(len(now))[:, None] * (len(STATES) + 1)
    flat = edges.ravel()
    low = flat[left]
    return np.asarray(low + (flat[left + 1] - low) * part)
