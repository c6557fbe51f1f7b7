"""How an answer moved since last time: in plain words, never a grade of the person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.charts.time_axis import TimelineWave
from app.instrument.schema import Instrument
from app.mirror.own_trend import OwnAnswer, change_since_last, own_answers

WAVES = tuple(
    TimelineWave(id=f"w{n}", number=n, period_id="p", opens=datetime(2026, 3, n, tzinfo=UTC), position=n)
    for n in range(1, 5)
)


def _said(peo: Instrument, item: str, *values: object) -> tuple[OwnAnswer, ...]:
    answers = {f"w{n}": {item: value} for n, value in enumerate(values, start=1) if value is not None}
    return own_answers(peo.item(item), answers, waves=WAVES)


@pytest.mark.parametrize(
    ("values", "change"),
    [
        ((), None),
        (("sufficient",), "first"),
        (("sufficient", "ample"), "higher"),
        (("sufficient", "insufficient"), "lower"),
        (("sufficient", "sufficient"), "equal"),
        (("sufficient", None, "ample"), "higher"),
        (("sufficient", "_declined", "ample"), "higher"),
        (("sufficient", "_declined"), None),
        (("_declined", "sufficient"), "first"),
    ],
)
def test_the_last_answer_is_compared_with_the_one_before(
    peo: Instrument, values: tuple[str | None, ...], change: str | None
) -> None:
    """Waves without an answer and refusals are stepped over; who declines now is not told about before."""
    assert change_since_last(_said(peo, "professional_space", *values)) == change


def test_a_step_outside_the_scale_is_neither_higher_nor_lower(peo: Instrument) -> None:
    """ "I don't know" is no low chance of staying."""
    assert change_since_last(_said(peo, "stay_one_year", "large", "dont_know")) == "other"
    assert change_since_last(_said(peo, "stay_one_year", "dont_know", "small")) == "other"


def test_several_choices_have_no_direction(peo: Instrument) -> None:
    """Other causes are other causes."""
    assert change_since_last(_said(peo, "workload_cause", ["admin"], ["caseload"])) == "other"
    assert change_since_last(_said(peo, "workload_cause", ["admin"], ["admin"])) == "equal"


def test_an_answer_is_printed_nowhere(peo: Instrument) -> None:
    """A log line or a traceback shows that there was one, never what it was."""
    assert "insufficient" not in repr(_said(peo, "professional_space", "insufficient"))
