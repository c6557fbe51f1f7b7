"""Who leaves takes along what they handed in and nobody has opened; nothing of anybody else."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.answering.service import leave
from app.db import db, writing
from app.participants.service import NotAParticipant
from app.themes.theme_ballots import ThemeBallot
from tests.themes.conftest import AFTERWARDS, IN_REVIEW, IN_SUPPORT, TITLES, Story


def ballots() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(ThemeBallot)) or 0


def test_leaving_takes_an_own_proposal_back_while_it_is_sealed(any_story: Story) -> None:
    """The others' stay; it never appears."""
    any_story.propose()
    with writing(db.session):
        leave(db.session, any_story.everybody[0].keys)
    assert ballots() == 5
    any_story.tick(IN_REVIEW)
    assert TITLES[0] not in any_story.titles()
    assert set(TITLES[1:]) < any_story.titles()


def test_leaving_on_the_account_page_takes_support_and_vote_back(story: Story) -> None:
    """Seven voted and one leaves, with the form that everybody uses: six are too few."""
    story.to_vote().vote(story.everybody[:7], TITLES[0])
    client = story.browser(story.everybody[3])
    assert client.post("/account/leave", data={"confirm": "y"}).status_code == 200
    assert ballots() == 6
    story.tick(AFTERWARDS)
    assert story.round.state == "undecided"


def test_a_proposal_that_was_shown_stays(story: Story) -> None:
    """From then on nothing ties it to anybody, so nobody can take it back."""
    story.propose()
    story.tick(IN_REVIEW)
    with writing(db.session):
        leave(db.session, story.everybody[0].keys)
    story.tick(IN_SUPPORT)
    assert TITLES[0] in story.titles()


def test_who_left_hands_in_nothing_any_more(story: Story) -> None:
    """Also not from a device that is still signed in."""
    client = story.browser(story.everybody[0])
    with writing(db.session):
        leave(db.session, story.everybody[0].keys)
    with pytest.raises(NotAParticipant):
        story.propose(TITLES[:1])
    response = client.post(f"/themes/{story.round_id}/propose", data={"title": "Late", "why": ""})
    assert response.headers["Location"] == "/code"
    assert ballots() == 0
