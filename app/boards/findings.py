"""What stands out: which published differences are more than chance, with everything asked at once in mind.

Decides what may be put into words as a difference or a movement. Pure; must not know true counts, names or words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.releases.cells import Published
from app.statistics.differences import Difference, Direction, difference
from app.statistics.multiplicity import holm

Kind = Literal["beside", "earlier", "part"]
LEVEL = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The same count twice: of the own group and of the group beside it, of the group and itself before, or of a
    part of the region and the whole. `whose`: the earlier period's id, or the part; else empty.
    """

    kind: Kind
    item: str
    option: str
    first: Published
    second: Published
    whose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A difference that is more than chance. `p_value`: corrected for every comparison of the board.

    `smallest`: the least by which the two shares as published differ, 0…1.
    """

    about: Comparison
    direction: Direction
    smallest: float
    p_value: float


def supported(comparisons: Sequence[Comparison], *, level: float = LEVEL) -> tuple[Finding, ...]:
    """The comparisons that hold after Holm's correction for all of them; the surest first, then the largest."""
    seen = {comparison: _difference(comparison.first, comparison.second) for comparison in comparisons}
    corrected = holm({comparison: each.p_value for comparison, each in seen.items()})
    found = [
        Finding(about=about, direction=each.direction, smallest=each.smallest, p_value=corrected[about])
        for about, each in seen.items()
        if corrected[about] < level
    ]
    return tuple(sorted(found, key=lambda each: (each.p_value, -each.smallest)))


@lru_cache(maxsize=4096)
def _difference(first: Published, second: Published) -> Difference:
    """Published figures never change, so each pair is compared once per process."""
    return difference(first, second)
