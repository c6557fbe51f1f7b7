"""With a trustee nobody closes a period alone: not the operator without the file, nor the file without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from app.vault.trustee import TrusteeKeyNeeded
from click.testing import CliRunner, Result
from flask.cli import ScriptInfo
from sqlalchemy import func, select

from app.answering.models import Ballot
from app.db import db
from app.jobs import _open
from app.period_commands import period
from app.programme.models import Period
from app.programme.service import DuePeriod
from app.releases.models import Release
from tests.conftest import SetClock
from tests.region import FORTNIGHT, START, SmallRegion

SECOND = START + 2 * FORTNIGHT
CLOSED = START + 4 * FORTNIGHT


def run(region: SmallRegion, *arguments: str) -> Result:
    return CliRunner().invoke(period, arguments, obj=ScriptInfo(create_app=lambda: region.app))


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "works-council.key"


@pytest.fixture
def entrusted(region: SmallRegion, key_file: Path, set_clock: SetClock) -> str:
    """The second period was opened with a trustee, answered by everybody, and has closed; its id."""
    public = run(region, "trustee-key", str(key_file)).output.strip()
    assert run(region, "key", "--trustee", public).exit_code == 0
    region.tick(SECOND)
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient"}, moment=SECOND)
    set_clock(CLOSED)
    return region.wave(SECOND).period_id


def test_the_tick_waits_for_the_trustee(region: SmallRegion, entrusted: str) -> None:
    """Nothing is opened, nothing is published, and the reason says what to do; other periods go on."""
    done = region.tick(CLOSED)
    assert entrusted in done.waiting
    assert "--key-file" in (db.session.get_one(Period, entrusted).waiting_because or "")
    with pytest.raises(TrusteeKeyNeeded):
        region.keys.private(entrusted)
    assert db.session.scalar(select(func.count()).where(Release.period_id == entrusted)) == 0


def test_with_the_trustees_file_the_period_is_released(region: SmallRegion, entrusted: str, key_file: Path) -> None:
    """Closing together: published, ballots gone, and the next tick destroys the key."""
    region.tick(CLOSED)
    outcome = run(region, "close", entrusted, "--key-file", str(key_file))
    assert outcome.exit_code == 0, outcome.output
    assert db.session.scalar(select(func.count()).where(Release.period_id == entrusted)) == 1
    assert db.session.scalar(select(func.count()).where(Ballot.period_id == entrusted)) == 0
    region.tick(CLOSED)
    assert not region.keys.exists(entrusted)


def test_a_period_from_before_the_trustee_keeps_its_own_key(region: SmallRegion, entrusted: str) -> None:
    """What was promised at its opening stays: the first period had no trustee and was released."""
    first = db.session.scalar(select(Period.id).where(Period.number == 1))
    assert db.session.scalar(select(func.count()).where(Release.period_id == first)) == 1


def test_a_key_from_a_cut_short_opening_does_not_pass_the_trustee_by(region: SmallRegion, key_file: Path) -> None:
    """The period opens with a key sealed to who was chosen meanwhile; without a change the file is taken over."""
    following = db.session.scalars(select(Period.id).where(Period.number == 2)).one()
    orphan = region.keys.make(following)
    public = bytes.fromhex(run(region, "trustee-key", str(key_file)).output.strip())
    assert run(region, "key", "--trustee", public.hex()).exit_code == 0
    region.tick(SECOND)
    assert region.keys.trustee_of(following) == public
    opened = db.session.get_one(Period, following, populate_existing=True)
    assert opened.public_key == region.keys.public(following) != orphan
    third = db.session.scalars(select(Period.id).where(Period.number == 3)).one()
    taken_over = region.keys.make(third, trustee_public_key=public)
    region.tick(START + 4 * FORTNIGHT)
    assert db.session.get_one(Period, third, populate_existing=True).public_key == taken_over


def test_the_key_of_an_open_period_is_never_made_anew(region: SmallRegion, key_file: Path) -> None:
    """A late ticker that still thinks the period is planned leaves the key alone: ballots are sealed to it."""
    first = region.wave().period
    late, public = DuePeriod(first.id, first.programme_id), region.keys.public(first.id)
    run(region, "key", "--trustee", run(region, "trustee-key", str(key_file)).output.strip())
    assert not _open(db.session, late, keys=region.keys)
    assert region.keys.public(first.id) == public


@pytest.mark.parametrize("kind", ["none", "wrong", "damaged"])
def test_without_the_right_file_nothing_is_opened(
    region: SmallRegion, entrusted: str, tmp_path: Path, kind: str
) -> None:
    """Exit status above 0, one line that says why, and the period still waits."""
    region.tick(CLOSED)
    other = tmp_path / "other.key"
    if kind == "wrong":
        run(region, "trustee-key", str(other))
    if kind == "damaged":
        other.write_text("not a key")
    outcome = run(region, "close", entrusted, *(["--key-file", str(other)] if kind != "none" else []))
    assert outcome.exit_code != 0
    assert "Traceback" not in outcome.output
    assert db.session.get_one(Period, entrusted, populate_existing=True).state == "waiting"


@pytest.mark.parametrize("public", ["", "abc", "zz" * 32, "ab" * 31])
def test_a_public_key_that_is_none_is_named(region: SmallRegion, public: str) -> None:
    """64 hexadecimal digits; anything else is refused and changes nothing."""
    assert run(region, "key", "--trustee", public).exit_code != 0


def test_an_open_or_released_period_cannot_be_closed_by_hand(region: SmallRegion, set_clock: SetClock) -> None:
    """Before its last moment people may still answer; after its release it never changes."""
    first = region.wave().period_id
    assert "can be answered until" in run(region, "close", first).output
    region.tick(SECOND)
    set_clock(SECOND)
    assert "never changes" in run(region, "close", first).output
    assert "no period" in run(region, "close", "nothing").output
