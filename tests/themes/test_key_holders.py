"""With key holders nobody opens support or votes alone; without its key a poll waits for a person and says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.cli import ScriptInfo
from sqlalchemy import func, select

from app.commands.theme_commands import theme
from app.db import db
from app.themes.theme_ballots import ThemeBallot, poll_id
from app.vault.period_keys import HoldersNeeded
from tests.holders.people import ThreeHolders, let_hold
from tests.themes.conftest import AFTERWARDS, IN_REVIEW, IN_SUPPORT, IN_VOTE, MOMENTS, TITLES, Story


def run(story: Story, *arguments: str) -> Result:
    return CliRunner().invoke(theme, arguments, obj=ScriptInfo(create_app=lambda: story.region.app))


@pytest.fixture
def three() -> ThreeHolders:
    return ThreeHolders()


@pytest.fixture
def entrusted(story: Story, three: ThreeHolders) -> Story:
    """Holders were chosen while people proposed; the support has closed."""
    let_hold(three.holders)
    story.to_support().support(story.everybody, *TITLES[:3])
    story.tick(IN_VOTE)
    return story


def test_proposals_need_no_holders(entrusted: Story) -> None:
    """Everybody is going to read them; the tick opened them by itself."""
    assert set(TITLES) < entrusted.titles()


def test_the_poll_waits_for_the_holders_and_says_so(entrusted: Story) -> None:
    """The tick opens nothing, however often; participants and staff read why, staff also what to do."""
    entrusted.tick(AFTERWARDS)
    assert (entrusted.round.state, entrusted.round.waiting_because) == ("supporting", "holders_needed")
    with pytest.raises(HoldersNeeded):
        entrusted.keys.private(poll_id(entrusted.round_id, "support"))
    assert "waits for the key holders" in entrusted.browser(entrusted.everybody[0]).get("/themes").text
    staff = entrusted.lead().get(f"/programme/{entrusted.programme_id}/themes").text
    assert f"peil theme close {entrusted.round_id} --share" in staff
    assert entrusted.titles(shortlisted=True) == set()


def two_shares(story: Story, three: ThreeHolders, poll: str, folder: Path) -> list[str]:
    """Of the works council and the host, in files, as options of the command."""
    name = f"theme-{story.round_id}-{poll}"
    paths = [folder / f"{poll}-{number}" for number in (0, 2)]
    for path, number in zip(paths, (0, 2), strict=True):
        path.write_text(three.share(story.keys, name, number))
    return [f"--share={path}" for path in paths]


def test_holders_who_come_late_take_no_days_from_the_vote(
    entrusted: Story, three: ThreeHolders, tmp_path: Path
) -> None:
    """Three weeks after the support ended the vote opens, for as long as people were told."""
    entrusted.at(IN_VOTE + timedelta(days=21))
    shares = two_shares(entrusted, three, "support", tmp_path)
    assert run(entrusted, "close", entrusted.round_id, *shares).exit_code == 0
    found = entrusted.round
    assert found.state == "voting"
    assert (found.vote_closes_at - found.support_closes_at).days == 10
    assert (found.support_closes_at - MOMENTS.support_closes).days == 21


def test_with_two_shares_it_goes_on(entrusted: Story, three: ThreeHolders, tmp_path: Path) -> None:
    """Counted together: ballots gone, key gone, the vote open; and the vote needs the holders again."""
    shares = two_shares(entrusted, three, "support", tmp_path)
    outcome = run(entrusted, "close", entrusted.round_id, *shares)
    assert outcome.exit_code == 0, outcome.output
    assert set(TITLES[:3]) <= entrusted.titles(shortlisted=True)
    assert not entrusted.has_key("support")
    assert entrusted.round.waiting_because is None
    entrusted.vote(entrusted.everybody, TITLES[0])
    entrusted.tick(AFTERWARDS)
    assert entrusted.round.state == "voting"
    shares = two_shares(entrusted, three, "vote", tmp_path)
    assert run(entrusted, "close", entrusted.round_id, *shares).exit_code == 0
    assert entrusted.round.state == "chosen"
    assert not entrusted.has_key("vote")


@pytest.mark.parametrize("kind", ["none", "one", "damaged"])
def test_without_enough_shares_nothing_is_opened(
    entrusted: Story, three: ThreeHolders, tmp_path: Path, kind: str
) -> None:
    """Exit status above 0, one line that says why, and the poll still waits."""
    shares = two_shares(entrusted, three, "support", tmp_path)
    (tmp_path / "other").write_text("not a share")
    given = {"none": [], "one": shares[:1], "damaged": [shares[0], f"--share={tmp_path / 'other'}"]}
    outcome = run(entrusted, "close", entrusted.round_id, *given[kind])
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.output
    assert entrusted.round.state == "supporting"
    assert db.session.scalar(select(func.count()).select_from(ThemeBallot)) == 24


def test_a_poll_that_is_open_or_over_is_not_closed_by_hand(story: Story) -> None:
    """Before its last moment people may still hand in; between polls there is nothing to count."""
    assert "can still propose until" in run(story, "close", story.round_id).output
    story.tick(IN_REVIEW)
    assert "Nothing waits to be counted" in run(story, "close", story.round_id).output
    assert "There is no theme round" in run(story, "close", "nothing").output


def test_a_poll_whose_key_is_lost_waits_for_a_person(any_story: Story) -> None:
    """Nothing is made up; the page says that it waits, and staff can stop the round and begin another."""
    story = any_story
    story.propose()
    story.keys.destroy(poll_id(story.round_id, "propose"))
    story.tick(IN_REVIEW)
    story.tick(IN_SUPPORT)
    assert (story.round.state, story.round.waiting_because) == ("proposing", "key_missing")
    assert "The counting waits" in story.browser(story.everybody[0]).get("/themes").text
    outcome = run(story, "close", story.round_id)
    assert outcome.exit_code == 1
    assert "key of this poll is missing" in outcome.output
    lead, address = story.lead(), f"/programme/{story.programme_id}/themes"
    assert "can never be opened" in lead.get(address).text
    assert lead.post(f"{address}/{story.round_id}/stop", data={"reason": "The key was lost."}).status_code == 303
    story.tick(IN_SUPPORT)
    assert story.round.state == "stopped"
    assert db.session.scalar(select(func.count()).select_from(ThemeBallot)) == 0
