"""One group's share over the released periods: as a chart, and the same figures as a table.

Shows only released bounds. A period without the question is a gap; one that may not be shown is an outline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.chart_cells import PeriodCells
from app.charts.frame import SIZES, Size
from app.charts.layout import Layout, layout_of
from app.charts.stored_drawings import kept_drawings
from app.charts.time_axis import MOST_STRETCHES
from app.db import AnySession
from app.estimates.estimate_lookup import GroupEstimate
from app.groups.board_frames import empty_frame, frame_key
from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import Cell, Published
from app.web.language import per_cents
from app.wording.figure_words import estimate_words, people_words, share_words
from app.wording.period_words import short_month_of, span

Estimates = Mapping[str, GroupEstimate]
"""The estimate of one count by period, as it was computed then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text at a position in the chart."""

    x: float
    y: float
    text: str
    end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The chart of one share over the shown periods, in one size: the stored background, and path data to draw over it.
    Per shown period: `reaches` is the 95 % interval, `bands` the published bounds, `middles` the estimate; `withheld`
    outlines the periods that may not be shown.
    """

    size: Size
    width: int
    height: int
    drawing: Markup
    reaches: str
    bands: str
    middles: str
    withheld: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class TrendPeriod:
    """One row of the table beside a chart of a share over time: a period, its figure and its estimate in words.

    `figure` is None when it may not be shown. `chance`: the estimate with its interval.
    """

    period: str
    figure: str | None
    people: str
    chance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One share's course over periods. `charts` is empty until their backgrounds are drawn; the table always exists."""

    charts: tuple[Chart, ...]
    moments: tuple[TrendPeriod, ...]


def shown_periods(periods: Sequence[ReleasedPeriod], *, upto: ReleasedPeriod) -> tuple[ReleasedPeriod, ...]:
    """Return the released periods of a chart that ends at `upto`, oldest first, as many as fit."""
    return tuple(each for each in periods if each.number <= upto.number)[-MOST_STRETCHES:]


def gauges(session: AnySession, *, periods: int) -> Mapping[str, str]:
    """Return the stored empty charts (SVG by key) for this number of periods; empty until they were drawn."""
    return kept_drawings(session, [frame_key(periods, size) for size in SIZES])


def trend_of(
    cells: PeriodCells, *, periods: Sequence[ReleasedPeriod], estimates: Estimates, drawings: Mapping[str, str]
) -> Trend:
    """Return the chart and table of one share over these periods. `drawings`: the stored background (SVG) by key."""
    shown = [(each, cells[each.id]) for each in periods if each.id in cells]
    keys = {size: frame_key(len(periods), size) for size in SIZES}
    charts = [
        _chart(size, cells, periods=periods, estimates=estimates, drawing=drawings[key])
        for size, key in keys.items()
        if key in drawings
    ]
    return Trend(
        charts=tuple(charts),
        moments=tuple(_moment(period, cell, estimates.get(period.id)) for period, cell in reversed(shown)),
    )


def _moment(period: ReleasedPeriod, cell: Cell, known: GroupEstimate | None) -> TrendPeriod:
    when = span(period.opens, period.closes)
    if not isinstance(cell, Published):
        return TrendPeriod(when, None, "")
    chance = estimate_words(known.share, known.lower, known.upper) if known else ""
    return TrendPeriod(when, share_words(cell), people_words(cell.size_class), chance)


def _chart(
    size: Size, cells: PeriodCells, *, periods: Sequence[ReleasedPeriod], estimates: Estimates, drawing: str
) -> Chart:
    """Return the chart in one size: the stored drawing with the figures of these periods over it."""
    layout = layout_of(empty_frame(len(periods)), size)
    placed = [(place, cells[each.id]) for place, each in enumerate(periods) if each.id in cells]
    known = [(place, cell) for place, cell in placed if isinstance(cell, Published)]
    hidden = [place for place, cell in placed if not isinstance(cell, Published)]
    return Chart(
        size=size,
        width=layout.width,
        height=layout.height,
        drawing=Markup(drawing),  # noqa: S704  # Our own drawing, from our own database.
        reaches="".join(
            _box(layout, place, low=estimates[each.id].lower, high=estimates[each.id].upper)
            for place, each in enumerate(periods)
            if each.id in estimates
        ),
        bands="".join(_box(layout, place, low=cell.lower, high=cell.upper) for place, cell in known),
        middles="".join(
            _middle(layout, place, estimates[each.id].share)
            for place, each in enumerate(periods)
            if each.id in estimates
        ),
        withheld="".join(_box(layout, place, low=0, high=1) for place in hidden),
        labels=(*_numbers(layout), *_months(layout, periods)),
    )


def _box(layout: Layout, place: int, *, low: float, high: float) -> str:
    left, right, panel = layout.x(place), layout.x(place + 1), layout.panel
    return f"M{left:g} {panel.y(low):g}H{right:g}V{panel.y(high):g}H{left:g}z"


def _middle(layout: Layout, place: int, value: float) -> str:
    return f"M{layout.x(place):g} {layout.panel.y(value):g}H{layout.x(place + 1):g}"


def _numbers(layout: Layout) -> list[Label]:
    x = layout.panel.gauge_x - 5
    return [Label(x=x, y=layout.panel.y(at) + 4.5, text=per_cents(at), end=True) for at in (0, 0.5, 1)]


def _months(layout: Layout, periods: Sequence[ReleasedPeriod]) -> list[Label]:
    """Return the month label of each period, latest first; a label that would touch the next one is left out."""
    labels: list[Label] = []
    for place, period in reversed(list(enumerate(periods))):
        x = layout.x(place + 0.5)
        if not labels or x + 36 < labels[-1].x:
            labels.append(Label(x=x, y=layout.height - 12, text=short_month_of(period.opens, period.closes)))
    return labels
