"""Draws a chart frame with Altair, without words, in colours that the page fills in.

Slow to start, so it never runs while somebody waits. One specification serves every frame with the same geometry; only
the figures differ, as named data sets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from app.charts.frame import Frame, Size, Zone, depth
from app.charts.layout import Layout, Panel, layout_of

if TYPE_CHECKING:
    import altair as alt

Rows = list[dict[str, float]]
THEME: dict[str, Any] = {"view": {"stroke": None}, "font": "Peil, system-ui, sans-serif", "aria": False}
"""What every chart shares; colours are the names of the page's design tokens, labels are drawn by the page."""
SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("class", "role", "aria-roledescription", "aria-hidden")
LONG = re.compile(r"-?\d+\.\d{3,}")


def draw(frame: Frame, size: Size) -> str:
    """Draw a chart's background as an SVG element without words; the page draws a person's own points over it."""
    import vl_convert

    layout = layout_of(frame, size)
    geometry = replace(layout, history=(), labels_y=0)
    specification = {**_specification(geometry), "background": None, "datasets": _figures(frame, layout)}
    return cleaned(vl_convert.vegalite_to_svg(specification), layout=layout)


def cleaned(svg: str, *, layout: Layout) -> str:
    """Remove from an SVG the names and roles that Vega adds and all decimals after the first; return it.
    The page itself names the chart for screen readers.

    What still has to be done with each version of vl-convert, and why: docs/decisions/0006-charts.md.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314  # It was drawn a moment ago, from our own figures.
    for each in root.iter():
        each.tag = each.tag.removeprefix(SVG)
        for name in NAMES:
            each.attrib.pop(name, None)
    root.attrib = {"width": str(layout.width), "height": str(layout.height), "aria-hidden": "true"}
    text = ElementTree.tostring(root, encoding="unicode")
    return LONG.sub(lambda number: f"{float(number.group()):.1f}".removesuffix(".0"), text)


def _figures(frame: Frame, layout: Layout) -> dict[str, Rows]:
    places = list(enumerate(frame.stretches))
    columns = [
        (layout.position_of(centre - layout.column / 2), layout.position_of(centre + layout.column / 2), mark)
        for centre, mark in zip(layout.history, frame.landmarks, strict=True)
    ]
    return {
        **_gauge_rows(layout.panel),
        "water": [
            *(row for at, each in places for row in _zone_rows(each.zones, start=at, stop=at + 1)),
            *(row for start, stop, mark in columns for row in _zone_rows(mark.zones, start=start, stop=stop)),
        ],
        "withheld": [{"from": float(at), "to": float(at + 1)} for at, each in places if each.withheld],
        "open": [{"from": float(len(places))}] if places else [],
        "landmarks": [
            {"from": start, "to": stop, "value": mark.mean} for start, stop, mark in columns if mark.mean is not None
        ],
    }


def _zone_rows(zones: Sequence[Zone], *, start: float, stop: float) -> Rows:
    return [
        {"from": start, "to": stop, "low": zone.low, "high": zone.high, "depth": depth(zone.share)} for zone in zones
    ]


def _gauge_rows(panel: Panel) -> dict[str, Rows]:
    gauge = panel.gauge
    steps = gauge.kind == "steps"
    grid = gauge.units if steps else (gauge.low, (gauge.low + gauge.high) / 2, gauge.high)
    return {
        "axis": [{"low": gauge.ends[0], "high": gauge.ends[1]}],
        "marks": [{"at": round(unit, 3)} for unit in gauge.units],
        "grid": [{"at": value} for value in grid],
    }


@lru_cache(maxsize=64)
def _specification(layout: Layout) -> Mapping[str, Any]:
    """Return the Altair chart of this geometry, as Vega-Lite with empty data sets."""
    import altair as alt

    chart = alt.layer(*_marks(layout)).properties(
        width=layout.width,
        height=layout.height,
        padding=0,
        autosize=alt.AutoSizeParams(type="none"),
        config=alt.Config(**THEME),
    )
    specification: Mapping[str, Any] = chart.to_dict(validate=False)
    return specification


def _marks(layout: Layout) -> list[alt.Chart]:
    """Return the layers: grid, distribution, earlier means, the edge of what is released, and the gauge."""
    import altair as alt

    panel, x, y = layout.panel, _time(layout), _heights(layout.panel)
    full = {"y": alt.value(panel.height.start), "y2": alt.value(panel.height.end)}
    left, across = panel.gauge_x, {"x": x("from"), "x2": "to:Q"}

    def rows(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name=name))

    return [
        rows("grid").mark_rule(stroke="var(--rule)").encode(y=y("at"), x=alt.value(left), x2=alt.value(panel.time.end)),
        rows("water")
        .mark_rect(fill="var(--water-3)", stroke="var(--paper)", strokeWidth=2)
        .encode(**across, y=y("low"), y2="high:Q", fillOpacity=alt.FillOpacity("depth:Q", scale=None)),
        rows("withheld").mark_rect(filled=False, stroke="var(--edge)", strokeDash=[2, 4]).encode(**across, **full),
        rows("landmarks").mark_rule(stroke="var(--ink)", strokeWidth=3).encode(**across, y=y("value")),
        rows("open").mark_rule(stroke="var(--edge)", strokeDash=[2, 4]).encode(x=x("from"), **full),
        rows("marks")
        .mark_rule(stroke="var(--ink)", strokeWidth=2)
        .encode(y=y("at"), x=alt.value(left), x2=alt.value(left + 8)),
        rows("axis").mark_rule(stroke="var(--ink)", strokeWidth=3).encode(y=y("low"), y2="high:Q", x=alt.value(left)),
    ]


def _time(layout: Layout) -> Any:
    import altair as alt

    scale = alt.Scale(domain=[0, layout.length], range=list(layout.panel.time), nice=False, zero=False)
    return lambda field: alt.X(f"{field}:Q", scale=scale, axis=None)


def _heights(panel: Panel) -> Any:
    import altair as alt

    scale = alt.Scale(domain=list(panel.gauge.ends), range=list(panel.height), nice=False, zero=False)
    return lambda field: alt.Y(f"{field}:Q", scale=scale, axis=None)
