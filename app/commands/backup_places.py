"""Where the database of an installation lies, and how it is copied for a backup and put back: SQLite or PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from app.commands.backup_file import (
    POSTGRES,
    PRIVATE_NAMES,
    SQLITE,
    WAITING,
    NotABackup,
    copy_sqlite,
    drop_left,
    is_sound,
    revision_of,
    tables_of,
    unreleased,
)
from app.commands.postgres_dump import DumpFailed, dump_postgres, load_postgres, revision_in
from app.schema_version import MENDS, is_foreign


class NotCopied(Exception):
    """The database cannot be copied or filled; the message says why in one line."""


class NotFree(Exception):
    """There is a database already; the message names it and what to do."""


@dataclass(frozen=True, slots=True)
class SqlitePlace:
    """A file on this machine."""

    file: Path
    copy_name = SQLITE

    def __str__(self) -> str:
        return str(self.file)

    def copy(self, target: Path) -> str:
        """Copy the database as it is at one moment, and return its newest migration. Raises NotCopied."""
        if not self.file.is_file():
            raise NotCopied(f"There is no database at {self.file}. Correct PEIL_INSTANCE; nothing was written.")
        try:
            if is_foreign(tables_of(self.file)):
                raise NotCopied(MENDS["foreign"].format(place=self))
            copy_sqlite(self.file, target)
            return revision_of(target)
        except sqlite3.Error as fault:
            raise NotCopied(f"{self.file} cannot be read: {fault}. `peil doctor` looks closer.") from None

    def require_free(self) -> None:
        """Raise NotFree when there is a database."""
        if self.file.exists():
            raise NotFree(f"{self.file} exists. Stop the service and move it away first; nothing was changed.")

    def check(self, copy: Path, *, revision: str) -> None:
        """Raise NotABackup when a copy is damaged, or not of the version that its description says."""
        del revision
        if not is_sound(copy):
            raise NotABackup("it holds a damaged database; take an older backup")

    def fill(self, copy: Path, *, digests: set[str]) -> int:
        """Put a copy in place, whole or not at all, without the rows of people who left; return how many those were.
        Raises NotCopied, FileExistsError.
        """
        gone = drop_left(copy, digests=digests)
        os.link(copy, self.file)  # Unlike a rename, a link never replaces a file.
        return gone

    def waiting(self) -> list[str]:
        """Return the ids of the periods whose answers are still encrypted, the oldest first."""
        return unreleased(self.file)


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """A database on a server of PostgreSQL."""

    url: str
    copy_name = POSTGRES

    def __str__(self) -> str:
        parts = make_url(self.url)
        return f"{parts.host or parts.query.get('host') or 'localhost'}/{parts.database}"

    def copy(self, target: Path) -> str:
        """Copy the database as it is at one moment, and return its newest migration. Raises NotCopied."""
        try:
            if is_foreign(self._tables()):
                raise NotCopied(MENDS["foreign"].format(place=self))
            dump_postgres(self.url, target)
            return revision_in(target)
        except DumpFailed as fault:
            raise NotCopied(f"{self}: {fault}. Nothing was written.") from None
        except SQLAlchemyError:
            raise NotCopied(f"{self} cannot be read. Start it, or correct PEIL_DATABASE_URL.") from None

    def require_free(self) -> None:
        """Raise NotFree when there are tables, and NotCopied when the server does not answer."""
        try:
            tables = self._tables()
        except SQLAlchemyError:
            raise NotCopied(f"{self} does not answer. Start it, or make that database (createdb).") from None
        if tables:
            raise NotFree(
                f"{self} exists: it holds tables. Stop the service and name an empty database; nothing was changed."
            )

    def _tables(self) -> list[str]:
        """Return the names of its tables. Raises SQLAlchemyError."""
        engine = create_engine(self.url)
        try:
            return inspect(engine).get_table_names()
        finally:
            engine.dispose()

    def check(self, copy: Path, *, revision: str) -> None:
        """Raise NotABackup when a copy is damaged, or not of the version that its description says."""
        try:
            whole = revision_in(copy) == revision
        except (DumpFailed, ValueError):
            whole = False
        if not whole:
            raise NotABackup("it holds a damaged database; take an older backup")

    def fill(self, copy: Path, *, digests: set[str]) -> int:
        """Put a copy in place, whole or not at all, without the rows of people who left; return how many those were.
        Raises NotCopied.
        """
        try:
            return load_postgres(copy, self.url, names=dict(PRIVATE_NAMES), digests=digests)
        except DumpFailed as fault:
            raise NotCopied(f"{self}: {fault}. No table was made.") from None

    def waiting(self) -> list[str]:
        """Return the ids of the periods whose answers are still encrypted, the oldest first."""
        engine = create_engine(self.url)
        try:
            with engine.connect() as connection:
                return list(connection.scalars(text(WAITING)))
        finally:
            engine.dispose()


DatabasePlace = SqlitePlace | PostgresPlace


def place_of(url: str) -> DatabasePlace:
    """Return where the database of this address lies."""
    if url.startswith("sqlite:///"):
        return SqlitePlace(Path(url.removeprefix("sqlite:///")))
    return PostgresPlace(url)
