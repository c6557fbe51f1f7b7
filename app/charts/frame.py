"""What a chart's frame shows: a gauge, a group's released figures per period, and marks of earlier years. Pure.

A frame is found by its content: the same figures have the same key, so a stored drawing can never be out of
date. Words are no part of it: they are laid over in the reader's language.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Literal

from app.charts.gauge import Gauge

Size = Literal["narrow", "wide", "small"]
SIZES: tuple[Size, ...] = ("narrow", "wide", "small")
VERSION = 2
"""Raise it when the same frame is drawn or laid out differently: what is laid over must fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One period: its bounds and best value, all None when there is none; `withheld`: not shown."""

    lower: float | None = None
    value: float | None = None
    upper: float | None = None
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A figure published by an earlier measurement, on the group's scale; never joined to the line."""

    year: int
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything of a chart but one person's own line.

    `shared`: the group's figures are means on the own gauge; otherwise shares, on a gauge of their own.
    `stretches`: released periods, the oldest first; after them always comes one stretch without a release.
    """

    gauge: Gauge
    shared: bool
    stretches: tuple[Stretch, ...]
    landmarks: tuple[Landmark, ...] = ()

    @property
    def length(self) -> int:
        """Stretches on the time axis, the unreleased one included."""
        return len(self.stretches) + 1

    def dry(self) -> Frame:
        """The same frame without water: what is laid over it then says whose figures these are."""
        return replace(self, stretches=tuple(Stretch() for _ in self.stretches))

    def key(self, size: Size) -> str:
        """The key of its stored drawing."""
        gauge = self.gauge
        content = (
            (gauge.kind, gauge.low, gauge.high, gauge.unit, self.shared),
            [(each.lower, each.value, each.upper, each.withheld) for each in self.stretches],
            [(each.year, each.value) for each in self.landmarks],
        )
        return f"frame:{VERSION}:{size}:{hashlib.sha256(repr(content).encode()).hexdigest()[:40]}"
