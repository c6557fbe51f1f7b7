"""A backup is whole and consistent, opens nothing that was promised to stay closed, and brings an installation back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import create_app
from app.commands.backup_file import PRIVATE_NAMES, SMALLEST, copy_sqlite, padded_size, read_tar
from app.config import Settings
from app.db import Base
from app.vault.backup_seal import decrypt_stream
from app.vault.holder_keys import read_holder_key, write_holder_key
from app.vault.left_rows import note_left
from tests.at_once import at_once
from tests.browser.waiting import PATIENCE_SECONDS
from tests.commands.conftest import Outcome, Peil
from tests.commands.test_wrong_use import refused

pytestmark = pytest.mark.sqlite(
    "copies the file; tests/commands/test_backup_of_postgres.py holds the same for PostgreSQL"
)


@pytest.fixture
def made(installed: Settings, peil: Peil, key: Path, tmp_path: Path) -> Path:
    """A backup of the small region, whose first period is open."""
    (installed.keys / "p0.counted").write_text('{"digest": "abc"}')
    assert backup(peil, key, tmp_path / "peil.age").status == 0
    return tmp_path / "peil.age"


def backup(peil: Peil, key: Path, file: Path) -> Outcome:
    return peil("backup", file, "--to", read_holder_key(key).recipient)


def rows(path: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def inside(file: Path, key: Path, folder: Path) -> Path:
    """The unpacked parts of a backup."""
    folder.mkdir()
    with file.open("rb") as source, (folder / "tar").open("wb") as target:
        decrypt_stream(source, target, key=read_holder_key(key))
    (folder / "parts").mkdir()
    return read_tar(folder / "tar", folder / "parts").folder


def lose(settings: Settings) -> None:
    """The machine burns down: both folders are gone."""
    shutil.rmtree(settings.instance)
    shutil.rmtree(settings.keys)


def test_what_was_there_comes_back(installed: Settings, peil: Peil, made: Path, key: Path) -> None:
    """On a new machine: every row, the secret, the marks; and it says that the open period cannot be opened."""
    before, secret = rows(installed.instance / "peil.db"), (installed.keys / "secret").read_bytes()
    (open_period,) = [path.stem for path in installed.keys.glob("*-p1.key")]
    lose(installed)
    done = peil("restore", made, "--key", key)
    assert done.status == 0, done.complained
    assert rows(installed.instance / "peil.db") == before
    assert (installed.keys / "secret").read_bytes() == secret
    assert (installed.keys / "p0.counted").exists()
    assert f"{open_period} cannot be opened: its key is not here." in done.told
    assert peil("release", "list").status == 0


def test_no_key_of_a_period_is_in_it(installed: Settings, made: Path, key: Path, tmp_path: Path) -> None:
    """Nor a share, nor anything else that lies there; only what the page of operation names."""
    (installed.keys / "x.key~share-1").write_text("{}")
    parts = inside(made, key, tmp_path / "inside")
    assert {path.name for path in (parts / "keys").iterdir()} <= {"secret", "vapid.key", "left", "p0.counted"}
    private = next(installed.keys.glob("*-p1.key")).read_bytes()
    assert not [path for path in parts.rglob("*") if path.is_file() and private in path.read_bytes()]
    assert not made.read_bytes().count(b"SQLite format")


def test_a_period_goes_on_where_its_key_still_is(installed: Settings, peil: Peil, made: Path, key: Path) -> None:
    """Only the disk with the database was lost: the key beside it still opens the answers."""
    (open_period,) = [path.stem for path in installed.keys.glob("*-p1.key")]
    shutil.rmtree(installed.instance)
    assert f"{open_period} goes on: its key is here." in peil("restore", made, "--key", key).told


def test_what_was_published_is_not_counted_again(installed: Settings, peil: Peil, made: Path, key: Path) -> None:
    """The mark beside the keys outlives the older database, and restoring says so."""
    (path,) = installed.keys.glob("*-p1.key")
    path.unlink()
    (installed.keys / f"{path.stem}.counted").write_text('{"digest": "abc"}')
    shutil.rmtree(installed.instance)
    assert f"{path.stem} was published already" in peil("restore", made, "--key", key).told


def test_whoever_left_since_stays_away(installed: Settings, peil: Peil, made: Path, key: Path) -> None:
    """Account, diary and ballots by the list beside the keys; everybody else is back."""
    with closing(sqlite3.connect(installed.instance / "peil.db")) as connection:
        gone = connection.execute("SELECT lookup_hash FROM membership ORDER BY lookup_hash").fetchone()[0]
        owner = connection.execute("SELECT owner FROM diary_entry").fetchone()[0]
    before = rows(installed.instance / "peil.db")
    note_left(installed.keys, [gone, owner])
    shutil.rmtree(installed.instance)
    done = peil("restore", made, "--key", key)
    after = rows(installed.instance / "peil.db")
    assert "2 rows of people who left" in done.told
    assert after["membership"] == before["membership"] - 1
    assert after["diary_entry"] < before["diary_entry"]
    content = (installed.instance / "peil.db").read_bytes()
    assert gone not in content
    assert owner not in content


def test_every_table_of_which_a_row_is_one_persons_is_cleared_of_who_left() -> None:
    """A table that is added later too: its rows have a random name, or that of their owner's account or diary."""
    private = [table for table in Base.metadata.tables.values() if table.info.get("private")]
    assert private
    named = {table.name for table in private if {"name", "owner", "lookup_hash"} & set(table.columns.keys())}
    assert {table for table, _column in PRIVATE_NAMES} == named


@settings(max_examples=200)
@given(size=st.integers(1, 2**42))
def test_the_size_of_a_backup_grows_in_large_steps(size: int) -> None:
    """Whoever keeps the encrypted files and no key does not learn from them how many people answered since."""
    padded = padded_size(size)
    assert padded == SMALLEST or size <= padded <= 1.25 * size
    assert padded_size(padded) == padded
    assert padded >= SMALLEST


def test_a_few_more_answers_do_not_change_the_size_of_a_backup(
    installed: Settings, peil: Peil, made: Path, key: Path, tmp_path: Path
) -> None:
    """A thousand rows of the size of a ballot: the file is as long as it was, but for what age adds by chance."""
    with closing(sqlite3.connect(installed.instance / "peil.db")) as connection:
        connection.execute("CREATE TABLE more (sealed BLOB)")
        connection.executemany("INSERT INTO more VALUES (?)", [(os.urandom(512),) for _ in range(1000)])
        connection.commit()
    assert backup(peil, key, tmp_path / "later.age").status == 0
    assert abs((tmp_path / "later.age").stat().st_size - made.stat().st_size) < 512


def test_the_list_of_who_left_says_nothing_alone(tmp_path: Path) -> None:
    """Digests in the order of their own, whoever they were of and whenever they came; never a name itself."""
    names = [os.urandom(32) for _ in range(20)]
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    for name in names:
        note_left(tmp_path / "one", [name])
    note_left(tmp_path / "two", reversed(names))
    text = (tmp_path / "one" / "left").read_text()
    assert text == (tmp_path / "two" / "left").read_text()
    assert not [name for name in names if name.hex() in text]


def test_a_copy_of_the_list_does_not_tell_when_somebody_left(tmp_path: Path) -> None:
    """No file and no folder has the time of the departure, which a copy would keep."""
    os.utime(tmp_path, (86_400, 86_400))
    note_left(tmp_path, [os.urandom(32)])
    note_left(tmp_path, [os.urandom(32)])
    assert {path.stat().st_mtime for path in tmp_path.iterdir()} == {0}
    assert tmp_path.stat().st_mtime == 86_400


def test_a_database_that_is_there_is_never_replaced(installed: Settings, peil: Peil, made: Path, key: Path) -> None:
    """Whether a server has it open or not; nothing is changed."""
    before = (installed.instance / "peil.db").read_bytes()
    refused(peil("restore", made, "--key", key), "exists", "nothing was changed")
    assert (installed.instance / "peil.db").read_bytes() == before


@pytest.mark.parametrize("harm", ["cut", "turned", "empty", "other key", "no backup"])
def test_a_file_that_is_not_whole_restores_nothing(
    *, installed: Settings, peil: Peil, made: Path, key: Path, tmp_path: Path, harm: str
) -> None:
    """Cut off, altered, of somebody else or something else: one line, and no database afterwards."""
    content = made.read_bytes()
    turned = bytearray(content)
    turned[len(turned) // 2] ^= 1
    made.write_bytes({"cut": content[:-1000], "turned": bytes(turned), "empty": b""}.get(harm, content))
    if harm == "other key":
        key = tmp_path / "another.key"
        write_holder_key(key)
    if harm == "no backup":
        from app.vault.backup_seal import encrypt_stream

        plain = tmp_path / "plain"
        plain.write_bytes(b"hello")
        with plain.open("rb") as source, made.open("wb") as target:
            encrypt_stream(source, target, recipients=[read_holder_key(key).recipient])
    lose(installed)
    refused(peil("restore", made, "--key", key), "peil.age")
    assert not (installed.instance / "peil.db").exists()
    assert not list(installed.instance.glob(".backup-*"))


def test_a_full_disk_leaves_the_older_backup(
    installed: Settings, peil: Peil, made: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name stands for a whole file at every moment, and no draft stays behind."""
    before = made.read_bytes()

    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(28, "No space left on device", str(made))

    monkeypatch.setattr("app.vault.backup_seal.encrypt_stream", full)
    refused(backup(peil, key, made), "the disk is full")
    assert made.read_bytes() == before
    assert {path.name for path in made.parent.iterdir() if path.name.startswith(".")} == set()


def test_a_killed_backup_is_cleared_away_by_the_next(
    installed: Settings, peil: Peil, key: Path, tmp_path: Path
) -> None:
    """Its draft holds sealed rows and nothing else, and does not stay."""
    (installed.instance / ".backup-killed").mkdir()
    (installed.instance / ".backup-killed" / "copy.db").write_bytes(b"half")
    assert backup(peil, key, tmp_path / "next.age").status == 0
    assert not list(installed.instance.glob(".backup-*"))


def test_while_people_write_the_copy_is_of_one_moment(installed: Settings, tmp_path: Path) -> None:
    """Rows that are written in pairs are both in the copy, or neither; nobody waits for the copying."""
    live = installed.instance / "peil.db"
    with closing(sqlite3.connect(live)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("CREATE TABLE pair (number INTEGER)")

    def write(number: int) -> None:
        with closing(sqlite3.connect(live, timeout=PATIENCE_SECONDS)) as own:
            for each in range(20):
                with own:
                    own.execute("BEGIN IMMEDIATE")
                    own.executemany("INSERT INTO pair VALUES (?)", [(number * 100 + each,)] * 2)

    def copy(number: int) -> None:
        target = tmp_path / f"copy{number}.db"
        copy_sqlite(live, target)
        with closing(sqlite3.connect(target)) as own:
            odd = own.execute("SELECT number FROM pair GROUP BY number HAVING count(*) <> 2").fetchall()
            assert odd == []
            assert own.execute("PRAGMA quick_check").fetchone() == ("ok",)

    program = create_app(installed, testing=True)
    with program.app_context():
        at_once(program, lambda: write(1), lambda: copy(1), lambda: write(2), lambda: copy(2))


@pytest.mark.parametrize("to", ["", "age1wrong", "ssh-ed25519 AAAA"])
def test_without_somebody_who_can_open_it_nothing_is_written(
    installed: Settings, peil: Peil, tmp_path: Path, to: str
) -> None:
    """There is no backup in the clear."""
    refused(peil("backup", tmp_path / "b.age", *(["--to", to] if to else [])), "--to")
    assert not (tmp_path / "b.age").exists()


def test_a_newer_backup_is_refused_by_an_older_program(
    *, installed: Settings, peil: Peil, key: Path, tmp_path: Path
) -> None:
    """In one line, before anything is put in place."""
    with closing(sqlite3.connect(installed.instance / "peil.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    backup(peil, key, tmp_path / "b.age")
    lose(installed)
    refused(peil("restore", tmp_path / "b.age", "--key", key), "newer version")
    assert not (installed.instance / "peil.db").exists()


@pytest.fixture(autouse=True)
def _no_usual_recipient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PEIL_BACKUP_TO", raising=False)
