"""Groups as any release could publish them, and frames as any region could need them."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from app.charts.distribution import Distribution
from app.charts.frame import Frame, Landmark, Stretch, Zone
from app.charts.gauge import SHARE, Gauge
from app.releases.rules.cells import Published

GAUGES = (
    Gauge(kind="steps", low=1, high=4),
    Gauge(kind="steps", low=1, high=5),
    Gauge(kind="grade", low=1, high=10),
    Gauge(kind="percent", low=0, high=100, unit=10),
    SHARE,
)


@st.composite
def distributions(draw: st.DrawFn) -> Distribution:
    """Nested shares with bounds that hold them and are nested too, as a release's are; some beside the gauge."""
    steps = draw(st.integers(2, 10))
    outside = draw(st.sampled_from([0.0, 0.0, 0.05, 0.2]))
    found = draw(st.lists(st.integers(0, 100), min_size=steps - 1, max_size=steps - 1))
    values = sorted((each / 100 * (1 - outside) for each in found), reverse=True)
    margin = draw(st.sampled_from([0.0, 0.01, 0.05, 0.25]))
    cuts = tuple(
        (place + 1.5, Published("20-49", value, max(0.0, value - margin), min(1 - outside, value + margin)))
        for place, value in enumerate(values)
    )
    kept = [each for each in cuts if draw(st.integers(0, 3))] or [cuts[0]]
    return Distribution(item="any", cuts=tuple(kept), ends=(0.5, steps + 0.5), size_class="20-49", outside=outside)


@st.composite
def frames(draw: st.DrawFn, *, gauges: Sequence[Gauge] = GAUGES) -> Frame:
    """Up to a year of periods on any gauge, some withheld, with up to three earlier years."""
    gauge = draw(st.sampled_from(gauges))
    low, high = gauge.ends
    middle = (low + high) / 2

    def stretch(share: float | None) -> Stretch:
        if share is None:
            return Stretch(withheld=True)
        return Stretch(zones=(Zone(low, middle, 1 - share), Zone(middle, high, share)))

    shares = draw(st.lists(st.one_of(st.none(), st.sampled_from([0.0, 0.25, 0.5, 1.0])), max_size=13))
    years = draw(st.lists(st.sampled_from([2021, 2022, 2024]), max_size=3, unique=True))
    return Frame(
        gauge=gauge,
        stretches=tuple(stretch(each) for each in shares),
        landmarks=tuple(Landmark(year=year, mean=middle) for year in sorted(years)),
    )
