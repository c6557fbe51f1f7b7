"""Where one answer lies in a group's distribution, and when that is far enough away to be told. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.charts.distribution import Distribution

HALF = 0.5
Side = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where one answer lies in a group: the shares 0…1 of the group that answered alike (`at`), higher and lower.
    They add up to 1, less those who chose an option outside the scale. `above_at_least`, `below_at_least`: lower
    bounds. `whole_gauge`: True when the group has a published share for every step of the scale; for a small group only
    the share on the favourable side is published.
    """

    at: float
    above: float
    below: float
    above_at_least: float
    below_at_least: float
    whole_gauge: bool

    @property
    def most_are(self) -> Side | None:
        """Return "higher" or "lower" when more than half of the group certainly answered so.
        None when neither is certain.
        """
        if self.above_at_least >= HALF:
            return "higher"
        return "lower" if self.below_at_least >= HALF else None

    @property
    def apart(self) -> float:
        """Return the share 0…1 of the group that certainly answered higher, or lower: the larger of the two."""
        return max(self.above_at_least, self.below_at_least)


@lru_cache(maxsize=1024)
def positions_in(distribution: Distribution, *, cuts: int) -> tuple[Position, ...]:
    """Return which shares of a group answered alike, higher and lower, for an answer in each of its `zones` in turn.
    `cuts`: how many shares of "this step or higher" the item has; a small group publishes fewer of them.

    For all zones at once: it is the same for everybody who is compared with the group.
    """
    return tuple(_position_at(distribution, place, cuts=cuts) for place in range(len(distribution.zones)))


def _position_at(distribution: Distribution, place: int, *, cuts: int) -> Position:
    zones = distribution.zones
    return Position(
        at=zones[place].share,
        above=sum(zone.share for zone in zones[place + 1 :]),
        below=sum(zone.share for zone in zones[:place]),
        above_at_least=distribution.above(place)[0],
        below_at_least=distribution.below(place)[0],
        whole_gauge=len(distribution.cuts) == cuts,
    )
