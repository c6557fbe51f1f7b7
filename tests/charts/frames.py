"""Frames that tests draw."""

from __future__ import annotations

from app.charts.frame import Frame, Landmark, Stretch
from app.charts.gauge import Gauge

STEPS = Gauge(kind="steps", low=1, high=4)
GRADE = Gauge(kind="grade", low=1, high=10)


def split(*stretches: Stretch) -> Frame:
    """Own steps above, the group's share below."""
    return Frame(gauge=STEPS, shared=False, stretches=stretches, landmarks=(Landmark(year=2022, value=0.9),))


def shared(*stretches: Stretch) -> Frame:
    """Own grade and the group's mean on one scale."""
    return Frame(gauge=GRADE, shared=True, stretches=stretches)


def share(lower: float, upper: float) -> Stretch:
    return Stretch(lower=lower, value=(lower + upper) / 2, upper=upper)


NONE = Stretch()
WITHHELD = Stretch(withheld=True)
