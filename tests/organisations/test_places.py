"""Places are capped by the declared size, and no number tells staff that somebody joined."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.db import db, writing
from app.organisations.handing_out import TeamIsClosed, make_cards, make_shared_link, places_given, places_left
from app.organisations.models import Team
from app.organisations.service import TeamIsFull, close_team, revoke_invitations
from app.participants.service import join
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion

LAST_DAY = STARTS_ON + timedelta(days=20)


def team(region: SmallRegion, key: str = "small") -> Team:
    return db.session.get_one(Team, region.teams[key])


def cards(region: SmallRegion, number: int) -> tuple[str, ...]:
    with writing(db.session):
        return make_cards(db.session, region.teams["small"], cards=number, expires_on=LAST_DAY)


def test_no_more_places_than_the_team_has_people(any_region: SmallRegion) -> None:
    """Cards and links together stay within the declared size (PRIVACY rule 12)."""
    left = places_left(db.session, team(any_region))
    cards(any_region, left - 2)
    with pytest.raises(TeamIsFull), writing(db.session):
        make_shared_link(db.session, any_region.teams["small"], places=3, expires_on=LAST_DAY)
    with writing(db.session):
        make_shared_link(db.session, any_region.teams["small"], places=2, expires_on=LAST_DAY)
    assert places_left(db.session, team(any_region)) == 0


def test_joining_changes_no_number_that_staff_see(region: SmallRegion) -> None:
    """Given out stays given out, whoever uses it; so watching the page tells nothing."""
    token = cards(region, 3)[0]
    before = places_given(db.session, region.teams["small"])
    with writing(db.session):
        join(db.session, token, today=STARTS_ON)
    assert places_given(db.session, region.teams["small"]) == before


def test_withdrawn_places_come_back_at_the_next_period_only(region: SmallRegion) -> None:
    """Withdrawing tells nobody how many were used at that moment."""
    before = places_given(db.session, region.teams["small"])
    token = cards(region, 5)[0]
    with writing(db.session):
        join(db.session, token, today=STARTS_ON)
        revoke_invitations(db.session, region.teams["small"])
    assert places_given(db.session, region.teams["small"]) == before + 5
    region.tick(START + 2 * FORTNIGHT)
    assert places_given(db.session, region.teams["small"]) == before + 1


def test_a_closed_team_takes_nobody(region: SmallRegion) -> None:
    """Neither by new cards nor by old ones."""
    with writing(db.session):
        close_team(db.session, team(region), today=STARTS_ON)
    with pytest.raises(TeamIsClosed):
        cards(region, 1)
