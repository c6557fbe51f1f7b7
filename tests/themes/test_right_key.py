"""Polls go by the same rules as periods: no wrong key, no false count, nothing destroyed before it is counted."""

from __future__ import annotations

from nacl.public import PrivateKey
from sqlalchemy import func, select, update

from app.db import db, writing
from app.jobs import tick
from app.programme.concerns import Waiting
from app.themes.counting import close_poll
from app.themes.theme_ballots import ThemeBallot, poll_id
from app.vault.counted_marks import counted_as
from app.vault.key_files import write_once
from tests.themes.conftest import IN_REVIEW, TITLES, Story


def ballots() -> int:
    return db.session.scalar(select(func.count()).select_from(ThemeBallot)) or 0


def concerns(story: Story) -> set[Waiting]:
    done = tick(db.session, now=story.now, keys=story.keys, make_noise=None, clock_is_right=True)
    return {each for each in done.concerns if each.subject == story.round_id}


def test_a_wrong_but_valid_key_destroys_no_vote(any_story: Story) -> None:
    """Said while people still hand in; the poll waits, and with the right file it is counted as if nothing was."""
    story = any_story
    story.propose()
    handed_in = ballots()
    path = story.keys.folder / f"{poll_id(story.round_id, 'propose')}.key"
    right, other = path.read_text(), PrivateKey.generate()
    path.unlink()
    write_once(path, {"public_key": bytes(other.public_key).hex(), "private_key": bytes(other).hex()})
    assert concerns(story) == {Waiting("key_does_not_fit", story.round_id)}
    story.tick(IN_REVIEW)
    assert (story.round.state, story.round.waiting_because) == ("proposing", "key_does_not_fit")
    assert ballots() == handed_in
    assert concerns(story) == {Waiting("key_does_not_fit", story.round_id)}
    assert "belongs to something else" in story.lead().get(f"/programme/{story.programme_id}/themes").text
    path.write_text(right)
    story.tick(IN_REVIEW)
    assert set(TITLES) <= story.titles()
    assert ballots() == 0
    assert not story.has_key("propose")
    assert concerns(story) == set()


def test_a_poll_in_which_one_in_a_hundred_does_not_open_waits(story: Story) -> None:
    """A person decides to count what does open."""
    story.propose()
    name = db.session.scalars(select(ThemeBallot.name).limit(1)).one()
    with writing(db.session):
        db.session.execute(update(ThemeBallot).where(ThemeBallot.name == name).values(sealed=b"\0" * 2096))
    story.tick(IN_REVIEW)
    assert (story.round.state, story.round.waiting_because) == ("proposing", "ballots_unopened")
    assert ballots() == len(TITLES)
    assert close_poll(db.session, story.round_id, now=IN_REVIEW, keys=story.keys, leave_unopened=True)
    assert len(story.titles() & set(TITLES)) == len(TITLES) - 1


def test_a_counted_poll_leaves_a_mark_and_is_not_counted_again(story: Story) -> None:
    """An older database with a key that somebody kept: it waits instead of drawing lots once more."""
    story.propose()
    name = poll_id(story.round_id, "propose")
    path = story.keys.folder / f"{name}.key"
    kept = path.read_text()
    with db.engine.connect() as connection:
        sealed = connection.execute(select(ThemeBallot.__table__)).all()
        public_key = story.round.public_key
    story.tick(IN_REVIEW)
    assert counted_as(story.keys.folder, name) is not None
    path.write_text(kept)
    with writing(db.session):
        story.round.state, story.round.public_key = "proposing", public_key
        db.session.add_all(ThemeBallot(name=row.name, round_id=row.round_id, sealed=row.sealed) for row in sealed)
    story.tick(IN_REVIEW)
    assert (story.round.state, story.round.waiting_because) == ("proposing", "released_before")
