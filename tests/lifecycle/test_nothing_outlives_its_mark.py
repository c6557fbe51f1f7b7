"""Once a release is read back, ballots and key go and a mark stays; before that, neither does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo
from sqlalchemy import Executable, delete, func, select, update

from app.answering.models import Ballot
from app.commands.period_commands import period as command
from app.config import Settings
from app.db import db, writing
from app.jobs import tick
from app.programme.concerns import Waiting
from app.programme.models import Period
from app.releases.models import Release, ReleaseLeaf, ReleaseRow
from app.releases.read import rows_of, tree_of_release
from app.releases.rules.noise import SecretNoise
from app.vault.counted_marks import counted_as
from tests.attacks.test_thief import files_in_postgres
from tests.databases import bytes_of
from tests.lifecycle.boxes import FilledBox
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT
GRACE = timedelta(days=3)


def answered(region: SmallRegion, *, moment: datetime = START, grace_days: int = 0) -> str:
    """Everybody answered; the period is over at `CLOSED`."""
    for people in region.people.values():
        for person in people:
            answers = {"professional_space": "sufficient", "work_enjoyment": 7}
            region.answer(person, answers, moment=moment, submission=f"at {moment}")
    period = region.wave(moment).period_id
    with writing(db.session):
        db.session.get_one(Period, period).grace_days = grace_days
    return period


def ballots(period: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.period_id == period)) or 0


def test_of_a_released_period_the_rows_and_the_mark_stay_and_nothing_else(any_region: SmallRegion) -> None:
    """On both databases: no ballot, no key or part of one, the rows as they were, their digest beside the keys."""
    period = answered(any_region, grace_days=3)
    any_region.tick(CLOSED)
    rows = rows_of(db.session, period)
    assert ballots(period)
    assert any_region.tick(CLOSED + GRACE).destroyed == (period,)
    assert ballots(period) == 0
    assert list(any_region.keys.folder.glob(f"{period}.key*")) == []
    assert rows_of(db.session, period) == rows
    assert counted_as(any_region.keys.folder, period) == db.session.get_one(Release, period).digest


def test_of_a_box_that_was_counted_no_row_is_left_in_the_files(any_filled: FilledBox, settings: Settings) -> None:
    """After the very tick that counted it, on both databases: of a period, of a poll and of a remarks box.

    PostgreSQL leaves deleted rows in the file of their table until it is rewritten.
    """
    sealed = list(db.session.scalars(select(any_filled.own.rows.sealed)))
    any_filled.tick(any_filled.over)
    assert any_filled.ballots() == 0
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.remove()
    files = files_in_postgres(url) if url.startswith("postgresql") else settings.instance.glob("peil.db*")
    contents = b"".join(bytes_of(path) for path in files)
    assert [each for each in sealed if each[40:72] in contents] == []


@pytest.mark.parametrize(
    "fault", ["a figure", "a bound", "a row less", "a salt", "a leaf less", "the digest", "the release"]
)
def test_a_release_that_is_not_as_published_keeps_ballots_and_key(region: SmallRegion, fault: str) -> None:
    """Whatever was altered since the commit: at the end of the grace nothing is destroyed, and it is said."""
    period = answered(region, grace_days=3)
    region.tick(CLOSED)
    shown = select(ReleaseRow.place).where(ReleaseRow.period_id == period, ~ReleaseRow.withheld).limit(1)
    row = (ReleaseRow.period_id == period, ReleaseRow.place == db.session.scalar(shown))
    altering: dict[str, list[Executable]] = {
        "a figure": [update(ReleaseRow).where(*row).values(value=0.123)],
        "a bound": [update(ReleaseRow).where(*row).values(bin_lower=0.123)],
        "a row less": [delete(ReleaseRow).where(*row)],
        "a salt": [update(ReleaseLeaf).where(ReleaseLeaf.level == "region").values(salt="0b" * 16)],
        "a leaf less": [delete(ReleaseLeaf).where(ReleaseLeaf.level == "region")],
        "the digest": [update(Release).values(digest="0" * 64)],
        "the release": [delete(ReleaseRow), delete(ReleaseLeaf)],
    }
    with writing(db.session):
        for statement in altering[fault]:
            db.session.execute(statement)
    before = ballots(period)
    done = region.tick(CLOSED + GRACE)
    assert done.destroyed == ()
    assert Waiting("release_damaged", period) in done.concerns
    assert ballots(period) == before > 0
    assert region.keys.exists(period)


def test_the_mark_is_there_before_the_key_goes(region: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk refuses while the key is destroyed: the mark already keeps an older database from being counted, and
    the next tick goes on where this one stopped.
    """
    period = answered(region)
    marks = []

    def refuse(*_: object) -> None:
        marks.append(counted_as(region.keys.folder, period))
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("app.vault.period_keys.destroy", refuse)
        assert region.tick(CLOSED).destroyed == ()
    assert marks
    assert all(marks)
    assert region.tick(CLOSED).destroyed == (period,)
    assert not region.keys.exists(period)


def test_a_period_that_is_given_up_has_no_release(region: SmallRegion) -> None:
    """Its ballots and its key go unread, and nothing of it is ever published."""
    period = answered(region)
    path = region.keys.folder / f"{period}.key"
    kept = path.read_bytes()
    path.write_text("not a key")
    assert region.tick(CLOSED).waiting == (period,)
    path.write_bytes(kept)
    info = ScriptInfo(create_app=lambda: region.app)
    assert CliRunner().invoke(command, ["give-up", period, "--yes"], obj=info).exit_code == 0
    db.session.rollback()
    assert ballots(period) == 0
    assert not region.keys.exists(period)
    assert region.tick(CLOSED + GRACE).released == ()
    assert db.session.get(Release, period) is None


def test_another_period_keeps_its_ballots_and_its_key(region: SmallRegion) -> None:
    """The next one has opened meanwhile and people answer it."""
    first = answered(region, grace_days=3)
    region.tick(CLOSED)
    second = region.wave(CLOSED).period_id
    region.answer(region.participant, {"work_enjoyment": 4}, moment=CLOSED, submission="next")
    assert region.tick(CLOSED + GRACE).destroyed == (first,)
    assert ballots(second)
    assert region.keys.exists(second)


def test_salts_never_repeat(region: SmallRegion) -> None:
    """Two releases of the same answers, with secret noise: every group has another salt in each."""
    salts = []
    for moment in (START, CLOSED):
        period, ends = answered(region, moment=moment), moment + 2 * FORTNIGHT
        tick(db.session, now=ends, keys=region.keys, make_noise=lambda _period: SecretNoise(), clock_is_right=True)
        salts += [each.salt for each in tree_of_release(db.session, period).values()]
    assert len(set(salts)) == len(salts) >= 16
