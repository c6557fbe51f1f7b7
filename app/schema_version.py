"""Decides whether the database has the schema that this version of Peil works with.

A program on a database of another version would write rows that nobody can read later, so it does not start.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Literal

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.config import ROOT

State = Literal["right", "missing", "older", "newer", "silent"]

MENDS: dict[State, str] = {
    "missing": "There is no Peil database in {place}. `peil init` makes one; or correct PEIL_INSTANCE.",
    "older": "The database in {place} is of an older version of Peil. Make a backup, then run `peil upgrade`.",
    "newer": "The database in {place} was made by a newer version of Peil. Install that version; nothing was changed.",
    "silent": "The database in {place} does not answer. Start it, or correct PEIL_DATABASE_URL.",
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
    """Return whether the database's schema is that of this program: right, missing, older, newer, or silent.
    Silent: it does not answer.
    """
    if engine.dialect.name == "sqlite" and not _file_of(engine).is_file():
        return "missing"
    try:
        with engine.connect() as connection:
            found = set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    except ProgrammingError:
        return "missing"
    except OperationalError as fault:
        return "missing" if "no such table" in str(fault.orig) else "silent"
    known, newest = _revisions()
    if found == {newest}:
        return "right"
    if not found:
        return "missing"
    return "older" if found <= known else "newer"


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


@lru_cache(maxsize=1)
def _revisions() -> tuple[frozenset[str], str]:
    """Return the ids of all migrations that this version knows, and the id of the newest."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    script = ScriptDirectory.from_config(config)
    return frozenset(each.revision for each in script.walk_revisions()), str(script.get_current_head())
