"""Where everything of a chart frame lies, in pixels. Pure; the drawing and what the page lays over it share it.

There is one gauge and one time axis: own answers and the group's distribution stand on the same steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.charts.frame import Frame, Size
from app.charts.gauge import Gauge

TOP = 22
FOOT = 34
HEIGHTS = {"steps": 44, "grade": 24, "percent": 22}
"""Pixels of one unit of a gauge, by its kind."""


class PixelSpan(NamedTuple):
    """A range of pixels from `start` to `end`; for heights it starts at the bottom, which is the larger number."""

    start: float
    end: float

    def at(self, part: float) -> float:
        return self.start + (self.end - self.start) * part


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The part of a chart in which lines are drawn, with its position in pixels.
    `time`: the horizontal axis, one part per period. `height`: the vertical axis, the scale `gauge`. `gauge_x`: the
    horizontal position at which the scale is drawn.
    """

    gauge: Gauge
    gauge_x: float
    time: PixelSpan
    height: PixelSpan

    def y(self, value: float) -> float:
        low, high = self.gauge.ends
        return round(self.height.at((value - low) / (high - low)), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the parts of one chart lie, in pixels, for one of its sizes.

    `history`: the centres of the columns for earlier years, each `column` pixels wide. `labels_y`: baseline of the
    time axis. `numbers_x`: where the numbers of the last period end, right of everything else.
    """

    size: Size
    width: int
    height: int
    length: int
    panel: Panel
    history: tuple[float, ...]
    column: float
    labels_y: float
    numbers_x: float

    def x(self, position: float) -> float:
        """Return the pixel of a moment on the time axis: 0 is where the first period begins, 1 where it ends."""
        return round(self.panel.time.at(position / self.length), 1)

    def position_of(self, pixel: float) -> float:
        """Return the moment on the time axis at a pixel, in periods: the reverse of `x`."""
        start, end = self.panel.time
        return (pixel - start) / (end - start) * self.length


def layout_of(frame: Frame, size: Size) -> Layout:
    """Compute where the parts of a chart lie: it is 328 (narrow) or 760 pixels wide, and as high as its scale needs."""
    wide = size == "wide"
    width, gauge = 760 if wide else 328, frame.gauge
    low = TOP + round(_units(frame) * HEIGHTS[gauge.kind])
    words = {"steps": 186 if wide else 108, "grade": 36, "percent": 52}[gauge.kind]
    pitch = 40 if wide else 28
    start = words + 12 + pitch * len(frame.landmarks) + (8 if frame.landmarks else 0)
    return Layout(
        size=size,
        width=width,
        height=low + FOOT,
        length=frame.length,
        panel=Panel(gauge=gauge, gauge_x=words, time=PixelSpan(start, width - 30), height=PixelSpan(low, TOP)),
        history=tuple(words + 14 + pitch * (place + 0.5) for place in range(len(frame.landmarks))),
        column=pitch - 6,
        labels_y=low + 22,
        numbers_x=width - 2,
    )


def _units(frame: Frame) -> float:
    low, high = frame.gauge.ends
    return (high - low) / frame.gauge.unit
