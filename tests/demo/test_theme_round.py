"""The demonstration has a choice of theme that people can join: proposals were supported, the vote is open."""

from __future__ import annotations

from sqlalchemy import func, select

from app.db import db
from app.demo.theme_round import read_proposals
from app.themes.models import ThemeRound
from app.themes.stages import open_poll
from app.themes.theme_ballots import ThemeBallot
from tests.demo.conftest import NOW, Built


def the_round(built: Built) -> ThemeRound:
    return db.session.get_one(ThemeRound, built.guide["themes"][0]["round"])


def test_the_vote_is_open_and_the_guide_says_where(built: Built) -> None:
    """For days to come, so that whoever tries the demonstration can vote."""
    found = the_round(built)
    assert found.state == built.guide["themes"][0]["state"] == "voting"
    assert open_poll(found.state, found.moments, now=NOW) == "vote"
    assert (found.vote_closes_at - NOW).days >= 3
    assert built.guide["themes"][0]["url"] == "/themes"
    assert len(built.guide["themes"][0]["choices"]) == 5


def test_everything_that_was_proposed_is_there_and_one_was_taken_out(built: Built) -> None:
    """Five are voted on; of what was taken out only the reason is left."""
    found = the_round(built)
    kept = [each for each in read_proposals("peo") if not each.taken_out]
    assert {each.title[""] for each in found.proposals if "" in each.title} == {each.title for each in kept}
    assert [each.hidden_because for each in found.proposals if not each.title] == [read_proposals("peo")[-1].taken_out]
    assert sum(each.shortlisted for each in found.proposals) == 5


def test_some_people_have_voted_already(built: Built) -> None:
    """Sealed, as everybody's."""
    voted = db.session.scalar(select(func.count()).select_from(ThemeBallot)) or 0
    assert 0 < voted < len(built.region.members)
