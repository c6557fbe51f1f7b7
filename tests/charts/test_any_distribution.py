"""Whatever a release publishes about a group, its zones are everybody and its bounds hold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.distribution import Distribution, distribution_of, outside_of
from app.charts.gauge import cuts_of, gauge_of
from app.instrument.installed import instrument_of
from app.instrument.schema import Item
from app.releases.rules.cells import Cell, Published, Withheld
from tests.charts.any_group import distributions

PEO = instrument_of("peo")
ON_A_GAUGE = [pytest.param(item, id=item.key) for item in PEO.items if gauge_of(item)]


@settings(max_examples=50)
@given(group=distributions())
def test_the_zones_are_everybody_on_the_gauge(group: Distribution) -> None:
    """No person is in two zones, and none is lost; who answered beside the gauge is in none."""
    shares = [zone.share for zone in group.zones]
    assert all(share >= 0 for share in shares)
    assert sum(shares) == pytest.approx(1 - group.outside, abs=0.01)


@settings(max_examples=50)
@given(group=distributions())
def test_the_zones_follow_one_another_from_end_to_end(group: Distribution) -> None:
    """Without a hole and without an overlap."""
    assert group.zones[0].low == group.ends[0]
    assert group.zones[-1].high == group.ends[1]
    assert all(one.high == other.low for one, other in pairwise(group.zones))
    assert all(zone.low < zone.high for zone in group.zones)


@settings(max_examples=50)
@given(group=distributions())
def test_the_bounds_of_a_zone_hold_its_share(group: Distribution) -> None:
    """What is said to be certain is never contradicted by the best value."""
    for place, zone in enumerate(group.zones):
        low, high = group.bounds(place)
        assert 0 <= low <= high <= 1
        assert low - 0.001 <= zone.share <= high + 0.001


@settings(max_examples=50)
@given(group=distributions(), level=st.floats(0.5, 10.5, allow_nan=False))
def test_above_and_below_hold_what_lies_there(group: Distribution, level: float) -> None:
    """Together with the zone itself they can be everybody, and never more."""
    place = group.place_of(level)
    above = sum(zone.share for zone in group.zones[place + 1 :])
    below = sum(zone.share for zone in group.zones[:place])
    for found, (low, high) in ((above, group.above(place)), (below, group.below(place))):
        assert low - 0.001 <= found <= high + 0.001
    assert group.above(place)[0] + group.below(place)[0] <= 1 - group.outside + 1e-9


@settings(max_examples=50)
@given(group=distributions())
def test_whoever_lies_higher_has_fewer_above_and_more_below(group: Distribution) -> None:
    """From the lowest zone to the highest; at the ends there is nobody on that side."""
    places = range(len(group.zones))
    above, below = [group.above(place) for place in places], [group.below(place) for place in places]
    for one, other in pairwise(above):
        assert other <= one
    for one, other in pairwise(below):
        assert one[0] <= other[0] + 1e-9
        assert one[1] <= other[1] + 1e-9
    assert above[-1] == (0.0, 0.0)
    assert below[0] == (0.0, 0.0)


@settings(max_examples=50)
@given(group=distributions(), levels=st.lists(st.floats(0.5, 10.5, allow_nan=False), min_size=2))
def test_a_higher_answer_is_never_in_a_lower_zone(group: Distribution, levels: list[float]) -> None:
    """A cut belongs to the zone above it, and every level has a zone."""
    places = [group.place_of(level) for level in sorted(levels)]
    assert places == sorted(places)
    assert all(0 <= place < len(group.zones) for place in places)
    for at, _cell in group.cuts:
        assert group.zones[group.place_of(at)].low == at


@pytest.mark.parametrize("item", ON_A_GAUGE)
def test_every_question_with_a_gauge_can_be_shown_in_part(item: Item) -> None:
    """With all its counts, with one of them, with one withheld: there is a zone more than cuts that are shown."""
    names = [name for name, _at in cuts_of(item)]
    whole: dict[str, Cell] = {
        name: Published("50+", 1 - (place + 1) / 20, 1 - (place + 2) / 20, 1 - place / 20)
        for place, name in enumerate(names)
    }
    for shown in (names, names[:1], names[-1:], names[::2]):
        found = distribution_of(item, {name: whole[name] for name in shown})
        assert isinstance(found, Distribution)
        assert len(found.zones) == len(set(shown)) + 1
    hidden: dict[str, Cell] = {**whole, names[0]: Withheld()}
    without_one = distribution_of(item, hidden)
    if len(names) > 1:
        assert isinstance(without_one, Distribution)
        assert len(without_one.zones) == len(names)
    else:
        assert without_one == Withheld()
    assert distribution_of(item, dict.fromkeys(names, Withheld())) == Withheld()
    assert distribution_of(item, {}) is None
    assert set(outside_of(item)).isdisjoint(names)
