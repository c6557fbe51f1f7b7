"""A gauge agrees with the counts: an answer lies above a cut exactly when it counts there."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.charts.gauge import SHARE, Gauge, cuts_of, gauge_of, headline_of, level_of, steps_of
from app.instrument.indicators import indicate, indicators
from app.instrument.installed import instrument_of
from app.instrument.routing_rules import DECLINED
from app.instrument.schema import Item

PEO = instrument_of("peo")
ITEMS = [pytest.param(item, id=item.key) for item in PEO.items if gauge_of(item)]
OTHERS = [pytest.param(item, id=item.key) for item in PEO.items if not gauge_of(item)]


def answers_to(item: Item) -> list[object]:
    """Every answer that lies on the item's gauge, the lowest first."""
    if item.options:
        return list(steps_of(item))
    return list(range(int(item.min or 0), int(item.max if item.max is not None else 100) + 1))


def gauge(item: Item) -> Gauge:
    found = gauge_of(item)
    assert found is not None
    return found


@pytest.mark.parametrize("item", ITEMS)
def test_a_higher_answer_lies_higher(item: Item) -> None:
    """Each step has a place of its own, within the ends of the gauge."""
    levels = [level_of(item, answer) for answer in answers_to(item)]
    assert all(level is not None for level in levels)
    assert all(one < other for one, other in pairwise(level for level in levels if level is not None))
    low, high = gauge(item).ends
    assert all(low <= level <= high for level in levels if level is not None)


@pytest.mark.parametrize("item", ITEMS)
def test_an_answer_lies_above_a_cut_exactly_when_it_counts_there(item: Item) -> None:
    """What a chart shows and what was counted are one thing."""
    for answer in answers_to(item):
        counted, level = indicate(item, answer), level_of(item, answer)
        assert level is not None
        assert {name: level >= at for name, at in cuts_of(item)} == {name: counted[name] for name, _ in cuts_of(item)}


@pytest.mark.parametrize("item", ITEMS)
def test_cuts_rise_within_the_gauge_and_end_below_its_top(item: Item) -> None:
    """Widest first; each leaves room on both sides."""
    places = [at for _, at in cuts_of(item)]
    low, high = gauge(item).ends
    assert places == sorted(set(places))
    assert low < places[0]
    assert places[-1] < high or item.type == "percent"


@pytest.mark.parametrize("item", ITEMS)
def test_the_headline_is_a_cut_that_is_shown_everywhere(item: Item) -> None:
    """So a small group has a line over time too."""
    headline = headline_of(item)
    assert headline in dict(cuts_of(item))
    assert headline in {each.option for each in indicators(item) if each.everywhere}


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("answer", [DECLINED, None, "", "an_option_of_long_ago", ["a"], {"a": "b"}])
def test_what_is_no_answer_on_the_scale_has_no_place(item: Item, answer: object) -> None:
    """Nobody who would rather not say stands at the bottom of a gauge."""
    assert level_of(item, answer) is None


@pytest.mark.parametrize("item", OTHERS)
def test_without_a_gauge_there_is_no_cut_and_no_headline(item: Item) -> None:
    """Such an item has a list instead of a line."""
    assert cuts_of(item) == ()
    assert headline_of(item) is None


@pytest.mark.parametrize(
    ("shown", "units"),
    [
        (Gauge(kind="steps", low=1, high=3), (1, 2, 3)),
        (Gauge(kind="grade", low=1, high=10), tuple(range(1, 11))),
        (Gauge(kind="percent", low=0, high=100, unit=10), tuple(range(0, 101, 10))),
    ],
)
def test_every_gauge_is_marked_from_end_to_end(shown: Gauge, units: tuple[float, ...]) -> None:
    """At each unit, both ends included."""
    assert shown.units == units


def test_a_share_goes_from_nobody_to_everybody_in_tenths() -> None:
    """The gauge of a board begins at nought and ends at one, without room beside them."""
    assert SHARE.ends == (0, 1)
    assert len(SHARE.units) == 11
    assert [round(unit * 10) for unit in SHARE.units] == list(range(11))
