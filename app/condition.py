"""Says what can be seen of an installation at a glance: is the ticker at work, is there room, can keys be made.

Cheap enough for every `/healthz`. Names folders and kinds; nothing about anybody.
"""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.config import Settings
from app.db import AnySession
from app.other_sessions import reader_answers
from app.programme.concerns import Waiting
from app.programme.last_tick import TickRecord
from app.programme.models import Period
from app.web.shared_store import store_answers

LATE = timedelta(minutes=15)
"""A ticker looks every minute and writes at least every five; this long without a trace means that it stands still."""
LEAST_BYTES = 200 * 1024 * 1024
BACKUP_NOTE = "backup.made"
"""The file in the instance folder that says when the last backup was made."""


def present_concerns(session: AnySession, settings: Settings, *, now: datetime) -> set[Waiting]:
    """Return what is wrong with the server now, such as a scheduled job that is late or a disk that is full.
    Looks by itself, so that it also finds this when the scheduled job never runs; whether keys can be written, and
    whether the database of readers and the shared store of limits answer, among it.
    """
    found = set()
    ticked = session.scalar(select(TickRecord.ticked_at))
    if ticked is not None and now - ticked > LATE:
        found.add(Waiting("tick_late", "tick"))
    if any(free_bytes(folder) < LEAST_BYTES for folder in (settings.instance, settings.keys)):
        found.add(Waiting("disk_full", "disk"))
    if not can_write(settings.keys):
        found.add(Waiting("keys_folder", "keys"))
    if closed_places(settings):
        found.add(Waiting("database_closed", "database"))
    if not reader_answers():
        found.add(Waiting("reader_silent", "reader"))
    if settings.shared_url and not store_answers(settings.shared_url):
        found.add(Waiting("shared_silent", "limits"))
    return found


def closed_places(settings: Settings) -> list[Path]:
    """Return what this user cannot write of the instance folder and a SQLite database in it; empty when all can be."""
    files = (
        [Path(settings.database_url.removeprefix("sqlite:///"))] if settings.database_url.startswith("sqlite") else []
    )
    return [
        *(place for place in (settings.instance,) if not can_write(place)),
        *(file for file in files if file.exists() and not os.access(file, os.W_OK)),
    ]


OPEN_IT = "Give it to the user of Peil, or let its disk be written again."
"""How to mend a file or folder that cannot be written: after an error a system may let a disk only be read."""


def free_bytes(folder: Path) -> int:
    """Return how many bytes a user may still write on the disk of a folder, or of the nearest one that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def can_write(folder: Path) -> bool:
    """Return whether files can be made in the folder, or the folder itself where it does not exist yet."""
    place = folder if folder.exists() else folder.parent
    return os.access(place, os.W_OK | os.X_OK)


def backup_made_at(instance: Path) -> datetime | None:
    """Return when the last backup was made; None when none is known of."""
    try:
        return datetime.fromisoformat((instance / BACKUP_NOTE).read_text().strip())
    except (OSError, ValueError):
        return None


def figures_of(session: AnySession | None, settings: Settings) -> dict[str, tuple[str, float]]:
    """Return the server's figures that an operator monitors: name → description and value.
    None of them counts people or answers.

    `session`: None when the database does not answer.
    """
    made = backup_made_at(settings.instance)
    found = {
        "peil_instance_free_bytes": ("Room on the disk of the database.", float(free_bytes(settings.instance))),
        "peil_keys_free_bytes": ("Room on the disk of the keys.", float(free_bytes(settings.keys))),
        "peil_last_backup_timestamp_seconds": (
            "When the last backup was made; 0: never.",
            made.timestamp() if made else 0.0,
        ),
    }
    if session is not None:
        ticked = session.scalar(select(TickRecord.ticked_at))
        states = session.execute(select(Period.state, func.count()).group_by(Period.state)).all()
        found["peil_last_tick_timestamp_seconds"] = ("When the last tick ran.", ticked.timestamp() if ticked else 0.0)
        for state, count in states:
            found[f"peil_periods_{state}"] = (f"Periods that are {state}.", float(count))
    return found
