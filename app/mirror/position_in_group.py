"""Where one answer lies in a group's distribution, and when that is far enough from the others to be said. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.charts.distribution import Distribution

HALF = 0.5
Side = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """An answer among a group's: about which share gave an answer in the same zone, a higher or a lower one.

    `at`, `above` and `below` add up to 1, less who answered beside the gauge. `whole_gauge`: whether every step of the
    gauge has its own zone; a small group has two: the favourable side and the rest.
    """

    at: float
    above: float
    below: float
    above_at_least: float
    below_at_least: float
    whole_gauge: bool

    @property
    def most_are(self) -> Side | None:
        """On which side more than half of the group lies for certain, going by the published bounds."""
        if self.above_at_least >= HALF:
            return "higher"
        return "lower" if self.below_at_least >= HALF else None

    @property
    def apart(self) -> float:
        """Return how much of the group lies on one side for certain, 0…1."""
        return max(self.above_at_least, self.below_at_least)


def position_of(distribution: Distribution, level: float, *, cuts: int) -> Position:
    """Return where `level` lies in `distribution`; `cuts`: how many cuts the item has when all of them are
    published.
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
