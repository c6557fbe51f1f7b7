"""The simplest way to estimate teams from published bins, beside which the product's way is measured on the same rows.

The likelihood of each bin, one level (teams around their region's smoothed share, taken as known), a random walk of
each team over the periods; spread and step either fixed or averaged over by how well they fit all teams of an item.
Must not know how figures are compared with the truth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.estimates.model.bin_law import LOGITS, STEP
from app.estimates.model.small_area import Bins, Estimate, GroupSeries, described, place, whole_region
from app.releases.rules.policy import Policy

Floats = NDArray[np.float64]
Count = tuple[str, str]
Key = tuple[str, str]

AWAY: Floats = np.arange(-45, 46) / 10
"""The grid: a team's distance from its region, in logits."""

_CELL = 0.1


class Fixed(NamedTuple):
    """How far teams lie apart in the first period, and how far each moves per period: standard deviations in logits."""

    spread: float
    step: float


SPREADS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.4)
LEARNT_OVER = tuple(Fixed(spread, step) for spread in SPREADS for step in (0.02, 0.1, 0.25))
"""What is averaged over where spread and step are learnt; all equally probable beforehand."""

WIDE = Fixed(0.7, 0.25)
"""The setting that gives the power of the trial without anything learnt."""


@dataclass(frozen=True, slots=True)
class SimplyEstimated:
    """Estimates by (item, option), then by team, and the probability of each setting by level and item."""

    estimates: Mapping[Count, Mapping[Key, Estimate]]
    learnt: Mapping[tuple[str, str], Floats]


@dataclass(frozen=True, slots=True)
class SimpleWay:
    """Estimates teams under these settings, averaged by how well each fits; of one setting, under that alone."""

    settings: Sequence[Fixed] = LEARNT_OVER

    def __call__(
        self,
        panels: Mapping[Count, GroupSeries],
        *,
        region: str,
        policy: Policy,
        learnt: Mapping[tuple[str, str], Floats] | None = None,
    ) -> SimplyEstimated:
        """Return the estimates of teams in the last period; takes what `small_areas.estimate` takes."""
        del region
        estimates: dict[Count, dict[Key, Estimate]] = {}
        values: dict[tuple[str, str], Floats] = dict(learnt or {})
        for count, panel in panels.items():
            teams = {key: bins for key, (_, bins) in panel.parts.items() if key[0] == "team" and bins[-1] is not None}
            estimates[count] = {}
            if teams:
                level = "team", count[0]
                laws, evidence, centre = self._filtered(list(teams.values()), panel.region, policy)
                if level not in values:
                    weights = np.exp(evidence.sum(axis=1) - evidence.sum(axis=1).max())
                    values[level] = weights / weights.sum()
                mixed = np.tensordot(values[level], laws, 1)
                estimates[count] = {key: _described(law, centre) for key, law in zip(teams, mixed, strict=True)}
        return SimplyEstimated(estimates, values)

    def _filtered(self, teams: Sequence[Bins], region: Bins, policy: Policy) -> tuple[Floats, Floats, float]:
        """Return what is known of each team's distance, settings × teams × places, and each log likelihood.
        The third value is the region's logit in the last period.
        """
        whole, path = whole_region(region, policy)
        placed = place([(bins, whole) for bins in teams], policy)
        laws, evidence = [], []
        seen = [_seen(placed.table, codes, centre) for codes, centre in zip(placed.codes.T, path.mean, strict=True)]
        for each in self.settings:
            now = np.tile(_apart(each.spread), (len(teams), 1))
            found = np.zeros(len(teams))
            for period, likelihoods in enumerate(seen):
                now = (now @ _walk(each.step) if period else now) * likelihoods
                total = now.sum(axis=1)
                found += np.log(total)
                now = now / total[:, None]
            laws.append(now)
            evidence.append(found)
        return np.array(laws), np.array(evidence), float(path.mean[-1])


def _seen(table: Floats, codes: NDArray[np.int64], centre: float) -> Floats:
    """Return the likelihood of each team's bin at each distance; 1 where nothing was shown."""
    at = np.clip((centre + AWAY - LOGITS[0]) / STEP, 0, len(LOGITS) - 1)
    laws = np.array([np.interp(at, np.arange(len(LOGITS)), law) for law in table])
    return np.asarray(np.where((codes >= 0)[:, None], laws[np.maximum(codes, 0)], 1.0))


@lru_cache(maxsize=16)
def _apart(spread: float) -> Floats:
    weights = np.exp(-(AWAY**2) / (2 * spread**2))
    return np.asarray(weights / weights.sum())


@lru_cache(maxsize=16)
def _walk(step: float) -> Floats:
    weights = np.exp(-((AWAY[None, :] - AWAY[:, None]) ** 2) / (2 * (step**2 + _CELL**2 / 12)))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _described(law: Floats, centre: float) -> Estimate:
    """Return the estimate of one team from the law of its distance; no movement is said."""
    edges = np.concatenate((AWAY - _CELL / 2, AWAY[-1:] + _CELL / 2))
    up_to = np.interp(LOGITS, centre + edges, np.concatenate(([0.0], np.cumsum(law))))
    above = float(law[AWAY > _CELL / 2].sum() + law[np.abs(AWAY) <= _CELL / 2].sum() / 2)
    return described(up_to, above_reference=above, above_before=None)
