"""What a chart's frame shows: a gauge, a group's distribution over it per period, and earlier years. Pure.

A frame is found by its content: the same figures have the same key, so a stored drawing can never be out of
date. Words are no part of it: they are laid over in the reader's language.
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
    """A part of a gauge, from `low` to `high` in its own units, and the share of people in it, 0…1."""

    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One period: the group's distribution, lowest zone first, empty when there is none; `withheld`: not shown."""

    zones: tuple[Zone, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """What an earlier measurement published: a distribution, or else a mean on the gauge. Never joined to the line."""

    year: int
    zones: tuple[Zone, ...] = ()
    mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything of a chart but one person's own line: own answers and the group stand on one gauge.

    `stretches`: released periods, the oldest first; after them always comes one stretch without a release.
    """

    gauge: Gauge
    stretches: tuple[Stretch, ...]
    landmarks: tuple[Landmark, ...] = ()

    @property
    def length(self) -> int:
        """Stretches on the time axis, the unreleased one included."""
        return len(self.stretches) + 1

    def dry(self) -> Frame:
        """Return the same gauge without any figure: what is laid over it then says whose figures these are."""
        return replace(self, stretches=tuple(Stretch() for _ in self.stretches), landmarks=())

    def key(self, size: Size) -> str:
        """Return the key of its stored drawing."""
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
    """Return how opaque the water of a zone is, 0…1: the more people, the deeper; never quite dry."""
    return round(0.06 + 0.78 * share, 2)
