"""One chart as a page shows it: the stored frame, one's own line over it, and words in the reader's language.

Never draws a frame. Where one is missing there is no chart, and the page shows the table instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.figures import landmarks_of
from app.charts.frame import Frame, Size
from app.charts.gauge import steps_of
from app.charts.layout import Layout, layout_of
from app.charts.timeline import Timeline, TimelinePeriod
from app.instrument.schema import Item
from app.mirror.comparison import With
from app.mirror.overlay import (
    OwnLine,
    Point,
    Word,
    landmark_words,
    number_words,
    own_line,
    period_words,
    step_words,
    water,
    withheld,
)
from app.mirror.sentences import landmark_number
from app.mirror.translated import _
from app.mirror.trend import OwnAnswer
from app.mirror.words import group_words, month, number, option_words
from app.releases.read import Group
from app.web.language import percent


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Chart:
    """What the template needs to show one chart; `label` says it in words."""

    size: Size
    width: int
    height: int
    drawing: Markup
    water: tuple[tuple[str, str, str], ...]
    withheld: str
    own: OwnLine
    words: tuple[Word, ...]
    label: str

    def __repr__(self) -> str:
        return "Chart(hidden)"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Subject:
    """An item with one's own answers and a group's frame; `frame` None: it has no line over time."""

    item: Item
    answers: tuple[OwnAnswer, ...]
    group: Group
    choice: With
    frame: Frame | None
    timeline: Timeline

    def __repr__(self) -> str:
        return f"Subject({self.item.key})"


def keys_of(subject: Subject, sizes: Iterable[Size]) -> list[str]:
    """The drawings that show this subject, one a size; none for a subject without a frame."""
    drawn = _drawn_frame(subject)
    return [drawn.key(size) for size in sizes] if drawn else []


def _drawn_frame(subject: Subject) -> Frame | None:
    """A team has no drawing of its own: its water is laid over the dry frame that all teams share."""
    frame = subject.frame
    return frame.dry() if frame and subject.choice == "team" else frame


def chart_of(subject: Subject, size: Size, *, drawings: Mapping[str, str], label: str) -> Chart | None:
    """The chart in one size; None when its frame was not drawn."""
    frame, drawn = subject.frame, _drawn_frame(subject)
    svg = drawings.get(drawn.key(size)) if drawn else None
    if frame is None or svg is None:
        return None
    layout = layout_of(frame, size)
    laid_over = drawn != frame
    return Chart(
        size=size,
        width=layout.width,
        height=layout.height,
        drawing=Markup(svg),  # noqa: S704  # Our own drawing, from our own database.
        water=water(layout, frame) if laid_over else (),
        withheld=withheld(layout, frame) if laid_over else "",
        own=own_line(layout, _points(subject.answers)),
        words=() if size == "small" else tuple(_words(subject, frame, layout)),
        label=label,
    )


def _points(answers: Sequence[OwnAnswer]) -> list[Point]:
    return [
        Point(each.wave.position, each.level)
        for each in answers
        if each.level is not None and each.wave.position is not None
    ]


def _words(subject: Subject, frame: Frame, layout: Layout) -> list[Word]:
    item = subject.item
    marks = landmarks_of(item, group=subject.group, shared=frame.shared)
    return [
        *_gauge_words(item, frame, layout),
        *landmark_words(layout, frame, labels=[landmark_number(mark) for mark in marks]),
        *period_words(layout, [*(_middle_month(each) for each in subject.timeline.shown), _("now")]),
        *_own_word(subject, layout),
        *_group_word(subject, frame, layout),
    ]


def _middle_month(period: TimelinePeriod) -> str:
    """The month in which most of the period lies."""
    return month(period.opens + (period.closes - period.opens) / 2)


def _gauge_words(item: Item, frame: Frame, layout: Layout) -> list[Word]:
    gauge = frame.gauge
    if gauge.kind == "steps":
        own = step_words(layout, [option_words(item, key) for key in steps_of(item)])
    elif gauge.kind == "percent":
        own = number_words(layout.own, _percents(100), inside=not frame.shared)
    else:
        labelled = [(unit, number(unit)) for unit in gauge.units[::3]]
        own = number_words(layout.own, labelled, inside=not frame.shared)
    shares = () if frame.shared else number_words(layout.group, _percents(1), inside=True)
    return [*own, *shares]


def _percents(whole: float) -> list[tuple[float, str]]:
    return [(part * whole, percent(part)) for part in (0, 0.5, 1)]


def _own_word(subject: Subject, layout: Layout) -> list[Word]:
    points = _points(subject.answers)
    if not points:
        return []
    x, y = layout.x(points[-1].position), layout.own.y(points[-1].level)
    text = _("you")
    if layout.own.gauge.kind != "steps":
        text = _("you %(answer)s", answer=number(points[-1].level))
    return [Word(x=min(x, layout.width - 26), y=y - 19, text=text, kind="mine")]


def _group_word(subject: Subject, frame: Frame, layout: Layout) -> list[Word]:
    """The group's name in its water: below the line where there is room, else above it.

    On a shared scale own points stand there; the key under the chart names the group.
    """
    levels = [each for each in frame.stretches if each.value is not None]
    if not levels or frame.shared:
        return []
    first = next(place for place, each in enumerate(frame.stretches) if each.value is not None)
    lowest = min(each.lower or 0 for each in levels)
    highest = max(each.upper or 0 for each in levels)
    below = layout.group.y(lowest) + 20
    y = below if below < layout.group.height.start - 6 else layout.group.y(highest) - 9
    return [Word(x=layout.group_x(first) + 6, y=y, text=group_words(subject.choice), anchor="start", kind="ours")]
