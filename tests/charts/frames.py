"""Frames that tests draw."""

from __future__ import annotations

from app.charts.frame import Frame, Landmark, Stretch, Zone
from app.charts.gauge import Gauge

STEPS = Gauge(kind="steps", low=1, high=4)
GRADE = Gauge(kind="grade", low=1, high=10)


def steps(*stretches: Stretch) -> Frame:
    """Four worded steps, and two zones of 2022."""
    return Frame(gauge=STEPS, stretches=stretches, landmarks=(Landmark(year=2022, zones=two(0.9).zones),))


def grades(*stretches: Stretch) -> Frame:
    """A grade from 1 to 10, and the mean of 2022."""
    return Frame(gauge=GRADE, stretches=stretches, landmarks=(Landmark(year=2022, mean=7.3),))


def distribution(*shares: float) -> Stretch:
    """A share per step, lowest first, which together are everybody."""
    return Stretch(zones=tuple(Zone(at + 0.5, at + 1.5, share) for at, share in enumerate(shares)))


def two(favourable: float) -> Stretch:
    """What a small group publishes about four steps: the share of the two favourable ones."""
    return Stretch(zones=(Zone(0.5, 2.5, round(1 - favourable, 4)), Zone(2.5, 4.5, favourable)))


NONE = Stretch()
WITHHELD = Stretch(withheld=True)
