"""Remembers that nothing was due, so that the next tick need not load the program to find that again.

A tick is decided by the database, the folder of keys, the program with its content, and the moment. If none of the
first three changed since a tick that found nothing, and no stored moment has come, this tick finds nothing either.
The note holds a keyed digest of these three and two moments: nothing about anybody. Knows neither Flask nor SQLAlchemy.
"""

from __future__ import annotations

import hmac
import json
import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from app.config import ROOT, Settings
from app.whole_files import write_whole

FILE = "tick.quiet"
AT_MOST = timedelta(minutes=5)
"""A tick looks at everything at least this often, because not every moment is stored as one."""
GRAIN_NS = 20_000_000
"""Files tell their time of change in steps of up to 10 ms: a change within the same step would go unseen."""
_WRITTEN_TO_POSTGRESQL = """
SELECT concat_ws(' ', pg_postmaster_start_time(), string_agg(
    concat_ws(' ', relid, pg_relation_filenode(relid), n_tup_ins, n_tup_upd, n_tup_del), ',' ORDER BY relid))
FROM pg_stat_user_tables WHERE schemaname = ANY (current_schemas(false)) AND relname <> 'tick_record'
HAVING NOT pg_is_in_recovery() AND current_setting('track_counts')::bool
   AND current_setting('server_version_num')::int >= 150000
"""
"""What PostgreSQL counts about our own tables: rows added, changed and deleted since it started, and their files.

A server counts within ten seconds of a commit, from version 15 on; so what was written just before a tick may be looked
at by the next one. Nothing that the server or another database writes is in it, nor that a tick looked.
"""


def is_quiet(settings: Settings, now: datetime) -> bool:
    """Return whether a run of the scheduled job can be skipped, because nothing is due.
    That is so when the last run found nothing more to do, nothing changed since, and its next moment is still to come.
    """
    try:
        kept = json.loads((settings.instance / FILE).read_text())
        since, until = (datetime.fromisoformat(kept[name]) for name in ("since", "until"))
        return since <= now < until and hmac.compare_digest(kept["state"], state_of(settings))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def keep_quiet(settings: Settings, *, state: str, since: datetime, until: datetime) -> None:
    """Store that nothing is due from `since` to `until`, as long as the state stays `state`; at most for `AT_MOST`."""
    text = {"state": state, "since": since.isoformat(), "until": min(until, since + AT_MOST).isoformat()}
    write_whole(settings.instance / FILE, json.dumps(text).encode())


def settled_state(settings: Settings) -> str:
    """Wait until 20 ms after the last change of the database's files, then return the state.
    Any later change then shows in the files' times, and so in the state.
    """
    changed = max((each[2] for each in _files_of(settings)), default=0)
    time.sleep(max(0, min(GRAIN_NS, changed + GRAIN_NS - time.time_ns())) / 1e9)
    return state_of(settings)


def state_of(settings: Settings) -> str:
    """Return a keyed digest that changes with the database, the key files, the program and the settings."""
    settings_now = sorted((name, value) for name, value in os.environ.items() if name.startswith("PEIL_"))
    keys = sorted(_times(each.path for each in os.scandir(settings.keys))) if settings.keys.is_dir() else []
    parts = [_database(settings), keys, max(_changes(ROOT / "app"), default=0), settings_now]
    return hmac.digest(settings.secret, json.dumps(parts).encode(), "sha256").hex()


def _database(settings: Settings) -> object:
    if settings.database_url.startswith("sqlite"):
        return _files_of(settings)
    import psycopg

    address = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            return connection.execute(_WRITTEN_TO_POSTGRESQL).fetchone() or time.time_ns()
    except psycopg.Error:
        # Unlike any other: a replica, or a database that is silent or counts nothing, is never quiet.
        return time.time_ns()


def _files_of(settings: Settings) -> list[tuple[str, int, int]]:
    if not settings.database_url.startswith("sqlite"):
        return []
    path = settings.database_url.removeprefix("sqlite:///")
    return [each for each in _times((path, f"{path}-wal")) if each[1]]  # An empty log is as good as none.


def _times(paths: Iterator[str] | tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """Yield name, size and time of change (nanoseconds) of each file that exists."""
    for path in paths:
        try:
            found = os.stat(path)  # noqa: PTH116  # Hundreds of files a minute: a Path for each costs more than this.
        except FileNotFoundError:
            continue
        yield path, found.st_size, found.st_mtime_ns


def _changes(folder: Path) -> Iterator[int]:
    for place, folders, files in os.walk(folder):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        yield from (found[2] for found in _times(f"{place}/{each}" for each in files))
