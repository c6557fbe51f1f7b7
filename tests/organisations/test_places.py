"""Places are capped by the declared size, and no number tells staff that somebody joined."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.answering.service import leave
from app.db import db, writing
from app.organisations.handing_out import TeamIsClosed, make_cards, make_shared_link, places_given, places_left
from app.organisations.models import Team
from app.organisations.service import TeamIsFull, close_team, revoke_invitations
from app.participants.service import join, move
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion

LAST_DAY = STARTS_ON + timedelta(days=20)


def team(region: SmallRegion, key: str = "small") -> Team:
    return db.session.get_one(Team, region.teams[key])


def cards(region: SmallRegion, number: int) -> tuple[str, ...]:
    with writing(db.session):
        made = make_cards(
            db.session,
            region.teams["small"],
            cards=number,
            expires_on=LAST_DAY,
            today=STARTS_ON,
            secret=b"only for tests",
        )
        return tuple(card.token for card in made)


def page_of_team(lead: FlaskClient, region: SmallRegion) -> str:
    """All of it but the token of its forms, which differs by itself from one second to the next."""
    page = lead.get(f"/teams/{region.teams['small']}/manage").text
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_no_more_places_than_the_team_has_people(any_region: SmallRegion) -> None:
    """Cards and links together stay within the declared size (PRIVACY rule 12)."""
    left = places_left(db.session, team(any_region), today=STARTS_ON)
    cards(any_region, left - 2)
    with pytest.raises(TeamIsFull), writing(db.session):
        make_shared_link(db.session, any_region.teams["small"], places=3, expires_on=LAST_DAY, today=STARTS_ON)
    with writing(db.session):
        make_shared_link(db.session, any_region.teams["small"], places=2, expires_on=LAST_DAY, today=STARTS_ON)
    assert places_left(db.session, team(any_region), today=STARTS_ON) == 0


def test_nothing_that_participants_do_moves_a_number_that_staff_see(lead: FlaskClient, region: SmallRegion) -> None:
    """Joining, leaving, moving, and the opening of a period: the page of the team stays as it is, letter for letter."""
    token, before = cards(region, 3)[0], page_of_team(lead, region)
    with writing(db.session):
        joined = join(db.session, token, today=STARTS_ON)
    assert page_of_team(lead, region) == before
    with writing(db.session):
        leave(db.session, region.outsider.keys)
        move(db.session, joined.keys, team_id=region.teams["north"])
    assert page_of_team(lead, region) == before
    region.tick(START + 2 * FORTNIGHT)
    assert page_of_team(lead, region) == before


@pytest.mark.parametrize("used", [0, 5])
def test_what_was_withdrawn_can_be_given_again_however_many_were_used(region: SmallRegion, used: int) -> None:
    """At once, and the number is the same whether all or none of the cards were used: it tells nothing."""
    for token in cards(region, 5)[:used]:
        with writing(db.session):
            join(db.session, token, today=STARTS_ON)
    with writing(db.session):
        revoke_invitations(db.session, region.teams["small"])
    assert places_given(db.session, region.teams["small"], today=STARTS_ON) == 0


@pytest.mark.parametrize("used", [0, 5])
def test_places_come_back_after_their_last_day(region: SmallRegion, used: int) -> None:
    """That day itself still counts; then the place is free again, whoever used it."""
    team_id = region.teams["small"]
    with writing(db.session):
        revoke_invitations(db.session, team_id)
    for token in cards(region, 5)[:used]:
        with writing(db.session):
            join(db.session, token, today=STARTS_ON)
    assert places_given(db.session, team_id, today=LAST_DAY) == 5
    assert places_given(db.session, team_id, today=LAST_DAY + timedelta(days=1)) == 0


def test_a_closed_team_takes_nobody(region: SmallRegion) -> None:
    """Neither by new cards nor by old ones."""
    with writing(db.session):
        close_team(db.session, team(region), today=STARTS_ON)
    with pytest.raises(TeamIsClosed):
        cards(region, 1)
