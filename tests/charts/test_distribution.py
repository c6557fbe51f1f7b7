"""How a group lies on a gauge, from its published cuts."""

from __future__ import annotations

import pytest

from app.charts.distribution import Distribution, distribution_of
from app.charts.frame import Zone
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument
from app.releases.rules.cells import Cell, Published, Withheld


@pytest.fixture
def peo() -> Instrument:
    return instrument_of("peo")


def cell(value: float, *, margin: float = 0.02) -> Published:
    return Published("50+", value, value - margin, value + margin)


def known(peo: Instrument, item: str, cells: dict[str, Cell]) -> Distribution:
    distribution = distribution_of(peo.item(item), cells)
    assert isinstance(distribution, Distribution)
    return distribution


def test_every_step_has_a_zone_when_every_cut_is_published(peo: Instrument) -> None:
    """A zone's share is the cut below it less the cut above it, and all zones are everybody."""
    distribution = known(
        peo, "professional_space", {">=insufficient": cell(0.95), "favourable": cell(0.55), "ample": cell(0.15)}
    )
    assert distribution.zones == (Zone(0.5, 1.5, 0.05), Zone(1.5, 2.5, 0.4), Zone(2.5, 3.5, 0.4), Zone(3.5, 4.5, 0.15))
    assert sum(zone.share for zone in distribution.zones) == pytest.approx(1)


def test_with_the_headline_alone_there_are_two_zones(peo: Instrument) -> None:
    """A team publishes its favourable share: on that side, and not."""
    distribution = known(peo, "professional_space", {"favourable": cell(0.6)})
    assert distribution.zones == (Zone(0.5, 2.5, 0.4), Zone(2.5, 4.5, 0.6))


def test_a_percentage_has_the_zones_between_its_cuts(peo: Instrument) -> None:
    """From 0 to 100, wherever the questionnaire cuts."""
    cells: dict[str, Cell] = {">=30": cell(0.9), ">=50": cell(0.5), ">=70": cell(0.1)}
    marks = [(zone.low, zone.high) for zone in known(peo, "direct_contact_share", cells).zones]
    assert marks == [(0, 30), (30, 50), (50, 70), (70, 100)]


def test_who_answered_beside_the_gauge_is_in_no_zone(peo: Instrument) -> None:
    """ "I don't know" is not the lowest chance of staying."""
    cells: dict[str, Cell] = {">=fairly_small": cell(0.9), "dont_know": cell(0.06)}
    distribution = known(peo, "stay_one_year", cells)
    assert [round(zone.share, 4) for zone in distribution.zones] == [0.04, 0.9]
    assert distribution.below(1) == pytest.approx((0.02, 0.06))


def test_the_bounds_of_a_zone_hold_whatever_its_cuts_bounds_allow(peo: Instrument) -> None:
    """The least is the lower bound below it less the upper bound above it; never below nothing."""
    distribution = known(peo, "professional_space", {">=insufficient": cell(0.95), "favourable": cell(0.55)})
    assert distribution.bounds(0) == pytest.approx((0.03, 0.07))
    assert distribution.bounds(1) == pytest.approx((0.36, 0.44))
    close = known(peo, "professional_space", {">=insufficient": cell(0.56), "favourable": cell(0.55)})
    assert close.bounds(1)[0] == 0


def test_noise_never_makes_a_share_below_nothing(peo: Instrument) -> None:
    """Best values of two cuts may cross by a hair; nobody is then between them."""
    distribution = known(peo, "professional_space", {">=insufficient": cell(0.5), "favourable": cell(0.51)})
    assert distribution.zones[1].share == 0


def test_not_shown_and_not_asked_are_two_things(peo: Instrument) -> None:
    """One is said, of the other there is nothing to say."""
    assert distribution_of(peo.item("professional_space"), {"favourable": Withheld()}) == Withheld()
    assert distribution_of(peo.item("professional_space"), {}) is None
    assert distribution_of(peo.item("workload_cause"), {"admin": cell(0.3)}) is None
