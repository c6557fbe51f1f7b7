"""On which scale an item is read."""

from __future__ import annotations

import pytest

from app.charts.gauge import Gauge, gauge_of, headline_of, level_of, steps_of
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument


@pytest.fixture
def peo() -> Instrument:
    return instrument_of("peo")


def test_worded_steps_are_numbered_from_the_lowest_up(peo: Instrument) -> None:
    """Up is more on every screen, whatever order the options are shown in."""
    item = peo.item("professional_space")
    assert steps_of(item) == ("very_insufficient", "insufficient", "sufficient", "ample")
    assert level_of(item, "ample") == 4
    assert level_of(item, "very_insufficient") == 1


def test_an_answer_outside_the_scale_has_no_place_on_the_gauge(peo: Instrument) -> None:
    """ "I don't know" and "prefer not to say" are not a low answer."""
    assert level_of(peo.item("stay_one_year"), "dont_know") is None
    assert level_of(peo.item("professional_space"), "_declined") is None
    assert level_of(peo.item("work_enjoyment"), "_declined") is None


def test_numbers_keep_their_own_scale(peo: Instrument) -> None:
    """The domain is always the whole scale, never the answers' range."""
    assert gauge_of(peo.item("work_enjoyment")) == Gauge(kind="grade", low=1, high=10)
    assert gauge_of(peo.item("direct_contact_share")) == Gauge(kind="percent", low=0, high=100, unit=10)
    assert level_of(peo.item("work_enjoyment"), 7) == 7


@pytest.mark.parametrize("key", ["workload_cause", "workload_task", "fixed_comment", "experience", "fte"])
def test_an_item_without_a_line_over_time_has_no_gauge(peo: Instrument, key: str) -> None:
    """Several choices, grids, words and background are no point on a scale."""
    assert gauge_of(peo.item(key)) is None
    assert headline_of(peo.item(key)) is None


@pytest.mark.parametrize(
    ("key", "headline"),
    [
        ("professional_space", "favourable"),
        ("rules_negative_influence", "strong"),
        ("work_enjoyment", ">=7"),
        ("direct_contact_share", ">=50"),
        ("hours_vs_contract", "higher"),
    ],
)
def test_one_count_stands_for_the_group(peo: Instrument, key: str, headline: str) -> None:
    """The favourable options, or the highest; of a percentage the middle cut."""
    assert headline_of(peo.item(key)) == headline


def test_a_worded_gauge_has_half_a_step_of_room() -> None:
    """The marks of the first and last step do not stand on the very end of the gauge."""
    gauge = Gauge(kind="steps", low=1, high=4)
    assert gauge.ends == (0.5, 4.5)
    assert gauge.units == (1, 2, 3, 4)
