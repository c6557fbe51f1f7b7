"""The hyperparameters that are learnt from all groups of a level together, and the values that are tried.

Decides which spreads and which correlations over time are tried. A learnt value is coarse, one per level and item for
the whole region, and public; it must not tell anything about one group.
"""

from __future__ import annotations

from dataclasses import dataclass

SPREADS = (0.06, 0.1, 0.16, 0.25, 0.4, 0.65, 1.05, 1.7)
"""Standard deviations between groups that are tried, on the logit scale: 0.06 is next to none."""

STEADINESS = (0.6, 0.9, 0.99)
"""Correlations from one period to the next that are tried."""

STEADINESS_CHANCES = (0.08, 0.17, 0.75)
"""The prior probability of each of `STEADINESS`."""

WIDTHS = (0.3, 0.6, 0.9)
"""The uncertainty of a learnt spread: standard deviations of its logarithm."""

ODD_ONE_OUT = {"team": 0.12, "organisation": 0.05}
"""The probability that a group differs from the others, however alike those are, by level."""

ODD_CHANCES = (0.0, 0.0, 0.0, 0.0, 0.25, 0.35, 0.25, 0.15)
"""The probability of each of `SPREADS` for a group that differs from the others."""

SETTLED = (0.75, 0.96)
"""The probability of a learnt steadiness itself; the others share the rest in proportion to their prior probability."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """The hyperparameters of one item at one level, learnt from all groups of that level together.
    `spread`, `width`: index in `SPREADS` of the standard deviation between groups, and in `WIDTHS` of its uncertainty.
    `steadiness`, `settled`: index in `STEADINESS` of the correlation of a group's distance from the others with that of
    the period before, and in `SETTLED` of its probability.
    """

    spread: int
    width: int
    steadiness: int
    settled: int
