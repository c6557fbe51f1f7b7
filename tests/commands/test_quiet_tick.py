"""A tick with nothing due does not even load the program, and never misses what became due."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app.commands import installation
from app.config import Settings
from app.db import db
from app.quiet import AT_MOST, FILE, is_quiet, keep_quiet, settled_state, state_of
from tests.commands.conftest import Peil
from tests.conftest import BOTH, SetClock, fresh_postgres, make_application
from tests.databases import ON_POSTGRESQL
from tests.region import START, build_small_region

SECOND_OPENS = datetime(2026, 3, 29, 22, tzinfo=UTC)
NOW = START + timedelta(hours=30)
Change = Callable[[Settings], object]
ON_BOTH = pytest.mark.parametrize("quiet", BOTH[ON_POSTGRESQL:], indirect=True)
POSTGRES = BOTH[1:]


def no_application() -> None:
    raise AssertionError("the program was loaded")


@pytest.fixture
def quiet(
    *,
    request: pytest.FixtureRequest,
    installed: Settings,
    peil: Peil,
    set_clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Settings:
    """An installation in which a tick found nothing to do, an hour after everything that was due.

    On both databases where the test is parametrized with `ON_BOTH`.
    """
    if getattr(request, "param", "") == "postgres" and not ON_POSTGRESQL:
        url = fresh_postgres(request.getfixturevalue("migrated_postgres"), "quiet")
        installed = replace(installed, database_url=url)
        made = make_application(installed)
        with made.app_context():
            build_small_region(made)
            db.session.execute(text("SELECT pg_stat_force_next_flush()"))
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        monkeypatch.setenv("PEIL_DATABASE_URL", url)
    for later in ("draw_frames", "draw_board_frames", "estimate_releases"):
        monkeypatch.setattr(f"app.jobs.{later}", lambda *_, **__: 0)
    monkeypatch.setattr("app.lifecycle.mixing.secret_chance", lambda: 1.0)
    monkeypatch.setattr("app.jobs.mix_due", lambda *_, **__: False)
    set_clock(NOW)
    for _ in range(2):
        assert peil("tick").status == 0
    return installed


@ON_BOTH
def test_a_second_tick_loads_nothing(quiet: Settings, peil: Peil, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends with 0 and says nothing, like any tick with nothing to do."""
    monkeypatch.setattr(installation, "make_app", no_application)
    done = peil("tick")
    assert (done.status, done.told, done.complained) == (0, "", "")


@pytest.mark.parametrize("quiet", POSTGRES, indirect=True)
def test_what_others_write_on_the_server_leaves_a_tick_quiet(
    quiet: Settings, peil: Peil, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server by itself, another ticker that noted that it looked, and another database: many may share a server."""
    run(quiet, "CHECKPOINT", "VACUUM ANALYZE", "SELECT pg_switch_wal()", "CREATE TEMPORARY TABLE mine AS SELECT 1")
    run(quiet, "UPDATE tick_record SET ticked_at = ticked_at")
    head, _, query = quiet.database_url.partition("?")
    run(
        replace(quiet, database_url=f"{head.rsplit('/', 1)[0]}/postgres?{query}"),
        "CREATE TABLE theirs AS SELECT 1",
        "DROP TABLE theirs",
    )
    monkeypatch.setattr(installation, "make_app", no_application)
    assert peil("tick").status == 0


@pytest.mark.parametrize("quiet", POSTGRES, indirect=True)
def test_whatever_is_written_there_makes_another_state(quiet: Settings) -> None:
    """By whomever, and where the server does not count any more every look finds another one."""
    name = quiet.database_url.partition("?")[0].rsplit("/", 1)[1]
    states = [state_of(quiet)]
    assert state_of(quiet) == states[0]
    for change in (
        "UPDATE programme SET paused = true",
        "DELETE FROM wave",
        "TRUNCATE ballot",
        "INSERT INTO concern VALUES ('key_missing', 'somewhere')",
        "DROP TABLE drawing",
        f"ALTER DATABASE {name} SET track_counts = off",
        "SELECT 1",
    ):
        run(quiet, change)
        states.append(state_of(quiet))
    assert len(set(states)) == len(states)


def run(settings: Settings, *statements: str) -> None:
    """Run each by itself; PostgreSQL counts them before this ends."""
    engine = create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
    counts = ("SELECT pg_stat_force_next_flush()",) if engine.dialect.name == "postgresql" else ()
    with engine.connect() as connection:
        for statement in (*statements, *counts):
            connection.execute(text(statement))
    engine.dispose()


def write(settings: Settings) -> None:
    run(settings, "UPDATE programme SET paused = true")


def lose_key(settings: Settings) -> None:
    next(settings.keys.glob("*-p1.key")).unlink()


def other_key(settings: Settings) -> None:
    next(settings.keys.glob("*-p1.key")).write_text("{}")


def share_brought(settings: Settings) -> None:
    (settings.keys / "p.key~share-1").write_text("{}")


def other_secret(settings: Settings) -> None:
    (settings.keys / "secret").write_bytes(os.urandom(32))


@pytest.mark.parametrize("change", [write, lose_key, other_key, share_brought, other_secret])
def test_whatever_changes_is_looked_at(
    quiet: Settings, peil: Peil, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    """A row, a key that is gone or altered, a share, the secret: the next tick loads the program again."""
    change(quiet)
    monkeypatch.setattr(installation, "make_app", no_application)
    with pytest.raises(AssertionError, match="the program was loaded"):
        peil("tick")


@pytest.mark.parametrize("hours", [-1, 0.2, 24])
def test_a_moment_further_away_is_looked_at(
    quiet: Settings, peil: Peil, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch, hours: float
) -> None:
    """Also a clock that went back: a note says nothing about moments it does not name."""
    set_clock(NOW + timedelta(hours=hours))
    monkeypatch.setattr(installation, "make_app", no_application)
    with pytest.raises(AssertionError, match="the program was loaded"):
        peil("tick")


def test_what_falls_due_within_the_minutes_is_done(quiet: Settings, peil: Peil, set_clock: SetClock) -> None:
    """The note ends where the next period begins: one second later it is opened, not five minutes later."""
    set_clock(SECOND_OPENS - timedelta(seconds=20))
    peil("tick", "--yes-the-clock-is-right")
    peil("tick")
    until = json.loads((quiet.instance / FILE).read_text())["until"]
    assert until == SECOND_OPENS.isoformat()
    set_clock(SECOND_OPENS)
    assert "opened" in peil("tick").told


def test_while_something_waits_every_tick_says_so(quiet: Settings, peil: Peil) -> None:
    """Exit status 1 until it is mended; no note hides it."""
    lose_key(quiet)
    for _ in range(3):
        done = peil("tick")
        assert done.status == 1
        assert "key_missing" in done.complained


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"state": 1, "since": "x", "until": "y"}', "\x00"])
def test_a_note_that_cannot_be_read_says_nothing(quiet: Settings, text: str) -> None:
    """The tick then looks at everything."""
    (quiet.instance / FILE).write_text(text)
    assert not is_quiet(quiet, NOW)


def test_a_note_counts_for_minutes_only(quiet: Settings) -> None:
    """However far away the next stored moment is."""
    keep_quiet(quiet, state=settled_state(quiet), since=NOW, until=NOW + timedelta(days=9))
    assert is_quiet(quiet, NOW + AT_MOST - timedelta(seconds=1))
    assert not is_quiet(quiet, NOW + AT_MOST)


def test_the_note_says_nothing_about_anybody(quiet: Settings) -> None:
    """A digest under a key and two moments, in a file for its owner alone."""
    path = Path(quiet.instance / FILE)
    assert set(json.loads(path.read_text())) == {"state", "since", "until"}
    assert path.stat().st_mode & 0o777 == 0o600
