"""One chart as a page shows it: a stored drawing, the person's own line over it, and words.

Own answers and the group share one scale. Never draws a frame: where the drawing is missing, the page shows
only the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.frame import Frame, Size
from app.charts.gauge import steps_of
from app.charts.layout import Layout, layout_of
from app.instrument.schema import Item
from app.mirror.mirror_subject import MirrorSubject
from app.mirror.overlay import (
    OwnLine,
    Point,
    Word,
    landmark_words,
    last_number,
    number_words,
    own_line,
    period_words,
    share_labels,
    step_words,
    water,
    withheld,
)
from app.mirror.own_trend import OwnAnswer
from app.web.language import per_cents, percent
from app.wording.answer_words import option_words
from app.wording.figure_words import decimal, number
from app.wording.period_words import short_month_of
from app.wording.translated import _


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MirrorChart:
    """Everything that the template needs to draw one chart of a participant's answers.
    `label`: the chart in a sentence.
    """

    construct: str
    size: Size
    width: int
    height: int
    drawing: Markup
    water: tuple[tuple[str, float], ...]
    withheld: str
    own: OwnLine
    words: tuple[Word, ...]
    label: str

    def __repr__(self) -> str:
        return "MirrorChart(hidden)"


def keys_of(subject: MirrorSubject, sizes: Iterable[Size]) -> list[str]:
    """Return the keys of the stored drawings for this subject, one per size; empty for a subject without a chart."""
    drawn = _drawn_frame(subject)
    return [drawn.key(size) for size in sizes] if drawn else []


def _drawn_frame(subject: MirrorSubject) -> Frame | None:
    """Return the frame whose drawing is stored; None for a subject without a chart.

    For a team that is the empty frame that all teams share, so that no drawing shows a team's figures.
    """
    frame = subject.frame
    return frame.dry() if frame and subject.choice == "team" else frame


def chart_of(subject: MirrorSubject, size: Size, *, drawings: Mapping[str, str], label: str) -> MirrorChart | None:
    """Return the chart of a subject in one size; None when its drawing is not stored. `drawings`: SVG by key."""
    frame, drawn = subject.frame, _drawn_frame(subject)
    svg = drawings.get(drawn.key(size)) if drawn else None
    if frame is None or svg is None:
        return None
    layout = layout_of(frame, size)
    laid_over = drawn != frame
    return MirrorChart(
        construct=subject.item.construct_key,
        size=size,
        width=layout.width,
        height=layout.height,
        drawing=Markup(svg),  # noqa: S704  # Our own drawing, from our own database.
        water=water(layout, frame) if laid_over else (),
        withheld=withheld(layout, frame) if laid_over else "",
        own=own_line(layout, _points(subject.answers)),
        words=tuple(_words(subject, frame, layout)),
        label=label,
    )


def _points(answers: Sequence[OwnAnswer]) -> list[Point]:
    return [
        Point(each.wave.position, each.level)
        for each in answers
        if each.level is not None and each.wave.position is not None
    ]


def _words(subject: MirrorSubject, frame: Frame, layout: Layout) -> list[Word]:
    zones = next((each.zones for each in reversed(frame.stretches) if each.zones), ())
    means = [decimal(mark.mean) if mark.mean is not None else "" for mark in frame.landmarks]
    months = [short_month_of(each.opens, each.closes) for each in subject.timeline.shown]
    return [
        *_gauge_words(subject.item, frame, layout),
        *landmark_words(layout, frame, means=means),
        *period_words(layout, [*months, _("now")]),
        *share_labels(layout, frame, [per_cents(zone.share) for zone in zones]),
        *([Word(x=layout.numbers_x, y=layout.labels_y, text="%", anchor="end", kind="soft")] if zones else []),
        *_own_word(subject, layout),
    ]


def _gauge_words(item: Item, frame: Frame, layout: Layout) -> Sequence[Word]:
    gauge = frame.gauge
    if gauge.kind == "steps":
        return step_words(layout, [option_words(item, key) for key in steps_of(item)])
    if gauge.kind == "percent":
        return number_words(layout.panel, [(part * 100, percent(part)) for part in (0, 0.5, 1)])
    return number_words(layout.panel, [(unit, number(unit)) for unit in gauge.units[::3]])


def _own_word(subject: MirrorSubject, layout: Layout) -> list[Word]:
    """Return the person's last answer as a number beside its mark; empty when the scale has worded steps."""
    points = _points(subject.answers)
    if not points or layout.panel.gauge.kind == "steps":
        return []
    return [last_number(layout, points, _("you %(answer)s", answer=number(points[-1].level)))]
