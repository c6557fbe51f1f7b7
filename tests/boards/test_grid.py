"""The grid of groups and topics: what stands out is a sign and words, and it can be sorted without JavaScript."""

from __future__ import annotations

import re

import pytest

from tests.boards.visitors import Visitors, set_share
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}


def _rows(visitors: Visitors, address: str) -> list[tuple[str, str]]:
    page = visitors.browser("wide_lead").get(address, headers=EN).text
    return re.findall(r'<tr><th scope="row"><a href="[^"]*">([^<]*)</a></th>(.*?)</tr>', page, flags=re.S)


@pytest.fixture
def apart(released: SmallRegion) -> SmallRegion:
    """Team South lies far below the region about professional space."""
    set_share(released, released.region_id, lower=0.9, upper=0.92, people="50+")
    set_share(released, released.teams["south"], lower=0.0, upper=0.1, people="20-49")
    set_share(released, released.teams["north"], lower=0.8, upper=1.0, people="20-49")
    return released


def test_a_cell_that_stands_out_says_so_in_words(apart: SmallRegion, visitors: Visitors) -> None:
    """Colour is never alone: a sign by shape, and words for who listens."""
    rows = dict(_rows(visitors, f"/organisations/{apart.organisations['wide']}/grid"))
    assert 'data-grade="sure"' in rows["Team South"]
    assert "lower than the region: certain" in rows["Team South"]
    assert "<svg" in rows["Team South"]


def test_the_group_that_stands_out_most_comes_first(apart: SmallRegion, visitors: Visitors) -> None:
    """Also in the few rows on the board itself."""
    board = f"/organisations/{apart.organisations['wide']}"
    assert _rows(visitors, f"{board}/grid")[0][0] == "Team South"
    assert _rows(visitors, board)[0][0] == "Team South"


@pytest.mark.parametrize(("sort", "first"), [("name", "Team North"), ("professional_space", "Team South")])
def test_a_link_sorts_it(sort: str, first: str, apart: SmallRegion, visitors: Visitors) -> None:
    """By name, or by a topic with the lowest first; the head says by what."""
    address = f"/organisations/{apart.organisations['wide']}/grid?sort={sort}"
    assert _rows(visitors, address)[0][0] == first
    page = visitors.browser("wide_lead").get(address, headers=EN).text
    assert page.count('aria-sort="ascending"') == 1


@pytest.mark.parametrize("sort", ["nothing", "<script>", "professional_space.x"])
def test_what_it_cannot_be_sorted_by_is_not_found(sort: str, apart: SmallRegion, visitors: Visitors) -> None:
    """An invented topic is no page."""
    address = f"/organisations/{apart.organisations['wide']}/grid"
    assert visitors.browser("wide_lead").get(address, query_string={"sort": sort}).status_code == 404
