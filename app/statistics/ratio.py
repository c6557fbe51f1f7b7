"""A share among a part of a group: the ratio of two published shares of the same people, with its bounds.

Decides how certain such a ratio is. Computed from published rows alone, so that it discloses nothing more.
"""

from __future__ import annotations

from typing import NamedTuple


class Among(NamedTuple):
    """A share among the people of another share, with its bounds; 0…1 each."""

    value: float
    lower: float
    upper: float


def share_among(part: tuple[float, float, float], whole: tuple[float, float, float]) -> Among | None:
    """Return `part` as a share of `whole`, both (value, lower, upper); everybody of the part is in the whole.

    `part`, `whole`: value, lower and upper bound of shares of the same people, 0…1. None where the whole may be nobody:
    then nothing is known. The bounds are the least and the greatest ratio that both bounds allow, at most 1.
    """
    value, lower, upper = part
    of, fewest, most = whole
    if fewest <= 0 or of <= 0:
        return None
    ends = (min(1.0, lower / most), min(1.0, upper / fewest))
    return Among(min(max(value / of, ends[0]), ends[1]), *ends)
