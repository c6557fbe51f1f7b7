"""Every step of the tick stands apart: one that fails is said and stops only itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import jobs
from app.answering.models import Ballot
from app.db import db, writing
from app.jobs import tick
from app.programme.concerns import Waiting
from app.programme.models import Period
from app.releases.models import Release
from app.vault.period_keys import PeriodKeys
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT


def answer_all(region: SmallRegion) -> str:
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient", "work_enjoyment": 7})
    return region.wave().period_id


def refuse(*_arguments: object, **_named: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_folder_of_keys_that_cannot_be_written_stops_only_its_own_step(
    region: SmallRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release is made; its key stays and the next period does not open, which is said until it can be written."""
    period = answer_all(region)
    following = db.session.scalars(select(Period.id).where(Period.number == 2)).one()
    for name in ("write_once", "destroy"):
        monkeypatch.setattr(f"app.vault.period_keys.{name}", refuse)
    monkeypatch.setattr("app.vault.counted_marks.write_once", refuse)
    for _ in range(2):
        done = region.tick(CLOSED)
        assert {Waiting("keys_folder", period), Waiting("keys_folder", following)} <= set(done.concerns)
        assert done.destroyed == ()
    assert db.session.scalar(select(func.count()).select_from(Release)) == 1
    assert region.keys.exists(period)
    monkeypatch.undo()
    done = region.tick(CLOSED)
    assert (done.destroyed, done.opened, done.concerns) == ((period,), (following,), ())
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 0


def test_a_folder_of_keys_that_is_gone_is_said_too(region: SmallRegion, tmp_path: Path) -> None:
    """A disk that was not mounted: nothing crashes, nothing is lost, and with the disk back it goes on."""
    period = answer_all(region)
    elsewhere = tmp_path / "a file where a folder should be"
    elsewhere.write_text("")
    done = tick(db.session, now=CLOSED, keys=PeriodKeys(elsewhere / "keys"), make_noise=None)
    assert done.released == ()
    assert {each.kind for each in done.concerns if each.subject == period} <= {"key_missing", "key_unreadable"}
    assert period in {each.subject for each in done.concerns}
    assert db.session.scalar(select(func.count()).select_from(Ballot))


@pytest.mark.parametrize("step", ["plan_ahead", "run_rounds", "remind", "estimate_releases", "mix_due", "key_concerns"])
def test_any_other_step_that_crashes_stops_nothing_else(
    region: SmallRegion, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Planning, themes, reminders, mixing, watching keys: each may fail; the release and the destruction go on."""
    period = answer_all(region)
    monkeypatch.setattr(jobs, step, refuse)
    done = tick(db.session, now=CLOSED, keys=region.keys)
    assert (done.released, done.destroyed) == ((period,), (period,))
    assert "step_failed" in {each.kind for each in done.concerns}


def test_keys_are_destroyed_before_anything_else_can_fail(region: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """The days of grace are over: the key goes although everything after that crashes."""
    period = answer_all(region)
    row = db.session.get_one(Period, period)
    with writing(db.session):
        row.grace_days = 3
    region.tick(CLOSED)
    for step in ("plan_ahead", "key_concerns", "mix_due", "due_to_close", "run_rounds", "remind", "estimate_releases"):
        monkeypatch.setattr(jobs, step, refuse)
    done = tick(db.session, now=CLOSED + timedelta(days=3), keys=region.keys)
    assert done.destroyed == (period,)
    assert not region.keys.exists(period)


def test_a_run_that_died_right_after_the_release_is_finished(
    region: SmallRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the commit and the mark: the next tick sets the mark, then destroys, and draws no noise again."""
    period = answer_all(region)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "secure_outcome", refuse)
        patch.setattr(jobs, "destroy_counted", refuse)
        assert region.tick(CLOSED).released == (period,)
    digest = db.session.scalar(select(Release.digest))
    done = region.tick(CLOSED)
    assert (done.released, done.destroyed, done.concerns) == ((), (period,), ())
    assert db.session.scalar(select(Release.digest)) == digest
    assert (region.keys.folder / f"{period}.counted").exists()
