"""The database session, the base class of all tables, and the one way to write.

Decides how rows are stored so that the file does not show who wrote when: SQLite gives no hidden row numbers, and
deleted rows are overwritten.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CursorResult,
    DateTime,
    Delete,
    Dialect,
    Engine,
    Executable,
    MetaData,
    Update,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session
from sqlalchemy.types import TypeDecorator

from app.config import ROOT
from app.file_turns import take_lock, try_lock
from app.schema_version import is_foreign

# Wide enough for the largest private row (a diary's) to lie whole in a page of its table. What does not fit there goes
# to overflow pages, which are numbered in the order of writing. A row may take a quarter of a page, less ten bytes.
PAGE_BYTES = 16_384

# Milliseconds that a connection waits for a lock, and that emptying the write-ahead log waits for readers.
BUSY_MS = 10_000
BUSY_EMPTYING_MS = 5
# Seconds that a writer waits for the writers before it, on either database. A release is stored in less: whoever holds
# the lock longer hangs.
QUEUE_SECONDS = 30
# Seconds that one process may do heavy work alone; later another one begins it as well, because the first may hang.
ALONE_SECONDS = 7200

ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

# Rows of private tables lie in the order of a random key; SQLite must not number them on the side.
PRIVATE: dict[str, Any] = {"sqlite_with_rowid": False, "info": {"private": True}}


class Base(DeclarativeBase):
    """Base class of every table; its repr shows the primary key only, and nothing at all for private tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    def __repr__(self) -> str:
        if type(self).metadata.tables[self.__tablename__].info.get("private"):
            return f"<{type(self).__name__}>"
        return f"<{type(self).__name__} {inspect(self).identity}>"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite stores no time zone, so UTC is put back when a row is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


db = SQLAlchemy(model_class=Base)

AnySession = Session | scoped_session[Any]
AnyRows = CursorResult[*tuple[Any, ...]]


def new_id(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Make a random id for a public row: ten characters, letters and digits, that are easy to read aloud.

    About 49 random bits, so an address can be neither guessed nor counted.
    """
    return "".join(ID_LETTERS[byte % len(ID_LETTERS)] for byte in random_bytes(10))


def init_database(app: Flask) -> None:
    """Connect the database session and the migrations to the application, and configure each new connection."""
    db.init_app(app)
    app.extensions["migrate"] = _MigrationsAtUse(app)
    with app.app_context():
        for engine in db.engines.values():
            _set_habits(engine)


class _MigrationsAtUse:
    """What Flask-Migrate keeps with an application, made when somebody migrates: nobody else needs Alembic."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate

        Migrate(self._app, db, directory=str(ROOT / "migrations"), compare_type=True)
        return getattr(self._app.extensions["migrate"], name)


def _set_habits(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _limit_waiting)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # We say BEGIN ourselves, below.
        for pragma in (
            f"page_size = {PAGE_BYTES}",  # First: SQLite accepts it only while the file is empty.
            "synchronous = full",  # An answer with a receipt survives a power failure.
            "secure_delete = on",
            "foreign_keys = on",
            f"busy_timeout = {BUSY_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not is_foreign(name for (name,) in tables.fetchall()):  # It would stay in a file that is only looked at.
            connection.execute("PRAGMA journal_mode = wal")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", False):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # It may find the file locked, and fails as a statement does.
        else:
            cast(sqlite3.Connection, connection.connection.dbapi_connection).execute("BEGIN")  # For every page.


def _limit_waiting(connection: Connection) -> None:
    """Let PostgreSQL give up a lock or turn that does not come: its own waiting has no limit.

    Said in each transaction. Behind a pooler what is said once to a connection stays with whoever gets it next, and is
    missing where the next transaction goes (`tests/bench/test_country.py`).
    """
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(QUEUE_SECONDS * 1000)}")


@contextmanager
def writing(session: AnySession, *, turn: str = "") -> Iterator[None]:
    """Open a short write transaction that commits when the `with` block ends, or is rolled back when anything fails.
    `turn`: a name of what is looked at before it is written, such as `releases`. Those who give the same name write
    one after another, and each sees what the one before wrote; never a name of something private, because PostgreSQL
    lists its locks.

    Raises OperationalError after waiting `QUEUE_SECONDS`. On SQLite writers wait in a fair queue (the lock of a file):
    its own waiting starves some of them. The log is emptied after each write, because it keeps what was written
    together.
    """
    session.rollback()
    with _queue(session):
        try:
            session.connection(execution_options={"writes": True})
            if turn:
                _wait_for(session, turn)
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        with suppress(sqlite3.Error):  # The write is committed even when the log is not emptied.
            _empty_log(session, wait_ms=BUSY_EMPTYING_MS)


def _wait_for(session: AnySession, turn: str) -> None:
    """Wait on PostgreSQL until no other transaction has this turn; SQLite has one writer anyway."""
    if session.get_bind().engine.dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_lock_number(turn))))


def is_first(session: AnySession, turn: str) -> bool:
    """Take this turn on PostgreSQL until the transaction ends, without waiting; False when another one has it."""
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_lock_number(turn)))))


@contextmanager
def alone(session: AnySession, work: str, *, of: str = "") -> Iterator[bool]:
    """Do heavy `work` of one subject while no other process does; give False at once when one does it already.

    It spares work and decides nothing: what is written is held by conditions and `writing`. The turn ends with the
    block, with the process, or after `ALONE_SECONDS`, because a process may hang. On PostgreSQL a connection of its own
    holds it in a transaction. On SQLite, which has one machine, all subjects share a turn.
    """
    engine = session.get_bind().engine
    path = engine.url.database
    if engine.dialect.name == "postgresql":
        with _holding(engine, f"{work} {of}") as first:
            yield first
    elif not path or path == ":memory:":
        yield True
    else:
        with Path(f"{path}.{work}.lock").open("a") as lock:
            yield try_lock(lock, longest=ALONE_SECONDS)


@contextmanager
def _holding(engine: Engine, turn: str) -> Iterator[bool]:
    own = engine.connect()
    try:
        own.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{ALONE_SECONDS} s'"))
        yield bool(own.scalar(select(func.pg_try_advisory_xact_lock(_lock_number(turn)))))
    finally:
        with suppress(DBAPIError):  # The server may be gone, and the turn with it.
            own.close()


def _lock_number(turn: str) -> int:
    return int.from_bytes(sha256(turn.encode()).digest()[:8], signed=True)


@contextmanager
def _queue(session: AnySession) -> Iterator[None]:
    engine = session.get_bind().engine
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    with Path(f"{path}.lock").open("w") as lock:
        if not take_lock(lock, seconds=QUEUE_SECONDS):
            busy = sqlite3.OperationalError(f"another process held {path}.lock for {QUEUE_SECONDS} seconds")
            busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise OperationalError("waiting to write", None, busy)
        yield


def read_rows(session: AnySession, statement: Executable, values: Mapping[str, Any]) -> AnyRows:
    """Execute a SELECT of columns and return its rows; `values`: of its bind parameters.

    It goes past the object layer, which takes more than half of the time of a short statement and gives nothing to
    columns. Objects that were changed and not flushed yet are not seen.
    """
    return session.connection().execute(statement, values)


def is_writing(session: AnySession) -> bool:
    """Return whether the session is inside a write transaction (`writing`)."""
    return bool(session.connection().get_execution_options().get("writes", False))


def changed_rows(session: AnySession, statement: Update | Delete) -> int:
    """Execute the statement and return how many rows it changed.

    With a condition in the statement, 0 tells one of two simultaneous writers that the other was first.
    """
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def add_once(session: AnySession, row: Base) -> bool:
    """Add a row and return True; False when another transaction added one with the same key, also at this moment.

    For rows that are the same whoever adds them; a look beforehand would not see what the other did not commit yet.
    """
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def truncate_log(session: AnySession) -> None:
    """Empty SQLite's write-ahead log, so that deleted rows do not live on in it."""
    session.rollback()
    _empty_log(session, wait_ms=BUSY_MS)


def _empty_log(session: AnySession, *, wait_ms: int) -> None:
    """Empty the write-ahead log, waiting at most `wait_ms` milliseconds for other readers.

    When somebody reads longer than that, the log stays for the next write or tick to empty.
    """
    engine = session.get_bind().engine
    if engine.dialect.name != "sqlite":
        return
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {wait_ms}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def rewrite_file(session: AnySession) -> bool:
    """Rewrite SQLite's file in the order of its keys, because the old order shows which rows were written together.
    Return False when that failed (for instance because the disk is full); the file is then as it was.
    """
    session.rollback()
    engine = session.get_bind().engine
    if engine.dialect.name != "sqlite":
        return True
    with _queue(session), closing(engine.raw_connection()) as connection:
        try:
            connection.cursor().execute("VACUUM")
        except sqlite3.OperationalError:
            return False
    return True
