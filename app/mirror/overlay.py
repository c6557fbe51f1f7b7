"""What is drawn over a stored chart: one person's own points, and words in the reader's language. Pure.

Positions come from the chart's own layout, so a point stands exactly where the drawing's scale has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.charts.frame import Frame, depth
from app.charts.layout import Layout, Panel

Anchor = Literal["start", "middle", "end"]
LINE = 15
"""Pixels from a mark's tip to the foot of the word below it."""


class Point(NamedTuple):
    """A point of a person's line: the time, in periods from the chart's left edge, and a value on the item's scale."""

    position: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A text in a chart. `kind`: its class in the style sheet, which is soft, mine, ours or empty."""

    x: float
    y: float
    text: str
    anchor: Anchor = "middle"
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnLine:
    """SVG path data for a person's answers: the line, the marks of earlier answers, and the mark of the last.

    The tip of a mark is the value.
    """

    line: str
    marks: str
    last: str

    def __repr__(self) -> str:
        return "OwnLine(hidden)"


def own_line(layout: Layout, points: Sequence[Point]) -> OwnLine:
    """Return the person's points as SVG path data; empty without any point."""
    placed = [(layout.x(point.position), layout.panel.y(point.level)) for point in points]
    earlier, last = (4.5, 8), (8, 14)
    return OwnLine(
        line="M" + "L".join(f"{x:g} {y:g}" for x, y in placed) if len(placed) > 1 else "",
        marks="".join(_mark(x, y, size=earlier) for x, y in placed[:-1]),
        last="".join(_mark(x, y, size=last) for x, y in placed[-1:]),
    )


def _mark(x: float, y: float, *, size: tuple[float, float]) -> str:
    half, high = size
    return f"M{x - half:g} {y - high:g}h{2 * half:g}L{x:g} {y:g}z"


def last_number(layout: Layout, points: Sequence[Point], text: str) -> Word:
    """Return the number at the last mark of a line, with its position: above it, or below when the line falls to it.

    `points`: at least one, oldest first.
    """
    x, y = layout.x(points[-1].position), layout.panel.y(points[-1].level)
    from_above = len(points) > 1 and layout.panel.y(points[-2].level) < y
    below = from_above and y + LINE <= layout.panel.height.start
    place = y + LINE if below else max(y - 19, 11)
    return Word(x=min(x, layout.numbers_x - 52), y=place, text=text, kind="mine")


def water(layout: Layout, frame: Frame) -> tuple[tuple[str, float], ...]:
    """Return (SVG path, opacity) of a box for each part of the scale and period: the more people, the darker.
    The page draws them over a chart that is stored without figures.
    """
    return tuple(
        (_box(layout, place, low=zone.low, high=zone.high), depth(zone.share))
        for place, each in enumerate(frame.stretches)
        for zone in each.zones
    )


def withheld(layout: Layout, frame: Frame) -> str:
    """Return SVG path data of dotted boxes, one for each period whose figures may not be shown."""
    low, high = layout.panel.gauge.ends
    return "".join(
        _box(layout, place, low=low, high=high) for place, each in enumerate(frame.stretches) if each.withheld
    )


def _box(layout: Layout, place: int, *, low: float, high: float) -> str:
    left, right, panel = layout.x(place), layout.x(place + 1), layout.panel
    return f"M{left:g} {panel.y(low):g}H{right:g}V{panel.y(high):g}H{left:g}z"


def step_words(layout: Layout, steps: Sequence[str]) -> tuple[Word, ...]:
    """Return the words beside the steps of a chart's scale, lowest step first, with their positions.
    They stand to the left of the scale, broken into lines that fit.
    """
    room = 26 if layout.size == "wide" else 14
    words: list[Word] = []
    for step, text in enumerate(steps, start=1):
        lines = _broken(text, room=room)
        first = layout.panel.y(step) + 4.5 - 7 * (len(lines) - 1)
        x = layout.panel.gauge_x - 8
        words += [Word(x=x, y=first + 14 * at, text=line, anchor="end") for at, line in enumerate(lines)]
    return tuple(words)


def number_words(panel: Panel, labels: Sequence[tuple[float, str]]) -> tuple[Word, ...]:
    """Return the numbers beside a scale with their positions; `labels`: (value on the scale, text)."""
    return tuple(Word(x=panel.gauge_x - 8, y=panel.y(at) + 4.5, text=text, anchor="end") for at, text in labels)


def share_labels(layout: Layout, frame: Frame, labels: Sequence[str]) -> tuple[Word, ...]:
    """Return `labels` (the group's last shares in words, lowest step first) with their positions right of the scale."""
    zones = next((each.zones for each in reversed(frame.stretches) if each.zones), ())
    return tuple(
        Word(
            x=layout.numbers_x,
            y=layout.panel.y((zone.low + zone.high) / 2) + 4.5,
            text=label,
            anchor="end",
            kind="ours",
        )
        for zone, label in zip(zones, labels, strict=True)
    )


def period_words(layout: Layout, labels: Sequence[str]) -> tuple[Word, ...]:
    """Return the labels of the periods with their positions under the chart.
    A label that would touch its neighbour is left out.
    """
    words: list[Word] = []
    free_from = layout.x(0) - 20
    for place, text in reversed(list(enumerate(labels))):
        x = layout.x(place + 0.5)
        repeats = place > 0 and labels[place - 1] == text
        if not repeats and (not words or x + 18 < words[-1].x - 18) and x > free_from:
            words.append(Word(x=x, y=layout.labels_y, text=text, kind="soft"))
    return tuple(reversed(words))


def landmark_words(layout: Layout, frame: Frame, *, means: Sequence[str]) -> tuple[Word, ...]:
    """Return the years of earlier surveys as labels with their positions under the chart.
    When a survey has a mean, that value is a label too, above its mark. `means`: the values in words, one per survey.
    """
    words: list[Word] = []
    for x, mark, mean in zip(layout.history, frame.landmarks, means, strict=True):
        year = f"’{mark.year % 100:02d}" if layout.size == "narrow" else str(mark.year)
        words.append(Word(x=x, y=layout.labels_y, text=year, kind="soft"))
        if mark.mean is not None:
            words.append(Word(x=x, y=layout.panel.y(mark.mean) - 8, text=mean))
    return tuple(words)


def _broken(text: str, *, room: int) -> list[str]:
    """Return the text in at most three lines of at most `room` characters where the words allow it."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines if len(lines) <= 3 else [*lines[:2], f"{lines[2]} …"]
