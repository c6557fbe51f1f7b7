"""What waits for a person is said by the tick's exit status, on the pages of staff and by /healthz, until mended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select

from app import create_app
from app.config import Settings, read_settings
from app.db import db, writing
from app.lifecycle.ballot_box import KEY_FAULTS
from app.lifecycle.period_box import CANNOT_COUNT
from app.programme.concerns import COMMANDS, WORDS, Waiting, command_for, concerns_of_region, note_concerns
from app.programme.last_tick import TickRecord, clock_verdict
from app.programme.models import Period, Programme
from tests.at_once import MOST_SECONDS
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT


@pytest.fixture
def waiting(region: SmallRegion) -> str:
    """A period whose key was lost; it is over."""
    period = region.wave().period_id
    region.keys.destroy(period)
    region.tick(CLOSED)
    db.session.remove()
    return period


def peil(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    (settings.keys / "secret").write_bytes(b"s" * 32)
    return subprocess.run(
        [sys.executable, "-m", "app.commands", *arguments],
        env={
            **os.environ,
            "PEIL_DATABASE_URL": settings.database_url,
            "PEIL_INSTANCE": str(settings.instance),
            "PEIL_KEYS": str(settings.keys),
        },
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )


def test_the_tick_says_it_every_time_until_mended(waiting: str, settings: Settings) -> None:
    """Status 1 and a line with the period, why, and what to type; after that was done, status 0 and silence."""
    moment = (CLOSED + timedelta(minutes=1)).isoformat()
    for _ in range(2):
        done = peil(settings, "tick", "--at", moment)
        assert done.returncode == 1
        assert f"peil period give-up {waiting}" in done.stderr
        assert "Traceback" not in done.stderr
    assert peil(settings, "period", "give-up", waiting, "--yes").returncode == 0
    done = peil(settings, "tick", "--at", moment)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_clock_that_is_wrong_is_one_line_and_status_2(region: SmallRegion, settings: Settings) -> None:
    """`peil tick --at` far ahead does nothing and names the option that would; with it, it is done."""
    db.session.remove()
    far = (START + 4 * FORTNIGHT).isoformat()
    done = peil(settings, "tick", "--at", far)
    assert done.returncode == 2
    assert "--yes-the-clock-is-right" in done.stderr
    assert "Traceback" not in done.stderr
    assert "released" not in done.stdout
    assert peil(settings, "tick", "--at", far, "--yes-the-clock-is-right").stdout.count("\nreleased ") == 2


@pytest.mark.parametrize(("language", "words"), [("nl", "Dit wacht op een mens."), ("en", "This waits for a person.")])
def test_it_stands_on_the_pages_of_the_programme(waiting: str, lead: FlaskClient, language: str, words: str) -> None:
    """In the reader's language, with the period and how to mend it."""
    programme = db.session.scalars(select(Programme.id)).one()
    for address in ("/programme", f"/programme/{programme}"):
        page = lead.get(address, headers={"Accept-Language": language}).text
        assert words in page
        assert waiting in page
        assert 'data-waits="key_missing"' in page


def test_nothing_waits_nothing_is_said(region: SmallRegion, lead: FlaskClient) -> None:
    assert "data-waits" not in lead.get("/programme").text


def test_a_region_reads_about_itself_and_about_the_server(region: SmallRegion) -> None:
    """Not about the periods of another region."""
    period = region.wave().period_id
    with writing(db.session):
        note_concerns(db.session, [Waiting("key_missing", period), Waiting("clock_back", "clock")])
    assert [each.kind for each in concerns_of_region(db.session, region.region_id)] == ["clock_back", "key_missing"]
    assert [each.kind for each in concerns_of_region(db.session, "elsewhere")] == ["clock_back"]


def test_every_reason_has_words(region: SmallRegion) -> None:
    """Whatever a period or poll can wait for is said in words, and every command that is named belongs to one."""
    assert {*KEY_FAULTS.values(), *CANNOT_COUNT.values(), "audit_failed", "ballots_unopened", "released_before"} <= set(
        WORDS
    )
    assert set(COMMANDS) <= set(WORDS)


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("key_missing", ""),
        ("released_before", ""),
        ("holders_needed", "peil theme close 7k4m9qx2ta --share FILE"),
        ("ballots_unopened", "peil theme close 7k4m9qx2ta --leave-unopened"),
    ],
)
def test_a_theme_round_is_mended_where_that_can_be_done(kind: str, command: str, region: SmallRegion) -> None:
    """No command about periods, which knows no theme rounds: staff stop a round on their page, or its own command."""
    waits = Waiting(kind, "7k4m9qx2ta")
    assert command_for(waits) == command
    with force_locale("en"):
        mend = waits.mend
    assert "period" not in mend
    assert command or "Choosing themes" in mend
    assert "peil period" in command_for(Waiting(kind, f"{region.wave().period_id}"))


def test_a_reason_from_before_there_were_kinds_is_still_said(waiting: str, region: SmallRegion) -> None:
    """Peil was upgraded while a period waited."""
    with writing(db.session):
        db.session.get_one(Period, waiting).waiting_because = "The private key of this period is missing."
    assert Waiting("cannot_count", waiting) in region.tick(CLOSED).concerns


def test_a_demonstration_that_stood_still_goes_on(tmp_path: Path) -> None:
    """`make demo` months later: `peil demo start` lets time pass first, because there is nothing to lose in it."""
    instance = tmp_path / "instance"
    environment = {**os.environ, "PEIL_INSTANCE": str(instance)}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "app.commands", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    run("demo", "build", "--teams", "1", "--waves", "0")
    long_ago = datetime(2020, 1, 1, tzinfo=UTC).isoformat()
    app = create_app(read_settings(environment), testing=True)
    with app.app_context():
        with writing(db.session):
            db.session.scalars(select(TickRecord)).one().ticked_at = datetime.fromisoformat(long_ago)
        assert clock_verdict(db.session, datetime.now(UTC)) == "ahead"
        db.session.remove()
        run("demo", "start")
        assert clock_verdict(db.session, datetime.now(UTC)) == "right"
        assert json.loads((instance / "demo.json").read_text())["base_url"]
        db.session.remove()
        db.engine.dispose()
