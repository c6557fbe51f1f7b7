"""What is laid over a stored frame: one person's own points, and the words in the reader's language. Pure.

Positions come from the frame's own layout, so a point stands exactly where the drawing's scale has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from app.charts.frame import Frame
from app.charts.layout import Layout, Panel

Anchor = Literal["start", "middle", "end"]


class Point(NamedTuple):
    """A place in time (in stretches) and on the own gauge."""

    position: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Text in a chart; `kind` is a class of the style sheet: soft, mine, ours or nothing."""

    x: float
    y: float
    text: str
    anchor: Anchor = "middle"
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnLine:
    """Path data: the line, the earlier marks, and the last mark, of which the tip is the value."""

    line: str
    marks: str
    last: str

    def __repr__(self) -> str:
        return "OwnLine(hidden)"


def own_line(layout: Layout, points: Sequence[Point]) -> OwnLine:
    """The own points as path data; empty without any point."""
    placed = [(layout.x(point.position), layout.own.y(point.level)) for point in points]
    small = layout.size == "small"
    earlier, last = (3.5, 6) if small else (4.5, 8), (7.5, 13) if small else (8, 14)
    return OwnLine(
        line="M" + "L".join(f"{x:g} {y:g}" for x, y in placed) if len(placed) > 1 else "",
        marks="".join(_mark(x, y, size=earlier) for x, y in placed[:-1]),
        last="".join(_mark(x, y, size=last) for x, y in placed[-1:]),
    )


def _mark(x: float, y: float, *, size: tuple[float, float]) -> str:
    half, high = size
    return f"M{x - half:g} {y - high:g}h{2 * half:g}L{x:g} {y:g}z"


def water(layout: Layout, frame: Frame) -> tuple[tuple[str, str, str], ...]:
    """A group's published bounds as path data, for a group that has no drawing of its own.

    Per published period: what lies below the line, the band, and the line.
    """
    panel, found = layout.group, []
    for place, each in enumerate(frame.stretches):
        if each.lower is None or each.value is None or each.upper is None:
            continue
        left, right, base = layout.group_x(place), layout.group_x(place + 1), panel.height.start
        below = "" if layout.shared else f"M{left:g} {panel.y(each.value):g}H{right:g}V{base:g}H{left:g}z"
        band = f"M{left:g} {panel.y(each.lower):g}H{right:g}V{panel.y(each.upper):g}H{left:g}z"
        found.append((below, band, f"M{left:g} {panel.y(each.value):g}H{right:g}"))
    return tuple(found)


def withheld(layout: Layout, frame: Frame) -> str:
    """The dotted outlines of periods that are not shown, as path data."""
    low, high = layout.group.height
    return "".join(
        f"M{layout.group_x(place):g} {low:g}H{layout.group_x(place + 1):g}V{high:g}H{layout.group_x(place):g}z"
        for place, each in enumerate(frame.stretches)
        if each.withheld
    )


def step_words(layout: Layout, steps: Sequence[str]) -> tuple[Word, ...]:
    """The words at the steps of the own gauge, lowest first, broken to fit the room beside it."""
    room = 28 if layout.size == "wide" else 13
    words: list[Word] = []
    for step, text in enumerate(steps, start=1):
        lines = _broken(text, room=room)
        first = layout.own.y(step) + 4.5 - 6.5 * (len(lines) - 1)
        words += [Word(x=36, y=first + 13 * at, text=line, anchor="start") for at, line in enumerate(lines)]
    return tuple(words)


def number_words(panel: Panel, labels: Sequence[tuple[float, str]], *, inside: bool) -> tuple[Word, ...]:
    """Numbers at a gauge: right-aligned outside it, or `inside` it where that is where the room is."""
    if not inside:
        return tuple(Word(x=panel.gauge_x - 8, y=panel.y(at) + 4.5, text=text, anchor="end") for at, text in labels)
    return tuple(
        Word(x=36, y=panel.y(at) + (14 if panel.y(at) <= panel.height.end else -5), text=text, anchor="start")
        for at, text in labels
    )


def period_words(layout: Layout, labels: Sequence[str]) -> tuple[Word, ...]:
    """The labels of the stretches on the time axis; those that would touch their neighbour are left out."""
    if layout.labels_y is None:
        return ()
    words: list[Word] = []
    free_from = layout.x(0) - 20
    for place, text in reversed(list(enumerate(labels))):
        x = layout.x(place + 0.5)
        repeats = place > 0 and labels[place - 1] == text
        if not repeats and (not words or x + 18 < words[-1].x - 18) and x > free_from:
            words.append(Word(x=x, y=layout.labels_y, text=text, kind="soft"))
    return tuple(reversed(words))


def landmark_words(layout: Layout, frame: Frame, *, labels: Sequence[str]) -> tuple[Word, ...]:
    """At each mark of an earlier year its value, below or above where marks are close; on the axis the year."""
    if layout.labels_y is None:
        return ()
    close = any(right - left < 34 for left, right in pairwise(layout.history))
    cramped = layout.size == "narrow" and not layout.shared
    words: list[Word] = []
    for place, (x, mark, label) in enumerate(zip(layout.history, frame.landmarks, labels, strict=True)):
        year = f"’{mark.year % 100:02d}" if cramped else str(mark.year)
        away = 18 if close and place % 2 == 0 else -9
        words.append(Word(x=x, y=layout.group.y(mark.value) + away, text=label))
        words.append(Word(x=x, y=layout.labels_y, text=year, kind="soft"))
    return tuple(words)


def _broken(text: str, *, room: int) -> list[str]:
    """Words in lines of at most `room` characters where words allow it; at most three lines."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines if len(lines) <= 3 else [*lines[:2], f"{lines[2]} …"]
