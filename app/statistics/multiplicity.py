"""Correction for asking many questions at once: among twenty comparisons one "finding" is chance.

Decides adjusted p-values. Must not know what was compared.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def false_discovery(p_values: Mapping[Name, float]) -> dict[Name, float]:
    """The p-value of each comparison, corrected for all of them, in the order given; each at most 1.

    Of the differences named below a level, at most that share is expected to be chance; where nothing differs at
    all, so is the chance of naming anything. Source: Benjamini & Hochberg, J. R. Statist. Soc. B 57 (1995); scipy's
    `false_discovery_control` says the same (a test holds it), but whoever looks at a board does not wait for scipy.
    """
    corrected: dict[Name, float] = {}
    reached = 1.0
    names = sorted(p_values, key=lambda each: p_values[each], reverse=True)
    for later, name in enumerate(names):
        reached = min(reached, p_values[name] * len(names) / (len(names) - later))
        corrected[name] = reached
    return {name: corrected[name] for name in p_values}
