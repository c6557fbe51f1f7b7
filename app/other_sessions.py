"""Sessions beside the usual one: for pages that show releases (PEIL_READ_URL) and for counting (PEIL_GATE_URL).

Each uses a connection of its own, with a role that has fewer or other rights than the web processes
(`app/database_roles.py`). Without the setting it is the usual session.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.config import Settings
from app.db import AnySession, Base, db

RELEASES, GATE = "releases", "gate"
WRITTEN_ON_PAGES = ("agreement", "reading")
"""Tables that pages about groups show and staff write on those pages: always read where they are written, because a
replica may be a moment behind what somebody has just saved."""


def engine_options(url: str) -> dict[str, Any]:
    """Return how to connect to this database. `hide_parameters`: no error and no log line shows what was written.

    On PostgreSQL statements are not prepared, because a pooler that gives each transaction another connection forgets
    them, and a connection is tried before it is used, so that a database that was restarted costs nobody an error.
    """
    if not make_url(url).drivername.startswith("postgresql"):
        return {"hide_parameters": True}
    return {"hide_parameters": True, "pool_pre_ping": True, "connect_args": {"prepare_threshold": None}}


def binds_of(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return the options of each further engine that the settings ask for, by its name."""
    urls = {RELEASES: settings.read_url, GATE: settings.gate_url}
    binds = {name: {"url": url, **engine_options(url)} for name, url in urls.items() if url}
    if RELEASES in binds:
        binds[RELEASES]["execution_options"] = {"postgresql_readonly": True}
    return binds


def init_other_sessions(app: Flask) -> None:
    """Close the sessions of a request or command when it ends."""
    app.teardown_appcontext(lambda _error: close_other_sessions())


def release_session() -> AnySession:
    """Return the session with which pages about groups, files and the API read what was released.

    With PEIL_READ_URL its role can read no private table, also when a page asks for one by mistake.
    """
    return _session(RELEASES)


def gate_session() -> AnySession:
    """Return the session with which a web process counts ballots, when the last key holder brings their share there."""
    return _session(GATE)


def reader_answers() -> bool:
    """Return whether the database that pages about groups read from answers; True when it is the usual one."""
    if RELEASES not in db.engines:
        return True
    try:
        with db.engines[RELEASES].connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except OperationalError:
        return False
    return True


def connections_for_pages() -> list[Connection]:
    """Return every connection with which a page about a group reads: one, or with PEIL_READ_URL two."""
    usual = db.session.connection()
    if RELEASES not in db.engines:
        return [usual]
    reading = release_session()
    own = [reading.connection(bind_arguments={"bind": db.engines[RELEASES]})]
    return [usual, *own, reading.connection(bind_arguments={"bind": db.engine})]


def expire_for_pages() -> None:
    """Let everything that a page about a group has read so far be read again."""
    db.session.expire_all()
    release_session().expire_all()


def close_other_sessions() -> None:
    """Give back the connections of these sessions; what they did not commit is undone."""
    for name in (RELEASES, GATE):
        session: Session | None = g.pop(f"peil_{name}", None)
        if session is not None:
            session.close()


def _session(name: str) -> AnySession:
    if name not in db.engines:
        return db.session
    if f"peil_{name}" not in g:
        written = Base.metadata.tables
        elsewhere = [written[each] for each in WRITTEN_ON_PAGES if each in written] if name == RELEASES else []
        setattr(g, f"peil_{name}", Session(db.engines[name], binds=dict.fromkeys(elsewhere, db.engine)))
    found: Session = getattr(g, f"peil_{name}")
    return found
