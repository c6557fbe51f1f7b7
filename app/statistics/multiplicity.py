"""Correction for asking many questions at once: among twenty comparisons one "finding" is chance.

Decides adjusted p-values. Must not know what was compared.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def holm(p_values: Mapping[Name, float]) -> dict[Name, float]:
    """The p-value of each comparison, corrected for all of them, in the order given; each at most 1.

    Controls the chance of even one wrong finding, under any dependence. Source: Holm, Scandinavian Journal of
    Statistics 6 (1979); scipy has only methods for the false discovery rate.
    """
    adjusted: dict[Name, float] = {}
    reached = 0.0
    for place, name in enumerate(sorted(p_values, key=lambda each: p_values[each])):
        reached = min(1.0, max(reached, (len(p_values) - place) * p_values[name]))
        adjusted[name] = reached
    return {name: adjusted[name] for name in p_values}
