"""With a trustee nobody opens support or votes alone; without its key a poll waits for a person and says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from app.themes.commands import theme
from app.vault.trustee import TrusteeKeyNeeded
from click.testing import CliRunner, Result
from flask.cli import ScriptInfo
from sqlalchemy import func, select

from app.db import db
from app.period_commands import period
from app.themes.box import ThemeBallot, poll_id
from tests.themes.conftest import AFTERWARDS, IN_REVIEW, IN_SUPPORT, IN_VOTE, MOMENTS, TITLES, Story


def run(story: Story, *arguments: str) -> Result:
    return CliRunner().invoke(theme, arguments, obj=ScriptInfo(create_app=lambda: story.region.app))


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "works-council.key"


@pytest.fixture
def entrusted(story: Story, key_file: Path) -> Story:
    """A trustee was chosen while people proposed; the support has closed."""
    info = ScriptInfo(create_app=lambda: story.region.app)
    public = CliRunner().invoke(period, ["trustee-key", str(key_file)], obj=info).output.strip()
    assert CliRunner().invoke(period, ["key", "--trustee", public], obj=info).exit_code == 0
    story.to_support().support(story.everybody, *TITLES[:3])
    story.tick(IN_VOTE)
    return story


def test_proposals_need_no_trustee(entrusted: Story) -> None:
    """Everybody is going to read them; the tick opened them by itself."""
    assert set(TITLES) < entrusted.titles()


def test_the_poll_waits_for_the_trustee_and_says_so(entrusted: Story) -> None:
    """The tick opens nothing, however often; participants and staff read why, staff also what to do."""
    entrusted.tick(AFTERWARDS)
    assert (entrusted.round.state, entrusted.round.waiting_because) == ("supporting", "trustee_needed")
    with pytest.raises(TrusteeKeyNeeded):
        entrusted.keys.private(poll_id(entrusted.round_id, "support"))
    assert "waits for the trustee" in entrusted.browser(entrusted.everybody[0]).get("/themes").text
    staff = entrusted.lead().get(f"/programme/{entrusted.programme_id}/themes").text
    assert f"peil theme close {entrusted.round_id} --key-file" in staff
    assert entrusted.titles(shortlisted=True) == set()


def test_a_trustee_who_comes_late_takes_no_days_from_the_vote(entrusted: Story, key_file: Path) -> None:
    """Three weeks after the support ended the vote opens, for as long as people were told."""
    entrusted.at(IN_VOTE + timedelta(days=21))
    assert run(entrusted, "close", entrusted.round_id, "--key-file", str(key_file)).exit_code == 0
    found = entrusted.round
    assert found.state == "voting"
    assert (found.vote_closes_at - found.support_closes_at).days == 10
    assert (found.support_closes_at - MOMENTS.support_closes).days == 21


def test_with_the_trustees_file_it_goes_on(entrusted: Story, key_file: Path) -> None:
    """Counted together: ballots gone, key gone, the vote open; and the vote needs the trustee again."""
    outcome = run(entrusted, "close", entrusted.round_id, "--key-file", str(key_file))
    assert outcome.exit_code == 0, outcome.output
    assert set(TITLES[:3]) <= entrusted.titles(shortlisted=True)
    assert not entrusted.has_key("support")
    assert entrusted.round.waiting_because is None
    entrusted.vote(entrusted.everybody, TITLES[0])
    entrusted.tick(AFTERWARDS)
    assert entrusted.round.state == "voting"
    assert run(entrusted, "close", entrusted.round_id, "--key-file", str(key_file)).exit_code == 0
    assert entrusted.round.state == "chosen"
    assert not entrusted.has_key("vote")


@pytest.mark.parametrize("kind", ["none", "wrong", "damaged"])
def test_without_the_right_file_nothing_is_opened(entrusted: Story, tmp_path: Path, kind: str) -> None:
    """Exit status above 0, one line that says why, and the poll still waits."""
    other = tmp_path / "other.key"
    if kind == "wrong":
        info = ScriptInfo(create_app=lambda: entrusted.region.app)
        CliRunner().invoke(period, ["trustee-key", str(other)], obj=info)
    if kind == "damaged":
        other.write_text("not a key")
    outcome = run(entrusted, "close", entrusted.round_id, *(["--key-file", str(other)] if kind != "none" else []))
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
