"""Draws a frame with Altair, without words, in colours that the page fills in. Slow to start: never while
somebody waits.

One specification serves every frame with the same geometry; only its figures differ, as named data sets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.charts.frame import Frame, Size, Stretch
from app.charts.layout import Layout, Panel, layout_of

if TYPE_CHECKING:
    import altair as alt

Rows = list[dict[str, float]]
THEME: dict[str, Any] = {"view": {"stroke": None}, "font": "Peil, system-ui, sans-serif"}
"""What every chart shares; colours are the names of the page's own tokens."""


def draw(frame: Frame, size: Size) -> str:
    """The frame as an SVG element of its own size, to be laid under a person's own points."""
    import vl_convert

    layout = layout_of(frame, size)
    geometry = replace(layout, history=(), labels_y=None)
    specification = {**_specification(geometry), "background": None, "datasets": _figures(frame, layout)}
    return cleaned(vl_convert.vegalite_to_svg(specification), layout=layout)


def cleaned(svg: str, *, layout: Layout) -> str:
    """Drop Vega's roles, labels and classes (the page has its own), and fractions nobody sees."""
    inside = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    inside = re.sub(r'<path class="(?:background|foreground)"[^>]*/>', "", inside)
    inside = re.sub(r' (?:aria-[a-z]+|role|class)="[^"]*"', "", inside)
    inside = re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number.group()):.1f}".removesuffix(".0"), inside)
    inside = inside.replace(' fill="#4c78a8" fill-opacity="0"', "")
    while (emptied := re.sub(r"<g/>|<g></g>", "", inside)) != inside:
        inside = emptied
    return f'<svg width="{layout.width}" height="{layout.height}" aria-hidden="true">{inside}</svg>'


def _figures(frame: Frame, layout: Layout) -> dict[str, Rows]:
    own = _gauge_rows(layout.own, name="own", small=layout.size == "small")
    group = {} if layout.shared else _gauge_rows(layout.group, name="group", small=layout.size == "small")
    places = list(enumerate(frame.stretches))
    return {
        **own,
        **group,
        "water": [_place(at) | _levels(each) for at, each in places if each.value is not None],
        "withheld": [_place(at) for at, each in places if each.withheld],
        "open": [{"from": float(len(places))}] if places else [],
        "landmarks": [
            {"from": layout.position_of(centre - 9), "to": layout.position_of(centre + 9), "value": mark.value}
            for centre, mark in zip(layout.history, frame.landmarks, strict=False)
        ],
    }


def _place(at: int) -> dict[str, float]:
    return {"from": at, "to": at + 1}


def _levels(stretch: Stretch) -> dict[str, float]:
    return {"lower": stretch.lower or 0, "value": stretch.value or 0, "upper": stretch.upper or 0}


def _gauge_rows(panel: Panel, *, name: str, small: bool) -> dict[str, Rows]:
    gauge = panel.gauge
    steps = gauge.kind == "steps"
    block = gauge.unit / 4 if steps else gauge.unit
    blocked = gauge.units[::2] if steps else gauge.units[:-1:2]
    lined = gauge.units if steps else (gauge.low, (gauge.low + gauge.high) / 2, gauge.high)
    marked = lined if small and name == "group" else gauge.units
    return {
        f"{name}_axis": [{"low": gauge.ends[0], "high": gauge.ends[1]}],
        f"{name}_marks": [{"at": round(unit, 3)} for unit in marked],
        f"{name}_blocks": [] if small else [{"low": unit, "high": unit + block} for unit in blocked],
        f"{name}_grid": [{"at": value} for value in lined] if steps or not small else [],
    }


@lru_cache(maxsize=64)
def _specification(layout: Layout) -> Mapping[str, Any]:
    """The Altair chart of this geometry, as Vega-Lite with empty data sets."""
    import altair as alt

    panels = [_field(layout), *([] if layout.shared else [_gauge(layout.own, name="own", layout=layout)])]
    chart = (
        alt.layer(*reversed(panels))
        .resolve_scale(x="independent", y="independent")
        .properties(
            width=layout.width,
            height=layout.height,
            padding=0,
            autosize=alt.AutoSizeParams(type="none"),
            config=alt.Config(**THEME),
        )
    )
    specification: Mapping[str, Any] = chart.to_dict(validate=False)
    return specification


def _field(layout: Layout) -> Any:
    """The group's panel: its gauge, water, landmarks and the line behind which nothing is released yet."""
    import altair as alt

    panel, x, y = layout.group, _time(layout), _heights(layout.group)
    full = {"y": alt.value(panel.height.start), "y2": alt.value(panel.height.end)}
    water = alt.Chart(alt.NamedData(name="water"))
    across = {"x": x("from"), "x2": "to:Q"}
    below = water.mark_rect(fill="var(--water-2)", opacity=0.45).encode(
        **across, y=y("value"), y2=alt.value(panel.height.start)
    )
    marks = [
        *([] if layout.shared else [below]),
        water.mark_rect(fill="var(--water-2)").encode(**across, y=y("lower"), y2="upper:Q"),
        water.mark_rule(stroke="var(--water-3)", strokeWidth=2).encode(**across, y=y("value")),
        alt.Chart(alt.NamedData(name="withheld"))
        .mark_rect(fillOpacity=0, stroke="var(--edge)", strokeDash=[2, 4])
        .encode(**across, **full),
        alt.Chart(alt.NamedData(name="landmarks"))
        .mark_rule(stroke="var(--ink)", strokeWidth=3)
        .encode(**across, y=y("value")),
        alt.Chart(alt.NamedData(name="open"))
        .mark_rule(stroke="var(--edge)", strokeDash=[2, 4])
        .encode(x=x("from"), y=alt.value(panel.height.start), y2=alt.value(layout.own.height.end)),
    ]
    name = "own" if layout.shared else "group"
    return alt.layer(*_gauge_marks(panel, name=name, layout=layout), *marks)


def _gauge(panel: Panel, *, name: str, layout: Layout) -> Any:
    import altair as alt

    return alt.layer(*_gauge_marks(panel, name=name, layout=layout))


def _gauge_marks(panel: Panel, *, name: str, layout: Layout) -> list[alt.Chart]:
    """A rule of 3 px, a mark at every unit, a block in every second, and a few grid lines."""
    import altair as alt

    y, left = _heights(panel), panel.gauge_x
    long = (10 if panel.gauge.kind == "steps" else 6) if layout.size == "small" else 14
    strong = 3 if panel.gauge.kind == "steps" and layout.size != "small" else 2

    def rows(part: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name=f"{name}_{part}"))

    return [
        rows("grid")
        .mark_rule(stroke="var(--rule)")
        .encode(y=y("at"), x=alt.value(panel.time.start - 4), x2=alt.value(panel.time.end)),
        rows("blocks")
        .mark_rect(fill="var(--ink)")
        .encode(y=y("low"), y2="high:Q", x=alt.value(left), x2=alt.value(left + 7)),
        rows("marks")
        .mark_rule(stroke="var(--ink)", strokeWidth=strong)
        .encode(y=y("at"), x=alt.value(left), x2=alt.value(left + long)),
        rows("axis").mark_rule(stroke="var(--ink)", strokeWidth=3).encode(y=y("low"), y2="high:Q", x=alt.value(left)),
    ]


def _time(layout: Layout) -> Any:
    import altair as alt

    scale = alt.Scale(domain=[0, layout.length], range=list(layout.group.time), nice=False, zero=False)
    return lambda field: alt.X(f"{field}:Q", scale=scale, axis=None)


def _heights(panel: Panel) -> Any:
    import altair as alt

    scale = alt.Scale(domain=list(panel.gauge.ends), range=list(panel.height), nice=False, zero=False)
    return lambda field: alt.Y(f"{field}:Q", scale=scale, axis=None)
