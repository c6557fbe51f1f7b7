"""Where everything of a frame lies on the paper, in pixels. Pure; the drawing and what is laid over it share it.

Two scales are never overlaid: without a shared scale the own gauge stands above and the group's below (beside
it in a small multiple), along one time axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.charts.frame import Frame, Size
from app.charts.gauge import SHARE, Gauge

STEP_HEIGHT = 44
NUMBERS_HEIGHT = 150
SHARES_HEIGHT = 172


class Span(NamedTuple):
    """From one pixel to another; for heights the first is the low end of the gauge, so the larger number."""

    start: float
    end: float

    def at(self, part: float) -> float:
        return self.start + (self.end - self.start) * part


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One gauge with its field: `time` is the width of the periods, `height` the gauge from low to high."""

    gauge: Gauge
    gauge_x: float
    time: Span
    height: Span

    def y(self, value: float) -> float:
        low, high = self.gauge.ends
        return round(self.height.at((value - low) / (high - low)), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The geometry of one frame in one size.

    `own` and `group` are the same panel on a shared scale. `history`: the centres of the strip for earlier
    years. `labels_y`: baseline of the time axis, None where there is no room for one.
    """

    size: Size
    width: int
    height: int
    length: int
    own: Panel
    group: Panel
    history: tuple[float, ...]
    labels_y: float | None

    @property
    def shared(self) -> bool:
        return self.own == self.group

    def x(self, position: float) -> float:
        """Pixels for a position in time on the own panel: 0 is the first stretch's begin, 1 its end."""
        return round(self.own.time.at(position / self.length), 1)

    def group_x(self, position: float) -> float:
        return round(self.group.time.at(position / self.length), 1)

    def position_of(self, pixel: float) -> float:
        """The reverse of `group_x`; also for pixels left of the first stretch."""
        start, end = self.group.time
        return (pixel - start) / (end - start) * self.length


def layout_of(frame: Frame, size: Size) -> Layout:
    """Small multiples are 300 × 84; the others 328 or 760 wide and as high as their gauges need."""
    if size == "small":
        return _small(frame)
    return _shared(frame, size) if frame.shared else _split(frame, size)


def _shared(frame: Frame, size: Size) -> Layout:
    wide = size == "wide"
    width, height = (760, 380) if wide else (328, 300)
    years, pitch = len(frame.landmarks), 44 if wide else 34
    start = 60 + pitch * years if years else 52
    panel = Panel(gauge=frame.gauge, gauge_x=34, time=Span(start, width - 12), height=Span(height - 34, 22))
    return Layout(
        size=size,
        width=width,
        height=height,
        length=frame.length,
        own=panel,
        group=panel,
        history=tuple(56 + pitch * (place + 0.5) for place in range(years)),
        labels_y=height - 12,
    )


def _split(frame: Frame, size: Size) -> Layout:
    wide = size == "wide"
    start = 216 if wide else 126
    above = STEP_HEIGHT * frame.gauge.high if frame.gauge.kind == "steps" else NUMBERS_HEIGHT
    low = 20 + above
    time = Span(start, 744 if wide else 318)
    base = low + 30 + SHARES_HEIGHT
    pitch = 36 if wide else 25
    years = len(frame.landmarks)
    return Layout(
        size=size,
        width=760 if wide else 328,
        height=round(base + 34),
        length=frame.length,
        own=Panel(gauge=frame.gauge, gauge_x=14, time=time, height=Span(low, 20)),
        group=Panel(gauge=SHARE, gauge_x=14, time=time, height=Span(base, base - SHARES_HEIGHT)),
        history=tuple(start - 12 - pitch * (years - 1 - place) for place in range(years)),
        labels_y=base + 22,
    )


def _small(frame: Frame) -> Layout:
    height = Span(82, 2) if frame.gauge.kind == "steps" else Span(78, 10)
    own = Panel(gauge=frame.gauge, gauge_x=8, time=Span(24, 292 if frame.shared else 206), height=height)
    beside = Panel(gauge=SHARE, gauge_x=224, time=Span(226, 292), height=Span(80, 4))
    return Layout(
        size="small",
        width=300,
        height=84,
        length=frame.length,
        own=own,
        group=own if frame.shared else beside,
        history=(),
        labels_y=None,
    )
