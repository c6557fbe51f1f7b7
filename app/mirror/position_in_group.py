"""Where one answer lies in a group's distribution, and when that is far enough away to be told. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.charts.distribution import Distribution

HALF = 0.5
Side = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where one answer lies in a group: which shares of the group answered in the same zone, higher, and lower.
    `at`, `above` and `below` add up to 1, less those who chose an option outside the scale. `whole_gauge`: every step
    of the scale has its own zone; a small group has two zones, the favourable side and the rest.
    """

    at: float
    above: float
    below: float
    above_at_least: float
    below_at_least: float
    whole_gauge: bool

    @property
    def most_are(self) -> Side | None:
        """Return "higher" or "lower" when more than half of the group certainly lies on that side; None when unsure."""
        if self.above_at_least >= HALF:
            return "higher"
        return "lower" if self.below_at_least >= HALF else None

    @property
    def apart(self) -> float:
        """Return the share of the group (0 to 1) that certainly lies on one side of the answer: the larger side."""
        return max(self.above_at_least, self.below_at_least)


def position_of(distribution: Distribution, level: float, *, cuts: int) -> Position:
    """Return where a value on the scale lies in a group's distribution.
    `cuts`: how many an item has if all are published.
    """
    place = distribution.place_of(level)
    zones = distribution.zones
    return Position(
        at=zones[place].share,
        above=sum(zone.share for zone in zones[place + 1 :]),
        below=sum(zone.share for zone in zones[:place]),
        above_at_least=distribution.above(place)[0],
        below_at_least=distribution.below(place)[0],
        whole_gauge=len(distribution.cuts) == cuts,
    )
