"""How sure a board says something is tells nothing of a group that the reader may not see (PRIVACY rule 10)."""

from __future__ import annotations

import pytest

from app.db import db
from app.estimates import estimated_figures as figures
from app.estimates.estimate_lookup import learnt_of
from app.releases.read import released_periods
from tests.boards.visitors import Visitors, estimate_anew, set_share
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}


@pytest.fixture
def large(released: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> SmallRegion:
    """A region, a kind and an organisation whose figures leave room for many people, so that others could add to it.

    What is learnt of all groups is public with the region's tables; here it stays as it was, so that everything else
    that could tell is seen.
    """
    set_share(released, released.region_id, lower=0.8, upper=0.84, people="50+")
    set_share(released, "certified", lower=0.6, upper=0.64, people="50+")
    set_share(released, released.organisations["wide"], lower=0.3, upper=0.36, people="50+")
    set_share(released, released.teams["north"], lower=0.1, upper=0.2, people="10-19")
    periods = [period.id for period in released_periods(db.session)]
    learnt = {key: value for each in periods for key, value in learnt_of(db.session, each).items()}
    learning = figures.figures_of
    monkeypatch.setattr(figures, "figures_of", lambda panels, **how: learning(panels, **how | {"learnt": learnt}))
    estimate_anew()
    return released


def read(visitors: Visitors, who: str, address: str) -> str:
    """The main part of a page, as this reader gets it."""
    response = visitors.browser(who).get(address, headers=EN)
    assert response.status_code == 200
    return response.text.partition("<main")[2].partition("</main>")[0]


def test_what_everybody_reads_tells_nothing_of_an_organisation(large: SmallRegion, visitors: Visitors) -> None:
    """Who may open no organisation reads word for word the same about region and kind, whatever its figure is."""
    pages = ("/region", "/kinds/certified", "/region/grid", "/region/conversation")
    before = [read(visitors, "north_lead", page) for page in pages]
    set_share(large, large.organisations["wide"], lower=0.0, upper=0.12, people="50+")
    assert [read(visitors, "north_lead", page) for page in pages] == before


def test_what_colleagues_of_another_team_read_tells_nothing_of_a_team(large: SmallRegion, visitors: Visitors) -> None:
    """A participant of team North reads the same boards whatever team South's figure is."""
    north, wide = f"/teams/{large.teams['north']}", f"/organisations/{large.organisations['wide']}"
    pages = ("/region", "/kinds/certified", wide, f"{wide}/grid", north, f"{north}/conversation")
    before = [read(visitors, "participant", page) for page in pages]
    of_south = read(visitors, "wide_lead", f"/teams/{large.teams['south']}")
    set_share(large, large.teams["south"], lower=0.42, upper=0.44, people="50+")
    assert [read(visitors, "participant", page) for page in pages] == before
    assert read(visitors, "wide_lead", f"/teams/{large.teams['south']}") != of_south


def test_what_a_lead_reads_tells_nothing_of_the_organisation(large: SmallRegion, visitors: Visitors) -> None:
    """A team's lead may not see the organisation in between: the team's board does not follow its figures."""
    board = f"/teams/{large.teams['north']}"
    before = [read(visitors, "north_lead", page) for page in (board, f"{board}/conversation")]
    set_share(large, large.organisations["wide"], lower=0.42, upper=0.44, people="50+")
    assert [read(visitors, "north_lead", page) for page in (board, f"{board}/conversation")] == before


def test_a_grid_holds_only_groups_that_its_reader_may_open(large: SmallRegion, visitors: Visitors) -> None:
    """A participant finds the own team in the organisation's grid and no other; the organisation finds both."""
    grid = f"/organisations/{large.organisations['wide']}/grid"
    north, south = (f"/teams/{large.teams[name]}" for name in ("north", "south"))
    for who, sees_south in (("participant", False), ("wide_lead", True)):
        page = read(visitors, who, grid)
        assert (north in page, south in page) == (True, sees_south), who
    assert visitors.browser("north_lead").get(grid).status_code == 404
    assert "/organisations/" not in read(visitors, "north_lead", "/region/grid")
