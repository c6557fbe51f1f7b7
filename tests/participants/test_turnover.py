"""Teams with much coming and going never fill up, and never have more accounts than people (PRIVACY rule 12)."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.answering.service import leave
from app.db import db, writing
from app.organisations.handing_out import make_cards
from app.organisations.models import Team
from app.organisations.service import InvitationRefused, InvitedTeam, TeamIsFull, revoke_invitations, take_place
from app.participants.models import Membership
from app.participants.service import Joined, accounts_of, join, move
from tests.at_once import at_once
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion

LAST_DAY = STARTS_ON + timedelta(days=20)
A_MOMENT = 0.5
"""Seconds in which the second one can come as far as the first. Too short, it proves less and fails nothing."""


def size(region: SmallRegion, people: int, *, team: str = "small") -> None:
    with writing(db.session):
        db.session.get_one(Team, region.teams[team]).declared_size = people


def cards(region: SmallRegion, number: int, *, team: str = "small") -> tuple[str, ...]:
    """Cards of a new sheet; what was given before is withdrawn."""
    with writing(db.session):
        revoke_invitations(db.session, region.teams[team])
        return make_cards(db.session, region.teams[team], cards=number, expires_on=LAST_DAY, today=STARTS_ON)


def come(token: str) -> Joined:
    with writing(db.session):
        return join(db.session, token, today=STARTS_ON)


def test_who_leaves_makes_room_year_after_year(any_region: SmallRegion) -> None:
    """Four people at a time, twelve over the years: everybody who comes after a leaver can join."""
    size(any_region, 4)
    here = [come(cards(any_region, 4)[0]), *any_region.people["small"]]
    for _year in range(3):
        for gone in list(here)[:3]:
            with writing(db.session):
                leave(db.session, gone.keys)
        here = [*here[3:], *(come(token) for token in cards(any_region, 3))]
        assert accounts_of(db.session, any_region.teams["small"]) == 4


def test_no_card_passes_the_size_of_the_team(any_region: SmallRegion) -> None:
    """However many cards there are: with as many accounts as people the team is full, and the card stays unused."""
    size(any_region, 4)
    first, second = cards(any_region, 2)
    come(first)
    with pytest.raises(InvitationRefused, match="full"):
        come(second)
    with writing(db.session):
        leave(db.session, any_region.outsider.keys)
    come(second)
    assert accounts_of(db.session, any_region.teams["small"]) == 4


def test_a_team_that_was_made_smaller_takes_nobody_until_it_fits(region: SmallRegion) -> None:
    """Nobody is sent away; nobody comes in."""
    (token,) = cards(region, 1)
    size(region, 2)
    with pytest.raises(InvitationRefused, match="full"):
        come(token)
    assert accounts_of(db.session, region.teams["small"]) == 3


def test_two_people_cannot_both_take_the_last_place(
    any_app: Flask, any_region: SmallRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two cards, one place, the same moment: one gets in. Who found room waits for the other, in vain."""
    size(any_region, 4)
    tokens = cards(any_region, 2)
    both = threading.Barrier(2)

    def meet(*args: Any, **kwargs: Any) -> InvitedTeam:
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=A_MOMENT)
        return take_place(*args, **kwargs)

    monkeypatch.setattr("app.participants.service.take_place", meet)

    def run(token: str) -> str:
        try:
            come(token)
        except InvitationRefused as refusal:
            return refusal.reason
        return "came in"

    assert sorted(at_once(any_app, *(partial(run, token) for token in tokens))) == ["came in", "full"]
    assert accounts_of(db.session, any_region.teams["small"]) == 4


def test_who_moves_needs_room_too(any_region: SmallRegion) -> None:
    """Whoever is on the way counts at once, so that no opening of a period brings a team above its size."""
    size(any_region, 4)
    (token,) = cards(any_region, 1)
    with writing(db.session):
        move(db.session, any_region.participant.keys, team_id=any_region.teams["small"])
    with pytest.raises(InvitationRefused, match="full"):
        come(token)
    with pytest.raises(TeamIsFull), writing(db.session):
        move(db.session, any_region.team_mate.keys, team_id=any_region.teams["small"])
    with writing(db.session):
        move(db.session, any_region.participant.keys, team_id=any_region.teams["small"])
    any_region.tick(START + 2 * FORTNIGHT)
    assert accounts_of(db.session, any_region.teams["small"]) == 4


def test_a_full_team_is_said_in_words_that_tell_nothing_else(client: FlaskClient, region: SmallRegion) -> None:
    """The same page for a card that was used and for a team without room: trying a card does not tell which."""
    form = {"experience": "3-6", "function": "ambulatory_worker", "consent": "y"}
    size(region, 4)
    used, spare = cards(region, 2)
    come(used)
    pages = [client.post(f"/join/{token}", data=form) for token in (used, spare)]
    assert [page.status_code for page in pages] == [410, 410]
    assert pages[0].text.replace(used, spare) == pages[1].text
    assert len(list(db.session.scalars(select(Membership.team_id)))) == 12 + 9 + 4


def test_members_see_how_many_there_are_and_may_be(region: SmallRegion) -> None:
    """Both numbers stand on the page about privacy, so that a team declared too large is noticed."""
    size(region, 17)
    page = region.signed_in(region.outsider).get("/privacy", headers={"Accept-Language": "en"}).text
    assert "has 3 accounts" in page
    assert "counts 17 people" in page
