"""One proposal, one support and one vote each: the last one counts, it can be taken back, and only in time."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.db import db, writing
from app.participants.service import NotAParticipant
from app.themes.rounds import stop
from app.themes.stages import Poll
from app.themes.theme_ballots import PollClosed, ThemeBallot, hand_in, has_handed_in, take_back
from app.vault.codes import PersonalCode
from app.vault.personal_keys import derive_keys
from tests.themes.conftest import AFTERWARDS, IN_SUPPORT, IN_VOTE, TITLES, Story


def ballots() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(ThemeBallot)) or 0


def test_a_second_vote_takes_the_place_of_the_first(any_story: Story) -> None:
    """Eight people change their minds: the first choice has nothing left of them."""
    story = any_story.to_vote()
    story.vote(story.everybody[:8], TITLES[0])
    story.vote(story.everybody[:8], TITLES[1])
    assert ballots() == 8
    story.tick(AFTERWARDS)
    assert [each.title[""] for each in story.round.proposals if each.chosen] == [TITLES[1]]


def test_voting_often_counts_once(story: Story) -> None:
    """One person, ten times: one ballot, and nothing is chosen."""
    story.to_vote()
    for _ in range(10):
        story.vote(story.everybody[:1], TITLES[0])
    assert ballots() == 1
    story.tick(AFTERWARDS)
    assert story.round.state == "undecided"


def test_a_second_proposal_takes_the_place_of_the_first(story: Story) -> None:
    """Nobody fills the list."""
    for title in TITLES:
        story.hand_in(story.everybody[0], "propose", {"title": title, "why": ""})
    story.tick(IN_SUPPORT)
    assert story.titles() == {TITLES[-1], "Werkdruk"}


def test_what_was_taken_back_counts_for_nothing(any_story: Story) -> None:
    """Seven voted, one takes the vote back: six are too few."""
    story = any_story.to_vote()
    story.vote(story.everybody[:7], TITLES[0])
    person = story.everybody[0]
    with writing(db.session):
        take_back(db.session, person.keys, round_id=story.round_id, poll="vote", now=IN_VOTE)
    assert not has_handed_in(db.session, person.keys, round_id=story.round_id, poll="vote")
    story.tick(AFTERWARDS)
    assert story.round.state == "undecided"


@pytest.mark.parametrize("poll", ["propose", "support"])
def test_a_poll_that_is_over_takes_nothing_and_gives_nothing_back(any_story: Story, poll: Poll) -> None:
    """Also in the minute before the tick has counted it."""
    story = any_story.to_vote()
    own = {"round_id": story.round_id, "poll": poll, "now": IN_VOTE}
    content = {"s": [story.id_of(TITLES[0])]}
    with pytest.raises(PollClosed), writing(db.session):
        hand_in(db.session, story.everybody[0].keys, content=content, **own)  # type: ignore[arg-type]  # Mixed values.
    with pytest.raises(PollClosed), writing(db.session):
        take_back(db.session, story.everybody[0].keys, **own)  # type: ignore[arg-type]  # Mixed values.
    story.vote(story.everybody[:7], TITLES[0])
    story.at(AFTERWARDS)
    with pytest.raises(PollClosed):
        story.vote(story.everybody[7:8], TITLES[1])
    assert ballots() == 7


def test_a_stopped_round_takes_nothing(story: Story) -> None:
    """From the moment staff stop it, not only from the next tick on."""
    with writing(db.session):
        stop(db.session, story.round, because="A mistake in the days.")
    with pytest.raises(PollClosed):
        story.propose(TITLES[:1])


def test_without_an_account_nobody_votes(any_story: Story) -> None:
    """A code that belongs to nobody has no voice, whatever it computes."""
    keys = derive_keys(PersonalCode.make())
    content = {"title": TITLES[0], "why": ""}
    with pytest.raises(NotAParticipant), writing(db.session):
        hand_in(db.session, keys, round_id=any_story.round_id, poll="propose", content=content, now=any_story.now)


def test_one_name_holds_one_ballot(any_story: Story) -> None:
    """The database itself refuses a second row under the same name."""
    any_story.propose(TITLES[:1])
    row = db.session.scalars(select(ThemeBallot)).one()
    copy = {"name": row.name, "round_id": row.round_id, "sealed": row.sealed}
    with pytest.raises(IntegrityError), writing(db.session):
        db.session.execute(ThemeBallot.__table__.insert(), [copy])  # type: ignore[attr-defined]  # It is a table.
