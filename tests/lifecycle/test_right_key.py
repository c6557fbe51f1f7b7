"""Nothing is opened, counted or destroyed with a key that does not belong to the period or poll."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo
from nacl.public import PrivateKey
from sqlalchemy import func, select, update

from app.answering.models import Ballot
from app.commands.period_commands import period as command
from app.config import Settings
from app.db import db, writing
from app.lifecycle.ballot_reader import BallotReader
from app.programme.concerns import Waiting
from app.programme.models import Period, Programme
from app.releases.models import Release, ReleaseRow
from app.themes.rounds import begin_round
from app.themes.theme_ballots import poll_id
from app.vault.counted_marks import counted_as
from app.vault.key_files import write_once
from tests.conftest import make_settings
from tests.databases import copy_database
from tests.holders.people import ThreeHolders, let_hold
from tests.lifecycle.boxes import MOMENTS, BoxOfPeriod, FilledBox
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT
SOON = START + FORTNIGHT / 2


def put_another_key(box: FilledBox) -> Path:
    """A valid key file of something else lies where the right one should; where the right one went."""
    aside = box.keys.folder / "aside"
    box.key_file.rename(aside)
    other = PrivateKey.generate()
    write_once(box.key_file, {"public_key": bytes(other.public_key).hex(), "private_key": bytes(other).hex()})
    return aside


def test_a_wrong_but_valid_key_destroys_nothing(any_filled: FilledBox) -> None:
    """It waits, every ballot stays; with the right file put back it is counted as if nothing was."""
    box = any_filled
    ballots, aside = box.ballots(), put_another_key(box)
    for _ in range(2):
        assert box.concerns(box.over) == {"key_does_not_fit"}
        assert box.ballots() == ballots
        assert box.own.outcomes() == []
        assert box.key_file.exists()
    aside.replace(box.key_file)
    assert box.close() == "counted"
    assert box.concerns(box.over) == set()
    assert box.own.outcomes()
    assert box.ballots() == 0
    assert not box.key_file.exists()


@pytest.mark.parametrize("half", ["public", "private"])
def test_a_file_whose_halves_do_not_belong_together_is_refused(filled: FilledBox, half: str) -> None:
    """A right public half beside another private one opens nothing either."""
    public, private = filled.keys.public(filled.key_id), filled.keys.private(filled.key_id)
    filled.key_file.unlink()
    other = PrivateKey.generate()
    changed = bytes(other.public_key), bytes(other)
    write_once(
        filled.key_file,
        {
            "public_key": (changed[0] if half == "public" else public).hex(),
            "private_key": (changed[1] if half == "private" else private).hex(),
        },
    )
    assert filled.concerns(SOON) == {"key_does_not_fit"}


@pytest.mark.parametrize("kind", ["key_does_not_fit", "key_missing", "key_unreadable"])
def test_it_is_said_while_people_still_take_part_every_time_until_mended(filled: FilledBox, kind: str) -> None:
    """Not on the day of the count, when it is too late to look for the right one."""
    aside = filled.keys.folder / "right"
    shutil.copy(filled.key_file, aside)
    if kind == "key_does_not_fit":
        put_another_key(filled)
    elif kind == "key_missing":
        filled.key_file.unlink()
    else:
        filled.key_file.write_text("not a key")
    for _ in range(2):
        assert filled.tick(START).concerns == (Waiting(kind, filled.subject),)
    assert filled.own.takes_ballots(), "what is handed in meanwhile is not lost"
    aside.replace(filled.key_file)
    assert filled.tick(START).concerns == ()


@pytest.mark.parametrize("kind", ["key_missing", "key_unreadable"])
def test_without_its_key_it_waits_and_nothing_goes(filled: FilledBox, kind: str) -> None:
    """Nothing is made up, also when a person tries; giving it up is what a person does then."""
    ballots = filled.ballots()
    if kind == "key_missing":
        filled.key_file.unlink()
    else:
        filled.key_file.write_text("not a key")
    assert filled.concerns(filled.over) == {kind}
    assert filled.close() == "waiting"
    assert (filled.ballots(), filled.own.outcomes()) == (ballots, [])
    filled.own.abandon()
    assert (filled.ballots(), filled.own.outcomes()) == (0, [])
    assert not filled.key_file.exists()
    assert filled.concerns(filled.over) == set()


def test_a_pile_in_which_one_in_a_hundred_does_not_open_waits(filled: FilledBox) -> None:
    """Damaged or altered: a person looks first, and may decide to count what does open."""
    ballots = filled.ballots()
    filled.spoil(-(-ballots // 100))
    for _ in range(2):
        assert filled.concerns(filled.over) == {"ballots_unopened"}
        assert filled.ballots() == ballots
    assert filled.close() == "waiting"
    assert filled.own.outcomes() == []
    assert filled.close(leave_unopened=True) == "counted"
    assert filled.own.outcomes()


def test_of_a_period_it_is_said_how_many_do_not_open(region: SmallRegion) -> None:
    """The operator who looks for the cause knows where to begin."""
    box = FilledBox(BoxOfPeriod(region))
    ballots = box.ballots()
    box.spoil(9)
    box.tick(box.over)
    assert f"9 of {ballots}" in (box.own.waits_because() or "")


def test_fewer_than_one_in_a_hundred_are_left_out(filled: FilledBox) -> None:
    """Whoever writes one false row into the database does not stop the count of all others."""
    assert filled.ballots() > 100
    filled.spoil(1)
    assert filled.concerns(filled.over) == set()
    assert filled.own.outcomes()


def test_a_release_that_cannot_be_read_back_destroys_nothing(region: SmallRegion) -> None:
    """Ballots and key stay for as long as the committed rows do not have their digest. (A poll has no digest.)"""
    box = FilledBox(BoxOfPeriod(region))
    with writing(db.session):
        db.session.get_one(Period, box.subject).grace_days = 3
    box.tick(CLOSED)
    with writing(db.session):
        db.session.execute(update(ReleaseRow).where(ReleaseRow.place == 0).values(group_name="Altered"))
    for _ in range(2):
        done = box.tick(CLOSED + 3 * (FORTNIGHT / 14))
        assert done.destroyed == ()
        assert Waiting("release_damaged", box.subject) in done.concerns
    assert box.key_file.exists()
    assert box.ballots()


def restore(live: Settings, older: Settings) -> None:
    """Put an older database in the place of the newer."""
    db.session.remove()
    db.engine.dispose()
    for leftover in live.instance.glob("peil.db*"):
        leftover.unlink()
    copy_database(older, live)


def backed_up(box: FilledBox, live: Settings, folder: Path) -> Settings:
    """A copy of the database; a copy of the key lies beside it, as somebody may have kept one."""
    db.session.remove()
    db.engine.dispose()
    older = make_settings(folder / "older")
    copy_database(live, older)
    shutil.copy(box.key_file, folder / "key")
    return older


@pytest.mark.parametrize("end", ["counted", "given up"])
def test_an_older_database_is_never_counted_again(
    *, filled: FilledBox, settings: Settings, tmp_path: Path, end: str
) -> None:
    """Not even beside a copy of the key that somebody kept: no second draw of noise or lots, nobody takes part in
    vain, the tick says why, and giving it up ends that.
    """
    filled.own.keep_key_for_days()
    older = backed_up(filled, settings, tmp_path)
    if end == "counted":
        filled.tick(filled.over)
        assert filled.own.outcomes()
    else:
        filled.own.abandon()
    assert counted_as(filled.keys.folder, filled.key_id) is not None
    restore(settings, older)
    shutil.copy(tmp_path / "key", filled.key_file)
    assert filled.concerns(START) == {"released_before"}
    assert not filled.own.takes_ballots()
    for _ in range(2):
        assert filled.concerns(filled.over) == {"released_before"}
    assert filled.close() == "waiting"
    assert filled.own.outcomes() == []
    filled.own.abandon()
    assert not filled.key_file.exists()
    assert filled.ballots() == 0
    assert filled.concerns(filled.over) == set()


def test_giving_up_a_restored_period_is_asked_twice(region: SmallRegion, settings: Settings, tmp_path: Path) -> None:
    """On the command line: once with the reason, and then with --yes."""
    box = FilledBox(BoxOfPeriod(region))
    box.own.keep_key_for_days()
    older = backed_up(box, settings, tmp_path)
    box.tick(CLOSED)
    assert counted_as(box.keys.folder, box.subject) == db.session.scalar(select(Release.digest))
    restore(settings, older)
    box.tick(START)
    info = ScriptInfo(create_app=lambda: region.app)
    assert "--yes" in CliRunner().invoke(command, ["give-up", box.subject], obj=info).output
    assert CliRunner().invoke(command, ["give-up", box.subject, "--yes"], obj=info).exit_code == 0
    assert not box.key_file.exists()
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 0


def test_holders_are_waited_for_and_too_few_open_nothing(filled: FilledBox) -> None:
    """Whoever holds the key of a box: one share waits, two count it, and nothing of them stays."""
    three = ThreeHolders()
    ballots = filled.ballots()
    key = filled.keys.private(filled.key_id)
    filled.key_file.unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.vault.period_keys.PrivateKey.generate", lambda: PrivateKey(key))
        filled.keys.make(filled.key_id, holders=three.holders)
    assert filled.concerns(SOON) == set()
    assert filled.concerns(filled.over) == {"holders_needed"}
    shares = {number: three.share(filled.keys, filled.key_id, number) for number in range(2)}
    assert filled.close(brought={0: shares[0]}) == "waiting"
    assert (filled.ballots(), filled.own.outcomes()) == (ballots, [])
    assert filled.close(brought=shares) == "counted"
    filled.tick(filled.over)
    assert filled.ballots() == 0
    assert [path.name for path in filled.keys.folder.glob(f"{filled.key_id}.*")] == [f"{filled.key_id}.counted"]


@pytest.mark.parametrize("kind", ["period", "poll"])
@pytest.mark.parametrize("found", ["as promised", "of others", "damaged"])
def test_a_key_of_an_opening_that_was_cut_short_is_taken_over_only_as_promised(
    region: SmallRegion, kind: str, found: str
) -> None:
    """What opens finds a key there: with the holders it is to have it is used, otherwise it is made anew."""
    if kind == "period":
        name = str(db.session.scalars(select(Period.id).where(Period.number == 2)).one())
        promised, moment = ThreeHolders().holders, CLOSED
        let_hold(promised)
    else:
        with writing(db.session):
            made = begin_round(db.session, db.session.scalars(select(Programme)).one(), moments=MOMENTS)
        name, promised, moment = poll_id(made.id, "propose"), None, START
    public = region.keys.make(name, holders=ThreeHolders().holders if found == "of others" else promised)
    if found == "damaged":
        (region.keys.folder / f"{name}.key").write_text("not a key")
    region.tick(moment)
    assert region.keys.holders_of(name) == promised
    assert (region.keys.public(name) == public) == (found == "as promised")
    assert Waiting("key_does_not_fit", name) not in region.tick(moment).concerns


def test_a_reader_prints_nothing_of_its_key() -> None:
    """It lives for one count and must not reach a log."""
    assert repr(BallotReader(bytes(range(32)))) == "BallotReader(hidden)"
