"""How sure something is never tells about a group that the reader may not see (PRIVACY rule 10)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.boards.models import Conclusion
from app.db import db
from app.releases.read import released_periods
from tests.boards.visitors import set_share
from tests.region import SmallRegion

Said = dict[str, tuple[dict[str, float], dict[str, tuple[float, float]], list[tuple[str, int]]]]


def narrow(region: SmallRegion, group: str, *, lower: float = 0.42) -> None:
    """A figure that tells there are a hundred people: two counts in 2 %."""
    set_share(region, group, lower=lower, upper=lower + 0.02, people="50+")


def said() -> Said:
    """By group whatever was concluded about it from the newest release."""
    newest = released_periods(db.session)[-1].id
    columns = (Conclusion.group, Conclusion.p_values, Conclusion.intervals, Conclusion.people)
    found = db.session.execute(select(*columns).where(Conclusion.period_id == newest))
    return {group: (p_values, intervals, people) for group, p_values, intervals, people in found}


def without(found: Said, group: str, *, beside: str) -> object:
    """What was said about a group, but for its differences with this level."""
    p_values, *others = found[group]
    return {key: value for key, value in p_values.items() if not key.startswith(f"beside {beside} ")}, *others


@pytest.fixture
def large(released: SmallRegion) -> SmallRegion:
    """A region, a kind and an organisation whose figures leave room for many people, so that others could add to it."""
    set_share(released, released.region_id, lower=0.8, upper=0.84, people="50+")
    set_share(released, "certified", lower=0.6, upper=0.64, people="50+")
    set_share(released, released.organisations["wide"], lower=0.3, upper=0.36, people="50+")
    set_share(released, released.teams["north"], lower=0.1, upper=0.2, people="10-19")
    return released


def test_what_everybody_reads_tells_nothing_of_an_organisation(large: SmallRegion) -> None:
    """The boards of the region and of a kind: an organisation's figure in an outer block, or in a narrow one, is the
    organisation's alone.
    """
    before = said()
    set_share(large, large.organisations["wide"], lower=0.0, upper=0.12, people="50+")
    in_an_outer_block = said()
    narrow(large, large.organisations["wide"])
    in_a_narrow_one = said()
    for group in (large.region_id, "certified"):
        assert before[group] == in_an_outer_block[group] == in_a_narrow_one[group]


def test_what_colleagues_of_another_team_read_tells_nothing_of_a_team(large: SmallRegion) -> None:
    """A participant reads the board of the own organisation and not those of its other teams."""
    before = said()
    narrow(large, large.teams["south"])
    after = said()
    assert before[large.teams["south"]] != after[large.teams["south"]]
    for group in (large.region_id, "certified", large.organisations["wide"], large.teams["north"]):
        assert before[group] == after[group]


def test_what_a_lead_reads_tells_nothing_of_the_organisation(large: SmallRegion) -> None:
    """A lead may not see the organisation in between: only what stands beside it follows its figures."""
    before, north = said(), large.teams["north"]
    narrow(large, large.organisations["wide"])
    assert without(said(), north, beside="organisation") == without(before, north, beside="organisation")
    assert said()[north] != before[north]


def test_the_region_is_counted_by_its_parts_that_everybody_sees(large: SmallRegion) -> None:
    """Kinds of organisation are public: their people add up, and so the region's differences are surer."""
    narrow(large, "certified")
    narrow(large, "municipal")
    assert ("professional_space", 200) in map(tuple, said()[large.region_id][2])
