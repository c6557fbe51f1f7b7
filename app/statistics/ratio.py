"""A share among a part of a group: the ratio of two published shares of the same people, with its bounds.

Decides how certain such a ratio is. Computed from published rows alone, so that it discloses nothing more.
"""

from __future__ import annotations

from typing import NamedTuple


class Among(NamedTuple):
    """A share among only some people: of those who felt workload, how many named a cause; value and bounds, 0…1."""

    value: float
    lower: float
    upper: float


def share_among(part: tuple[float, float, float], whole: tuple[float, float, float]) -> Among | None:
    """Return the ratio of two shares of the same people, where everybody counted in `part` is counted in `whole` too.
    Both are (value, lower bound, upper bound), 0…1. None where nobody may be in `whole`.

    The bounds are the least and the greatest ratio that both bounds allow, at most 1.
    """
    value, lower, upper = part
    of, fewest, most = whole
    if fewest <= 0 or of <= 0:
        return None
    ends = (min(1.0, lower / most), min(1.0, upper / fewest))
    return Among(min(max(value / of, ends[0]), ends[1]), *ends)
