"""The inside of a backup: one tar file with the database, the small files beside the keys, and a description.

Never the keys of periods: an older backup stays closed for ever once its period is released. The database is copied as
it was at one moment, so people go on answering meanwhile.
"""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.storage_faults import storage_cause
from app.vault.left_rows import left_digest

ABOUT, SQLITE, POSTGRES, PADDING = "about.json", "peil.db", "peil.sql", "padding"
FORMATS = {SQLITE: 1, POSTGRES: 2}
"""The format of a backup, by the name of the copied database in it; an older program refuses one it does not know."""
SMALLEST = 32 * 1024 * 1024
"""A backup is at least this large, and grows in steps of a quarter: its size must not tell how many people answered."""
SMALL_FILES = ("secret", "vapid.key", "left")
MARKS = "*.counted"
PRIVATE_NAMES = (
    ("membership", "lookup_hash"),
    ("diary_entry", "owner"),
    ("ballot", "name"),
    ("theme_ballot", "name"),
    ("remark_envelope", "name"),
)
"""Where the names stand that `left_rows` lists: table and column."""
WAITING = "SELECT id FROM period WHERE state IN ('open', 'closing', 'waiting') AND NOT destroyed ORDER BY opens_at"
"""The SQL for the periods whose answers are still encrypted, the oldest first."""


class NotABackup(ValueError):
    """The file is not what `peil backup` writes; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class BackupDescription:
    """The description inside a backup. `format`: of the backup; `made_at`: ISO 8601.
    `revision`: the newest migration of its database.
    """

    format: int
    made_at: str
    revision: str


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database that others are writing to, as it was at one moment. Raises sqlite3.Error, OSError."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = delete")


def write_tar(target: Path, *, made_at: datetime, copy: Path, revision: str, keys: Path) -> None:
    """Write one tar file with a copied database and the small files of the keys folder, but with none of the keys.

    `copy`: a file named `SQLITE` or `POSTGRES`, for which of the two it is of. `revision`: its newest migration.
    """
    about = BackupDescription(FORMATS[copy.name], made_at.isoformat(), revision)
    with tarfile.open(target, "w") as tar:
        _add(tar, ABOUT, json.dumps(asdict(about)).encode())
        tar.add(copy, copy.name, filter=_nameless)
        for path in _small_files(keys):
            _add(tar, f"keys/{path.name}", path.read_bytes())
        padding = tarfile.TarInfo(PADDING)
        padding.size = padded_size(tar.offset) - tar.offset
        with Path("/dev/zero").open("rb") as zeros:
            tar.addfile(padding, zeros)


def padded_size(size: int) -> int:
    """Return the number of bytes to which a backup of `size` bytes is padded; never below `SMALLEST`.
    The sizes are 1, 1.25, 1.5 and 1.75 times a power of two; the padding adds at most a quarter.
    """
    if size <= SMALLEST:
        return SMALLEST
    step = 1 << ((size - 1).bit_length() - 3)
    return -(-size // step) * step


def tables_of(database: Path) -> list[str]:
    """Return the names of the tables in a SQLite database, and change nothing in it. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def revision_of(database: Path) -> str:
    """Return the newest migration of a SQLite database. Raises sqlite3.Error."""
    with closing(sqlite3.connect(database)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@dataclass(frozen=True, slots=True)
class BackupContents:
    """A backup that was read: its description, and the folder where its parts lie."""

    about: BackupDescription
    folder: Path

    @property
    def database(self) -> Path:
        """Return the path of the copied database, whose name tells which database it is of."""
        return self.folder / {number: name for name, number in FORMATS.items()}[self.about.format]

    @property
    def small_files(self) -> list[Path]:
        """Return the files that belong in the folder of keys."""
        return sorted((self.folder / "keys").glob("*"))


def read_tar(source: Path, folder: Path) -> BackupContents:
    """Unpack the tar file of a backup into an empty folder and return its contents. Raises NotABackup."""
    try:
        with tarfile.open(source) as tar:
            parts = [part for part in tar if part.name != PADDING]
            tar.extractall(folder, parts, filter="data")  # The filter keeps everything inside the folder.
        about = BackupDescription(**json.loads((folder / ABOUT).read_text()))
    except (tarfile.TarError, OSError, ValueError, TypeError):
        raise NotABackup("it holds no backup of Peil") from None
    if about.format not in FORMATS.values():
        raise NotABackup("it was made by a newer version of Peil; install that version")
    return BackupContents(about, folder)


def _small_files(keys: Path) -> Iterator[Path]:
    """Yield the files beside the keys that a backup carries; never a key of a period or a share of one."""
    yield from (keys / name for name in SMALL_FILES if (keys / name).is_file())
    yield from sorted(keys.glob(MARKS))


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _nameless(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who owned the file and when it was written."""
    info.uid = info.gid = info.mtime = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info


def drop_left(database: Path, *, digests: set[str]) -> int:
    """Delete from a copied SQLite database the private rows of people who left since the copy; return how many rows.
    `digests`: of the storage names of these rows, as `left_digests` returns them. What was deleted does not stay in the
    file.
    """
    gone = 0
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA secure_delete = on")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        for table, column in (each for each in PRIVATE_NAMES if each[0] in tables):
            names = [row[0] for row in connection.execute(f"SELECT DISTINCT {column} FROM {table}")]  # noqa: S608  # Our own names.
            found = [(name,) for name in names if left_digest(name) in digests]
            connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", found)  # noqa: S608  # Our own names.
            gone += len(found)
        connection.commit()
        connection.execute("VACUUM")
    return gone


def unreleased(database: Path) -> list[str]:
    """Return the ids of the periods in this SQLite database whose answers are still encrypted, the oldest first."""
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute(WAITING)]


def is_sound(database: Path) -> bool | None:
    """Return whether SQLite's own quick check finds no damage in this database file; None when it cannot be looked at.

    SQLite cannot read a database with a log where nothing can be written beside it, however sound it is.
    """
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.Error as fault:
        return False if storage_cause(fault) in {"damaged", None} else None
