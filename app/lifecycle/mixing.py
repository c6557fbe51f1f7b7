"""Rewrites private tables in random order, so that rows that were written together do not lie together.

One answer writes up to seventeen rows in one transaction. PostgreSQL stores the number of that transaction in hidden
columns (`xmin`, and `xmax` of a row that was locked), and both databases show where a row was put. Mixing rewrites
every row of every private table in the order of its random key: on PostgreSQL in a new file and one transaction, on
SQLite by rewriting the whole file. What a second copy of the database still shows stands in docs/threats.md.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Table, select, text
from sqlalchemy.exc import OperationalError

from app.db import AnySession, Base, is_first, rewrite_file, truncate_log, writing
from app.programme.last_tick import last_mix, note_mix
from app.programme.models import Period, Wave

log = structlog.get_logger()

USUALLY_EVERY = timedelta(hours=4)
AT_LEAST_EVERY = timedelta(hours=24)
PATIENCE_MS = 5_000
"""Milliseconds that mixing waits for a table that others use; they wait behind it."""

Chance = Callable[[], float]


class NotMixed(Exception):
    """The private tables were not rewritten: one was in use for too long, or the disk is full."""


def secret_chance() -> float:
    """Return an unpredictable random number, at least 0 and below 1."""
    return secrets.randbits(53) / (1 << 53)


def mix_due(session: AnySession, now: datetime, *, since: datetime | None, chance: Chance = secret_chance) -> bool:
    """Return whether it is time to rewrite the private tables, so that row order does not show who answered together.
    `since`: when the scheduled job ran before; None: never. `chance`: returns a random number from 0 to below 1.

    Always when a wave closed since the last mix and when a day has passed, because few people answer then. Otherwise at
    random, so that nobody can predict the hour: on average every four hours.
    """
    mixed = last_mix(session)
    if mixed is None or now - mixed >= AT_LEAST_EVERY or now < mixed:
        return True
    opened = Period.state != "planned"
    closed = select(Wave.id).join(Wave.period).where(opened, Wave.closes_at > mixed, Wave.closes_at <= now)
    if session.scalar(closed.limit(1)) is not None:
        return True
    passed = max(timedelta(0), now - (since or mixed))
    return chance() < 1 - math.exp(-passed / USUALLY_EVERY)


def mix(session: AnySession, now: datetime) -> None:
    """Rewrite every private table in the order of its keys, so that row order does not show when rows came in.
    Also store when that was. Raises NotMixed.
    """
    session.rollback()
    if session.get_bind().engine.dialect.name == "postgresql":
        _mix_tables(session)
    elif not rewrite_file(session):
        raise NotMixed("database")
    truncate_log(session)
    with writing(session):
        note_mix(session, now)
    log.info("private_rows.mixed")


def private_tables() -> list[Table]:
    """Return every table whose rows must not show when or with which others they were written."""
    return [table for table in Base.metadata.sorted_tables if table.info.get("private")]


def _mix_tables(session: AnySession) -> None:
    """Rewrite the tables one after another, each in its own transaction, so that few locks are held at once.

    Raises NotMixed with the tables that were in use.
    """
    missed = []
    for table in private_tables():
        try:
            with writing(session):
                _mix_table(session, table)
        except OperationalError:
            missed.append(table.name)
    if missed:
        raise NotMixed(", ".join(missed))


def _mix_table(session: AnySession, table: Table) -> None:
    """Rewrite one table into a new file, which TRUNCATE makes; the old file is removed at the commit.

    Nothing is left to do where another run is rewriting it at this moment.
    """
    if not is_first(session, f"mixing {table.name}"):
        return
    quote = session.get_bind().dialect.identifier_preparer.quote
    columns = ", ".join(quote(column.name) for column in table.columns)
    order = ", ".join(quote(column.name) for column in table.primary_key)
    name = quote(table.name)
    session.execute(text(f"SET LOCAL lock_timeout = {PATIENCE_MS}"))
    session.execute(text(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE"))
    take_out = f"CREATE TEMPORARY TABLE mixing ON COMMIT DROP AS SELECT {columns} FROM {name}"  # noqa: S608  # Our names.
    session.execute(text(take_out))
    session.execute(text(f"TRUNCATE {name}"))
    put_back = f"INSERT INTO {name} ({columns}) SELECT {columns} FROM mixing ORDER BY {order}"  # noqa: S608  # Our names.
    session.execute(text(put_back))
