"""Nothing is opened, published or destroyed with a key that does not belong to the period."""

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
from app.db import db, writing
from app.lifecycle.publish import release_period
from app.programme.concerns import Waiting, concerns
from app.programme.models import Period
from app.releases.models import Release, ReleaseRow
from app.vault.counted_marks import counted_as
from app.vault.key_files import write_once
from app.vault.period_keys import PeriodKeys
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT


def answer_all(region: SmallRegion) -> str:
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient", "work_enjoyment": 7})
    return region.wave().period_id


def number_of(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def file_of(keys: PeriodKeys, period: str) -> Path:
    return keys.folder / f"{period}.key"


def put_another_key(keys: PeriodKeys, period: str) -> Path:
    """A valid key file of something else lies where the period's should; where the right one went."""
    path, aside = file_of(keys, period), keys.folder / "aside"
    path.rename(aside)
    other = PrivateKey.generate()
    write_once(path, {"public_key": bytes(other.public_key).hex(), "private_key": bytes(other).hex()})
    return aside


def test_a_wrong_but_valid_key_destroys_nothing(any_region: SmallRegion) -> None:
    """The period waits, every ballot stays; with the right file put back it is published by hand as if nothing was."""
    period = answer_all(any_region)
    ballots = number_of(Ballot)
    aside = put_another_key(any_region.keys, period)
    done = any_region.tick(CLOSED)
    assert done.waiting == (period,)
    assert Waiting("key_does_not_fit", period) in done.concerns
    assert number_of(Ballot) == ballots
    assert number_of(Release) == 0
    assert file_of(any_region.keys, period).exists()
    aside.replace(file_of(any_region.keys, period))

    assert release_period(db.session, period, keys=any_region.keys, now=CLOSED, by_hand=True) == "released"
    assert any_region.tick(CLOSED).destroyed == (period,)
    assert number_of(Ballot) == 0


@pytest.mark.parametrize("halves", ["public", "private"])
def test_a_file_whose_halves_do_not_belong_together_is_refused(region: SmallRegion, halves: str) -> None:
    """A right public half beside another private one opens nothing either."""
    period = answer_all(region)
    path = file_of(region.keys, period)
    public, private = region.keys.public(period), region.keys.private(period)
    path.unlink()
    other = PrivateKey.generate()
    changed = bytes(other.public_key), bytes(other)
    write_once(
        path,
        {
            "public_key": (changed[0] if halves == "public" else public).hex(),
            "private_key": (changed[1] if halves == "private" else private).hex(),
        },
    )
    assert Waiting("key_does_not_fit", period) in region.tick(START + FORTNIGHT).concerns


@pytest.mark.parametrize("kind", ["key_does_not_fit", "key_missing", "key_unreadable"])
def test_it_is_said_while_people_still_answer_every_time_until_mended(region: SmallRegion, kind: str) -> None:
    """Not on the day of the count, when it is too late to look for the right one."""
    period = region.wave().period_id
    path, aside = file_of(region.keys, period), region.keys.folder / "right"
    shutil.copy(path, aside)
    if kind == "key_does_not_fit":
        put_another_key(region.keys, period)
    elif kind == "key_missing":
        path.unlink()
    else:
        path.write_text("not a key")
    for _ in range(2):
        assert region.tick(START).concerns == (Waiting(kind, period),)
        assert concerns(db.session) == [Waiting(kind, period)]
    aside.replace(path)
    assert region.tick(START).concerns == ()
    assert concerns(db.session) == []


def test_a_pile_in_which_one_in_a_hundred_does_not_open_waits(region: SmallRegion) -> None:
    """Damaged or altered: a person looks first, and may decide to publish what does open."""
    period = answer_all(region)
    ballots = number_of(Ballot)
    names = list(db.session.scalars(select(Ballot.name).limit(-(-ballots // 100))))
    with writing(db.session):
        db.session.execute(update(Ballot).where(Ballot.name.in_(names)).values(sealed=b"\0" * 816))
    done = region.tick(CLOSED)
    assert Waiting("ballots_unopened", period) in done.concerns
    assert f"{len(names)} of {ballots}" in (db.session.get_one(Period, period).waiting_because or "")
    assert number_of(Ballot) == ballots
    assert Waiting("ballots_unopened", period) in region.tick(CLOSED).concerns

    again = {"keys": region.keys, "now": CLOSED, "by_hand": True}
    assert release_period(db.session, period, **again) == "waiting"  # type: ignore[arg-type]  # One set of arguments.
    assert release_period(db.session, period, **again, leave_unopened=True) == "released"  # type: ignore[arg-type]  # As above.


def test_fewer_than_one_in_a_hundred_are_left_out(region: SmallRegion) -> None:
    """Whoever writes one false row into the database does not stop the release of all others."""
    answer_all(region)
    name = db.session.scalars(select(Ballot.name).limit(1)).one()
    with writing(db.session):
        db.session.execute(update(Ballot).where(Ballot.name == name).values(sealed=b"\0" * 816))
    assert number_of(Ballot) > 100
    assert region.tick(CLOSED).released


def test_a_release_that_cannot_be_read_back_destroys_nothing(region: SmallRegion) -> None:
    """Ballots and key stay for as long as the committed rows do not have their digest."""

    period = answer_all(region)
    row = db.session.get_one(Period, period)
    with writing(db.session):
        row.grace_days = 3
    region.tick(CLOSED)
    with writing(db.session):
        db.session.execute(update(ReleaseRow).where(ReleaseRow.place == 0).values(group_name="Altered"))
    later = CLOSED + 3 * (FORTNIGHT / 14)
    for _ in range(2):
        done = region.tick(later)
        assert done.destroyed == ()
        assert Waiting("release_damaged", period) in done.concerns
    assert region.keys.exists(period)
    assert number_of(Ballot)


def test_an_older_database_is_never_counted_again(region: SmallRegion, tmp_path: Path) -> None:
    """Restored within the days of grace, while the key still exists: no second draw of noise, people are not asked
    into the void, the tick says why, and giving it up ends that.
    """

    period = answer_all(region)
    row = db.session.get_one(Period, period)
    with writing(db.session):
        row.grace_days = 14
    db.session.remove()
    db.engine.dispose()
    file = Path(str(db.engine.url.database))
    shutil.copy(file, tmp_path / "backup.db")
    assert region.tick(CLOSED).released == (period,)
    assert counted_as(region.keys.folder, period) == db.session.scalar(select(Release.digest))
    db.session.remove()
    db.engine.dispose()
    for leftover in file.parent.glob("peil.db*"):
        leftover.unlink()
    shutil.copy(tmp_path / "backup.db", file)
    assert region.keys.exists(period)
    for moment in (START, CLOSED, CLOSED):
        assert Waiting("released_before", period) in region.tick(moment).concerns
    assert number_of(Release) == 0
    info = ScriptInfo(create_app=lambda: region.app)
    assert "--yes" in CliRunner().invoke(command, ["give-up", period], obj=info).output
    assert CliRunner().invoke(command, ["give-up", period, "--yes"], obj=info).exit_code == 0
    assert not region.keys.exists(period)
    assert region.tick(CLOSED).concerns == ()
