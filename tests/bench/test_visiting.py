"""What measuring rests on: forms are filled in as people do, and percentiles are those of the requests."""

from __future__ import annotations

import pytest

from bench.crowd import Order, TooFewVisitors, carry_out
from bench.report import against, percentile
from bench.visitor import filled_in

FORM = """<form><input type="hidden" name="csrf_token" value="t">
<input type="radio" name="space" value="ample"><input type="radio" name="space" value="scarce">
<input type="radio" name="space" value="_declined" data-alone>
<input class="field" type="text" inputmode="numeric" name="share" value=""></form>"""


def test_a_form_is_answered_in_turn_and_never_refused() -> None:
    """Refusing would make the server's work lighter than answering is."""
    assert filled_in(FORM, turn=0) == {"csrf_token": "t", "space": "ample", "share": "50"}
    assert filled_in(FORM, turn=1)["space"] == "scarce"
    assert filled_in(FORM, turn=2)["space"] == "ample"


def test_the_slowest_of_a_hundred_is_the_99th_percentile() -> None:
    """Nearest rank: of 100 values the 99th, of fewer the slowest; the median is the 50th."""
    values = [float(value) for value in range(1, 101)]
    assert (percentile(values, 50), percentile(values, 99)) == (50.0, 99.0)
    assert percentile([3.0, 1.0, 2.0], 99) == 3.0


def test_over_budget_is_said_aloud() -> None:
    """A budget that is not met stands in the table as such."""
    said = against({"ms": 10.0, "mb": 10.0}, {"ms": 10.1, "mb": 10.0})
    assert said["ms"].endswith("OVER")
    assert said["mb"].endswith("holds")


def test_too_few_visitors_are_refused() -> None:
    """One person answering twice at the same moment would measure something else."""
    with pytest.raises(TooFewVisitors):
        carry_out(Order(port=1, cookies=[{}], form="/", flows=2, at_once=2))
