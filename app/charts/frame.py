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
    """A part of an item's scale, from `low` to `high` in the scale's units, and the share of people in it, 0…1."""

    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One period on a chart's time axis: the group's zones, lowest first; empty when unpublished or `withheld`."""

    zones: tuple[Zone, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """An earlier survey's figure beside a chart: a distribution or else a mean. Never joined to the line."""

    year: int
    zones: tuple[Zone, ...] = ()
    mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The background of a chart: an item's scale (`gauge`), a group's distribution per period, and earlier surveys.

    `stretches`: released periods, the oldest first; after them always comes one stretch without a release.
    """

    gauge: Gauge
    stretches: tuple[Stretch, ...]
    landmarks: tuple[Landmark, ...] = ()

    @property
    def length(self) -> int:
        """Return the number of periods on the time axis, with the unreleased one at its end."""
        return len(self.stretches) + 1

    def dry(self) -> Frame:
        """Return the same background without any figure; the page draws a team's distribution over it."""
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
    """Return the opacity, 0…1, of a zone with this share of people: the more people, the darker."""
    return round(0.06 + 0.78 * share, 2)
