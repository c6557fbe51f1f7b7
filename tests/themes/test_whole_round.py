"""From a proposal to a chosen theme: each poll is opened once, counted, emptied, and its key is destroyed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db, new_id, writing
from app.lifecycle.ballot_box import close_box
from app.lifecycle.poll_box import PollBox
from app.lifecycle.theme_rounds import run_rounds
from app.programme.models import Programme
from app.programme.rhythm import day_of
from app.themes.models import ThemeProposal
from app.themes.rounds import AnotherRoundRuns, RoundOver, begin_round, stop
from app.themes.theme_ballots import ThemeBallot
from tests.at_once import at_once
from tests.themes.conftest import AFTERWARDS, IN_REVIEW, IN_SUPPORT, IN_VOTE, MOMENTS, TITLES, Story


def ballots() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(ThemeBallot)) or 0


def test_a_theme_is_proposed_supported_and_chosen(any_story: Story) -> None:
    """Nine people vote for one, seven for another, three for a third; the fourth gets none."""
    story = any_story.to_vote()
    assert story.titles() == {*TITLES, "Werkdruk"}
    assert set(TITLES[:3]) <= story.titles(shortlisted=True)
    assert len(story.titles(shortlisted=True)) == 5
    for people, title in ((story.everybody[:9], TITLES[0]), (story.everybody[9:16], TITLES[1])):
        story.vote(people, title)
    story.vote(story.everybody[16:19], TITLES[2])
    story.tick(AFTERWARDS)
    assert story.round.state == "chosen"
    assert [each.title[""] for each in story.round.proposals if each.chosen] == [TITLES[0]]


def test_after_each_count_the_ballots_and_the_key_are_gone(any_story: Story) -> None:
    """What an older backup has of them stays closed for ever."""
    story = any_story
    story.propose()
    assert ballots() == 6
    assert story.has_key("propose")
    story.tick(IN_REVIEW)
    assert (ballots(), story.has_key("propose"), story.round.public_key) == (0, False, None)
    story.tick(IN_SUPPORT)
    story.support(story.everybody, TITLES[0])
    assert (ballots(), story.has_key("support")) == (24, True)
    story.tick(IN_VOTE)
    assert (ballots(), story.has_key("support"), story.has_key("vote")) == (0, False, True)
    story.vote(story.everybody, TITLES[0])
    story.tick(AFTERWARDS)
    assert (ballots(), story.has_key("vote"), story.round.public_key) == (0, False, None)


def test_what_was_counted_is_not_counted_again_and_then_emptied(story: Story) -> None:
    """The outcome is committed first; whatever happens after it, nothing is counted twice, and the next run empties."""
    story.propose()
    box = PollBox(story.round_id, "propose")
    assert close_box(db.session, box, now=IN_REVIEW, keys=story.keys) == "counted"
    assert close_box(db.session, box, now=IN_REVIEW, keys=story.keys) == "left"
    assert len(story.round.proposals) == 7
    story.tick(IN_REVIEW)
    assert ballots() == 0
    assert not story.has_key("propose")


def test_ticking_again_changes_nothing(story: Story) -> None:
    """No second lot, no other order, no new ids."""
    for moment in (IN_REVIEW, IN_SUPPORT, IN_VOTE, AFTERWARDS):
        if moment == IN_REVIEW:
            story.propose()
        story.tick(moment)
        first = _all_there_is(story)
        story.tick(moment + timedelta(minutes=1))
        assert _all_there_is(story) == first, moment


def _all_there_is(story: Story) -> list[object]:
    found, own = story.round, ThemeProposal.round_id == story.round_id
    proposals = db.session.scalars(select(ThemeProposal).where(own).order_by(ThemeProposal.id))
    rows = [(each.id, each.title, each.shortlisted, each.chosen) for each in proposals]
    return [found.state, found.public_key, *rows]


@pytest.mark.parametrize("now", [IN_REVIEW, IN_VOTE, AFTERWARDS])
def test_two_ticks_at_once_count_once(any_app: Flask, any_story: Story, now: datetime) -> None:
    """Two machines tick at the same moment: every proposal appears once, one shortlist, one choice."""
    story = any_story
    if now == IN_REVIEW:
        story.propose()
    elif now == IN_VOTE:
        story.to_support().support(story.everybody, *TITLES[:3])
    else:
        story.to_vote().vote(story.everybody, TITLES[0])
    at_once(any_app, *[lambda: run_rounds(db.session, now=now, keys=story.keys)] * 3)
    assert len(story.round.proposals) == 7
    assert story.round.state == {IN_REVIEW: "reviewing", IN_VOTE: "voting", AFTERWARDS: "chosen"}[now]
    if now == IN_VOTE:
        assert story.round.public_key == story.keys.public(f"theme-{story.round_id}-vote")


def test_a_tick_that_died_before_destroying_the_key_is_finished_by_the_next(story: Story) -> None:
    """The count stands; ballots and key go."""
    story.to_vote().vote(story.everybody, TITLES[0])
    public = story.round.public_key
    story.tick(AFTERWARDS)
    with writing(db.session):
        story.round.public_key = public
    story.keys.make(f"theme-{story.round_id}-vote")
    story.tick(AFTERWARDS)
    assert not story.has_key("vote")
    assert story.round.public_key is None
    assert story.round.state == "chosen"


def days(opens: datetime, closes: datetime) -> int:
    return (day_of(closes) - day_of(opens)).days


def test_nobody_loses_days_because_the_server_stood_still(any_story: Story) -> None:
    """Weeks of silence: support opens late, and keeps as many days as people were told; so does the vote."""
    story = any_story
    story.propose()
    story.tick(AFTERWARDS)
    assert story.round.state == "supporting"
    told, now = MOMENTS, story.round.moments
    assert now.support_opens == told.vote_closes, "the midnight with which that day begins"
    assert days(now.support_opens, now.support_closes) == days(told.support_opens, told.support_closes) == 10
    assert days(now.support_closes, now.vote_closes) == days(told.support_closes, told.vote_closes) == 10
    story.tick(AFTERWARDS + timedelta(minutes=1))
    assert story.round.moments == now, "only once"


def test_few_proposals_go_to_the_vote_without_support(story: Story) -> None:
    """Five or fewer: a day to support would decide nothing, so the vote is open at once."""
    story.to_support(TITLES[:4])
    assert story.round.state == "voting"
    assert story.titles(shortlisted=True) == {*TITLES[:4], "Werkdruk"}
    page = story.browser(story.everybody[0]).get("/themes").text
    assert "<dt>Support</dt>" not in page
    assert "from Saturday, 21 March until Thursday, 9 April" in page


def test_a_round_in_which_everything_was_taken_out_ends(story: Story) -> None:
    """There is nothing to choose from; it says so, and another may begin."""
    story.tick(IN_REVIEW)
    with writing(db.session):
        for each in story.round.proposals:
            each.hidden_because = "Names somebody."
    story.tick(IN_SUPPORT)
    assert story.round.state == "undecided"
    assert "nothing to choose from" in story.browser(story.everybody[0]).get("/themes").text


@pytest.mark.parametrize(("votes", "state"), [(6, "undecided"), (7, "chosen")])
def test_the_smallest_group_of_the_programme_decides(story: Story, votes: int, state: str) -> None:
    """k − 1 and k votes, through the whole way, where the noise happens to be nothing."""
    story.to_vote().vote(story.everybody[:votes], TITLES[0])
    story.tick(AFTERWARDS)
    assert story.round.state == state


def test_a_region_runs_one_round_at_a_time(any_story: Story) -> None:
    """Another may begin when the first is over."""
    programme = db.session.get_one(Programme, any_story.programme_id)
    with pytest.raises(AnotherRoundRuns), writing(db.session):
        begin_round(db.session, programme, moments=MOMENTS)
    for moment in (IN_REVIEW, IN_SUPPORT, AFTERWARDS):
        any_story.tick(moment)
    with writing(db.session):
        begin_round(db.session, db.session.get_one(Programme, any_story.programme_id), moments=MOMENTS)


def test_a_stopped_round_is_thrown_away_unread(any_story: Story) -> None:
    """Nothing that was handed in is ever opened; what was shown before stays, and it cannot be stopped twice."""
    story = any_story
    story.propose()
    with writing(db.session):
        stop(db.session, story.round, because="The questions come from the ministry this time.")
    story.tick(IN_REVIEW)
    assert (ballots(), story.has_key("propose")) == (0, False)
    assert story.titles() == {"Werkdruk"}
    assert story.round.state == "stopped"
    with pytest.raises(RoundOver), writing(db.session):
        stop(db.session, story.round, because="Again.")


def test_the_demonstration_gets_the_same_round_from_the_same_seed(story: Story) -> None:
    """With a chance of its own the ids, and so the order, are those of the seed."""
    story.propose()
    story.at(IN_REVIEW)
    run_rounds(db.session, now=IN_REVIEW, keys=story.keys, chance=random.Random(3))
    drawn = random.Random(3)
    expected = {new_id(drawn.randbytes) for _ in TITLES}
    assert {each.id for each in story.round.proposals if not each.block} == expected
