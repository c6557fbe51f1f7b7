"""What a chart's frame shows: a gauge, a group's distribution over it per period, and earlier years. Pure.

A frame is stored under a hash of its content, so a stored drawing is never out of date. Words are no part of it: the
page lays them over it in the reader's language.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Literal

from app.charts.gauge import Gauge

Size = Literal["narrow", "wide"]
SIZES: tuple[Size, ...] = ("narrow", "wide")
VERSION = 5
"""Raise it when the same frame is drawn or laid out differently: what is laid over must fit."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of an item's scale, from `low` to `high`, and the share of people who answered in it, 0…1."""

    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One period in a chart: the group's share in each part of the scale, lowest first.
    Empty when nothing was published, or when it may not be shown (`withheld`).
    """

    zones: tuple[Zone, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A figure of an earlier survey, drawn beside a chart: a distribution (`zones`) or a `mean`.
    The chart's line over the periods does not pass through it.
    """

    year: int
    zones: tuple[Zone, ...] = ()
    mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The background of a chart, over which a person's own line is drawn.
    `gauge`: the item's scale. `stretches`: a group's published answers per released period, the oldest first.
    `landmarks`: figures of earlier surveys.

    After the released periods the time axis always has one stretch without a release.
    """

    gauge: Gauge
    stretches: tuple[Stretch, ...]
    landmarks: tuple[Landmark, ...] = ()

    @property
    def length(self) -> int:
        """Return how many periods the time axis has, including the present one, which is not released yet."""
        return len(self.stretches) + 1

    def dry(self) -> Frame:
        """Return the same chart background without any figure, over which a page draws the figures of a small group."""
        return replace(self, stretches=tuple(Stretch() for _ in self.stretches), landmarks=())

    def key(self, size: Size) -> str:
        """Return the key under which this background's drawing is stored: a hash of its content and size."""
        gauge = self.gauge
        content = (
            (gauge.kind, gauge.low, gauge.high, gauge.unit),
            [([_rounded(zone) for zone in each.zones], each.withheld) for each in self.stretches],
            [(each.year, [_rounded(zone) for zone in each.zones], each.mean) for each in self.landmarks],
        )
        return f"frame:{VERSION}:{size}:{hashlib.sha256(repr(content).encode()).hexdigest()[:40]}"


def _rounded(zone: Zone) -> tuple[float, float, float]:
    return zone.low, zone.high, round(zone.share, 4)


def depth(share: float) -> float:
    """Return the opacity, 0…1, with which a part of the scale is filled; `share`: of the people, 0…1."""
    return round(0.06 + 0.78 * share, 2)
