"""Smooths the share of the region, or of a kind of organisation, over all periods, with its standard error.

For the few groups that everybody may see (the region and its kinds), whose figures all others are compared with and
shrunk towards. Must not know bins or files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A share over all periods, smoothed, on the logit scale. `moved`: the change from each period to the last.
    `error`, `moved_error`: standard errors. `now`: the probability of each value of the grid in the last period.
    `evidence`: the log likelihood.
    """

    mean: Floats
    error: Floats
    moved: Floats
    moved_error: Floats
    now: Floats
    evidence: float


def smooth(seen: Floats, *, initial: Floats, move: Floats, values: Floats) -> Path:
    """Estimate one share in each period from the figures of all periods (forward-backward algorithm of a Markov chain).
    `seen`: the likelihood of each period's figure in each state, periods × states. `initial`: the probability of each
    state before the first period. `move`: of going from a state (row) to another (column). `values`: each state's
    value.
    """
    periods = len(seen)
    forward = np.empty_like(seen)
    evidence, law = 0.0, initial
    for period in range(periods):
        law = (law @ move if period else law) * seen[period]
        total = float(law.sum())
        evidence += float(np.log(total))
        law = law / total
        forward[period] = law
    # Per state at a period: the likelihood of all later periods, times 1, times the last value, and times its square.
    after = np.stack((np.ones_like(values), values, values**2), axis=1)
    found = np.empty((4, periods))
    for period in range(periods - 1, -1, -1):
        weights = forward[period] * after[:, 0]
        weights = weights / weights.sum()
        mean = float(weights @ values)
        last = after[:, 1:] / np.maximum(after[:, :1], 1e-300)
        moved = float(weights @ (last[:, 0] - values))
        square = float(weights @ (last[:, 1] - 2 * values * last[:, 0] + values**2))
        found[:, period] = mean, float(weights @ (values - mean) ** 2), moved, max(0.0, square - moved**2)
        if period:
            after = move @ (after * seen[period][:, None])
            after = after / after[:, 0].max()
    return Path(
        mean=found[0],
        error=np.sqrt(found[1]),
        moved=found[2],
        moved_error=np.sqrt(found[3]),
        now=forward[-1],
        evidence=evidence,
    )


def mixed(paths: Sequence[Path], prior: Sequence[float]) -> tuple[Path, Floats]:
    """Return the weighted average of several estimates of one share over time, and the weight of each.
    The estimates differ in their hyperparameters; a weight is the product of prior and evidence, scaled to the sum 1.
    """
    logs = np.array([path.evidence for path in paths]) + np.log(prior)
    weights = np.exp(logs - logs.max())
    evidence = float(np.log(weights.sum()) + logs.max())
    weights = weights / weights.sum()
    mean, error = moments(weights, [each.mean for each in paths], [each.error for each in paths])
    moved, moved_error = moments(weights, [each.moved for each in paths], [each.moved_error for each in paths])
    now = np.tensordot(weights, np.array([path.now for path in paths]), 1)
    path = Path(mean=mean, error=error, moved=moved, moved_error=moved_error, now=now, evidence=evidence)
    return path, weights


def moments(
    weights: Floats | Sequence[float], means: Sequence[Floats], errors: Sequence[Floats]
) -> tuple[Floats, Floats]:
    """Return the mean and the standard deviation of a mixture of distributions.
    `weights`, `means`, `errors`: of each part; an error is a standard deviation.
    """
    all_means = np.array(means)
    mean = np.asarray(weights) @ all_means
    variance = np.asarray(weights) @ (np.array(errors) ** 2 + (all_means - mean) ** 2)
    return mean, np.sqrt(variance)
