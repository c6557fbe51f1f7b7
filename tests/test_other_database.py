"""A program never starts on a database that is missing or of another version; /healthz tells the truth about it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.config import Settings
from app.db import db, writing
from app.programme.concerns import Waiting, note_concerns
from app.schema_version import database_state
from tests.at_once import MOST_SECONDS


def peil(instance: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.commands", *arguments],
        env={"PEIL_INSTANCE": str(instance), "PEIL_SECRET_FILE": str(instance.parent / "secret")},
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )


@pytest.fixture
def instance(settings: Settings) -> Path:
    """An installation at this version, not in use."""
    (settings.instance.parent / "secret").write_bytes(b"s" * 32)
    return settings.instance


def set_version(instance: Path, version: str) -> None:
    with closing(sqlite3.connect(instance / "peil.db", isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))


@pytest.mark.sqlite("test_postgresql_is_looked_at_in_the_same_way does the other")
@pytest.mark.parametrize("command", [["serve", "--port", "1"], ["tick"], ["release", "list"]], ids=lambda each: each[0])
@pytest.mark.parametrize(("version", "word"), [("0001", "peil upgrade"), ("9999", "newer"), (None, "peil init")])
def test_one_line_and_status_2(instance: Path, command: list[str], version: str | None, word: str) -> None:
    """Older, newer, missing: what is the matter and how to mend it; nothing is made or changed."""
    if version is None:
        (instance / "peil.db").unlink()
    else:
        set_version(instance, version)
    done = peil(instance, *command)
    assert done.returncode == 2, done.stderr
    assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert (instance / "peil.db").exists() == (version is not None)


COMMANDS_THAT_FILL = (["upgrade"], ["upgrade", "--empty-database"], ["init"], ["tick"])


@pytest.mark.sqlite("test_postgresql_is_looked_at_in_the_same_way does the other")
@pytest.mark.parametrize("command", COMMANDS_THAT_FILL, ids=" ".join)
@pytest.mark.parametrize("versioned", [False, True])
def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path, command: list[str], versioned: bool) -> None:
    """Also of one that counts its versions in the same way: our tables among theirs could not be taken out again."""
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o700)
    if command != ["init"]:
        (tmp_path / "secret").write_bytes(b"s" * 32)
    with closing(sqlite3.connect(instance / "peil.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE bookmark (address TEXT)")
        if versioned:
            connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
            connection.execute("INSERT INTO alembic_version VALUES ('ae1027a6acf')")
    done = peil(instance, *command)
    assert done.returncode == 2
    assert "another program" in done.stderr
    with closing(sqlite3.connect(instance / "peil.db")) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert tables == {"bookmark"} | ({"alembic_version"} if versioned else set())


@pytest.mark.sqlite("test_postgresql_is_looked_at_in_the_same_way does the other")
def test_upgrade_refuses_a_newer_database(instance: Path) -> None:
    """An old program must not touch what it does not know."""
    set_version(instance, "9999")
    done = peil(instance, "upgrade")
    assert done.returncode == 2
    assert "newer" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.sqlite("its file goes away; tests/web/test_database_goes_away.py does the other")
@pytest.mark.parametrize("ruin", ["unlink", "empty", "older"])
def test_healthz_is_not_ok_without_its_database(app: Flask, settings: Settings, ruin: str) -> None:
    """Gone while the server runs, replaced by an empty file, or of another version: 503, and the word ok nowhere."""
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    if ruin == "older":
        with writing(db.session):
            db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    else:
        db.session.remove()
        db.engine.dispose()
        for path in settings.instance.glob("peil.db*"):
            path.unlink()
        if ruin == "empty":
            (settings.instance / "peil.db").touch()
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json
    assert response.json["status"] != "ok"
    if ruin == "unlink":
        assert not (settings.instance / "peil.db").exists(), "looking makes no database"


def test_healthz_says_what_waits_for_a_person(app: Flask) -> None:
    """Not ok, but still a 200: people can go on answering. Kinds and ids, nothing about anybody."""
    with writing(db.session):
        note_concerns(db.session, [Waiting("keys_folder", "abc-p1")])
    response = app.test_client().get("/healthz")
    assert response.status_code == 200
    assert response.json == {"status": "waiting", "waiting": [{"kind": "keys_folder", "subject": "abc-p1"}]}


@pytest.mark.postgres
@pytest.mark.parametrize("any_app", ["postgres"], indirect=True)
def test_postgresql_is_looked_at_in_the_same_way(any_app: Flask) -> None:
    """Right, older, newer, and without any table."""
    states = [database_state(db.engine)]
    for change in ("'0001'", "'9999'"):
        with writing(db.session):
            db.session.execute(text(f"UPDATE alembic_version SET version_num = {change}"))
        states.append(database_state(db.engine))
    with writing(db.session):
        db.session.execute(text("DROP TABLE alembic_version"))
    assert [*states, database_state(db.engine)] == ["right", "older", "newer", "missing"]
