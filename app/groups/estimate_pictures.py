"""Small pictures of one count: its estimate on a scale from 0 to 100 %, and its course over periods.

Decides positions in a drawing only. Every picture has a label that says the same in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.estimates.estimate_lookup import Count, GroupEstimate
from app.web.language import beginning
from app.wording.figure_words import estimate_words

GAUGE_LEFT, GAUGE_WIDTH = 4, 292
GAUGE_END = 2 * GAUGE_LEFT + GAUGE_WIDTH
SPARK_LEFT, SPARK_WIDTH = 4, 88
SPARK_TOP, SPARK_HEIGHT = 3, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The small picture of one estimate on a scale from 0 to 100 %.
    `reaches`: the 95 % interval. `inner`: half of it around the estimate, where the value lies about two times out of
    three. `mark`: the estimate of the comparison group, None where that is not known.
    """

    label: str
    reaches: tuple[float, float]
    inner: tuple[float, float]
    at: float
    mark: float | None


def strip_of(name: str, own: GroupEstimate, *, beside: str, reference: GroupEstimate | None) -> Strip:
    """Return the small picture of one group's estimate, with a mark for the comparison group's.
    `name`, `beside`: names of the group and the comparison group. `reference`: the latter's estimate; None: no mark.
    """
    label = f"{beginning(name)}: {estimate_words(own.share, own.lower, own.upper)}."
    if reference is not None:
        label = f"{label} {beginning(beside)}: {estimate_words(reference.share, reference.lower, reference.upper)}."
    return Strip(
        label=label,
        reaches=_span(own.lower, own.upper),
        inner=_span((own.lower + own.share) / 2, (own.upper + own.share) / 2),
        at=_place(own.share),
        mark=None if reference is None else _place(reference.share),
    )


@dataclass(frozen=True, slots=True)
class Spark:
    """The small line of an estimated share over periods, as SVG path data.
    `reach`: the group's 95 % interval. `region`: the region's estimate. `line`: the group's estimate.
    """

    reach: str
    region: str
    line: str


def spark_of(
    count: Count,
    own: Mapping[str, Mapping[Count, GroupEstimate]],
    region: Mapping[str, Mapping[Count, GroupEstimate]],
    *,
    periods: Sequence[str],
) -> Spark | None:
    """Return the small line chart of a share: the group's estimates over `periods`, with the region's as a second line.
    None while the group has fewer than two estimates. `own`, `region`: estimates by period id. `periods`: ids, oldest
    first.
    """
    asked = [each for each in periods if count in own.get(each, {}) or count in region.get(each, {})]
    known = [(place, own[each][count]) for place, each in enumerate(asked) if count in own.get(each, {})]
    if len(known) < 2:
        return None
    step = SPARK_WIDTH / (len(asked) - 1)
    others = [(place, region[each][count]) for place, each in enumerate(asked) if count in region.get(each, {})]
    lower = [(place, each.lower) for place, each in known]
    upper = [(place, each.upper) for place, each in reversed(known)]
    return Spark(
        reach=_path([*lower, *upper], step=step) + "z",
        region=_path([(place, each.share) for place, each in others], step=step),
        line=_path([(place, each.share) for place, each in known], step=step),
    )


def _path(points: Sequence[tuple[int, float]], *, step: float) -> str:
    places = [
        f"{SPARK_LEFT + place * step:.1f} {SPARK_TOP + (1 - share) * SPARK_HEIGHT:.1f}" for place, share in points
    ]
    return "M" + "L".join(places) if places else ""


def _span(low: float, high: float) -> tuple[float, float]:
    """Return where an interval begins in the drawing and how wide it is, at least 1."""
    return _place(low), max(1.0, round(_place(high) - _place(low), 1))


def _place(share: float) -> float:
    return round(GAUGE_LEFT + GAUGE_WIDTH * share, 1)
