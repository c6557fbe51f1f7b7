"""What can be learnt of all groups of a level together, and the settings that are averaged over once it is.

Decides which spreads and which steadiness are tried. A learnt value is coarse, one per level and item for the whole
region, and public; it must not tell anything about one group.
"""

from __future__ import annotations

from dataclasses import dataclass

SPREADS = (0.06, 0.1, 0.16, 0.25, 0.4, 0.65, 1.05, 1.7)
"""Standard deviations between groups that are tried, on the logit scale: 0.06 is next to none."""

STEADINESS = (0.6, 0.9, 0.99)
"""Correlations from one period to the next that are tried."""

STEADINESS_CHANCES = (0.08, 0.17, 0.75)
"""The chance of each of `STEADINESS` before anything is seen."""

WIDTHS = (0.3, 0.6, 0.9)
"""How unsure a learnt spread can be: standard deviations of its logarithm."""

ODD_ONE_OUT = {"team": 0.35, "organisation": 0.07}
"""The chance that a group may be unlike the others, however alike those are."""

ODD_CHANCES = (0.0, 0.0, 0.0, 0.0, 0.25, 0.35, 0.25, 0.15)
"""The chance of each of `SPREADS` for a group that is unlike the others."""

SETTLED = (0.75, 0.96)
"""How sure a learnt steadiness can be: its own chance; the others share the rest, as their chances were."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt of all groups of a level about one item: places in `SPREADS`, `WIDTHS`, `STEADINESS` and
    `SETTLED`.
    """

    spread: int
    width: int
    steadiness: int
    settled: int
