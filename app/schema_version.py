"""Decides whether the database has the schema that this version of Peil works with.

A program on a database of another version would write rows that nobody can read later, so it does not start.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.config import ROOT
from app.storage_faults import storage_cause

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.exc import DBAPIError

_REVISION = re.compile(r"^revision = ['\"](\w+)", re.MULTILINE)
_BEFORE = re.compile(r"^down_revision = ['\"](\w+)", re.MULTILINE)
"""How a migration names itself and the one before it: reading them so is a hundred times faster than importing them."""

_NO_TABLE = ("42P01", "3F000")
"""PostgreSQL's SQLSTATE for a table, or a whole schema, that is not there."""

State = Literal["right", "missing", "foreign", "older", "newer", "silent", "closed", "damaged"]

TABLES_OF_PEIL = frozenset({"ballot", "diary_entry", "membership"})
"""Tables that every version has: by their names a database of this program can be told from one of another. The numbers
of migrations cannot tell: another program may count with the same tool, and from 0001 as well."""

MENDS: dict[State, str] = {
    "missing": "There is no Peil database in {place}. `peil init` makes one; or correct PEIL_INSTANCE.",
    "foreign": "The database in {place} holds tables of another program. Correct PEIL_INSTANCE or PEIL_DATABASE_URL; "
    "nothing was changed.",
    "older": "The database in {place} is of an older version of Peil. Make a backup, then run `peil upgrade`.",
    "newer": "The database in {place} was made by a newer version of Peil. Install that version; nothing was changed.",
    "silent": "The database in {place} does not answer. Start it, or correct PEIL_DATABASE_URL.",
    "closed": "The database in {place} cannot be used by this user. Give it to the user of Peil, or let its disk be "
    "written again; nothing was changed.",
    "damaged": "The database in {place} is damaged. Stop Peil, move it away, and bring a backup back: peil restore.",
}


class OtherDatabase(Exception):
    """The database cannot be used: it is missing, does not answer, or is of another version of Peil.
    The message says in one line what to do.
    """


class ReferencesBroken(OtherDatabase):
    """A migration would leave rows that refer to missing rows; it was undone."""

    def __init__(self, tables: Iterable[str]) -> None:
        super().__init__(f"The database is damaged: rows in {', '.join(tables)} refer to nothing. Nothing was changed.")


def database_state(engine: Engine) -> State:
    """Return whether the database's schema is that of this program: right, missing, older, newer, or not to be told.
    Then: foreign (it holds tables of another program), silent (it does not answer), closed (this user may not use it)
    or damaged.
    """
    from sqlalchemy import inspect, text
    from sqlalchemy.exc import DBAPIError

    try:
        if engine.dialect.name == "sqlite" and _file_state(_file_of(engine)) != "right":
            return _file_state(_file_of(engine))
        with engine.connect() as connection:
            if is_foreign(inspect(connection).get_table_names()):
                return "foreign"
            found = set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    except DBAPIError as fault:
        return _state_after(fault)
    known, newest = _revisions()
    if found == {newest}:
        return "right"
    if not found:
        return "missing"
    return "older" if found <= known else "newer"


def is_foreign(tables: Iterable[str]) -> bool:
    """Return whether a database with tables of these names is of another program; False when there are none."""
    names = set(tables) - {"alembic_version"}
    return bool(names) and not names >= TABLES_OF_PEIL


def _file_state(path: Path) -> State:
    """Return whether a file can be a database of SQLite that this user may use."""
    try:
        if not path.is_file():
            return "missing"
    except PermissionError:
        return "closed"
    usable = os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)  # Its log lies beside it.
    return "right" if usable else "closed"


def _state_after(fault: DBAPIError) -> State:
    """Return the state of a database that refused to tell its version."""
    if "no such table" in str(fault.orig) or getattr(fault.orig, "sqlstate", None) in _NO_TABLE:
        return "missing"
    cause = storage_cause(fault)
    return cause if cause in {"closed", "damaged"} else "silent"


def require_database(engine: Engine, *, but: tuple[State, ...] = ()) -> None:
    """Raise OtherDatabase unless the database's schema is of this version, or its state is one of `but`."""
    state = database_state(engine)
    if state != "right" and state not in but:
        raise OtherDatabase(MENDS[state].format(place=_place(engine)))


def _place(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return str(_file_of(engine))
    return f"{engine.url.host or 'localhost'}/{engine.url.database}"


def _file_of(engine: Engine) -> Path:
    return Path(engine.url.database or "")


def known_revisions() -> frozenset[str]:
    """Return the ids of all migrations that this version knows."""
    return _revisions()[0]


@lru_cache(maxsize=1)
def _revisions() -> tuple[frozenset[str], str]:
    """Return the ids of all migrations that this version knows, and the id of the newest."""
    texts = [path.read_text() for path in (ROOT / "migrations" / "versions").glob("*.py")]
    known = {match[1] for each in texts if (match := _REVISION.search(each))}
    newest = known - {name for each in texts for name in _BEFORE.findall(each)}
    return frozenset(known), newest.pop()
