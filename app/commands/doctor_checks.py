"""Looks at one installation from all sides, each check apart, and says how to mend what it finds. Changes nothing."""

from __future__ import annotations

import os
import socket
import ssl
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from app.commands.backup_file import is_sound
from app.condition import LEAST_BYTES, OPEN_IT, backup_made_at, can_write, closed_places, free_bytes
from app.config import ROOT, Settings, secret_file

Level = Literal["right", "look", "wrong"]
OLDEST_BACKUP = timedelta(days=8)
SOON = timedelta(days=14)
BIG_CLOCK_STEP = timedelta(days=1)
COMMIT_HABITS = ("fsync", "synchronous_commit")
"""Settings of PostgreSQL without which a power failure takes back what was committed."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The result of one check of the installation.
    `level`: "right", "look" (it may be intended) or "wrong". `mend`: what to do; empty when all is right.
    """

    check: str
    level: Level
    says: str
    mend: str = ""


def settings_checks(settings: Settings) -> Iterator[Diagnosis]:
    """Look for settings that are allowed but unwise."""
    host = urlsplit(settings.base_url).hostname or ""
    if not settings.https and host not in {"127.0.0.1", "localhost", "::1"}:
        yield Diagnosis(
            "settings", "wrong", "PEIL_BASE_URL has no https.", "Codes would travel readable: begin it with https://."
        )
    elif settings.https and not settings.trusted_proxies:
        yield Diagnosis(
            "proxies",
            "look",
            "PEIL_TRUSTED_PROXIES is 0.",
            "Behind a web server set it to 1; otherwise all visitors share one limit on wrong tries.",
        )
    else:
        yield Diagnosis("settings", "right", f"{settings.base_url}, smallest group {settings.min_group}.")


def folder_checks(settings: Settings) -> Iterator[Diagnosis]:
    """Look at who may read and write the folders of the database and of keys, and at the room on their disks."""
    for name, folder in (("PEIL_INSTANCE", settings.instance), ("PEIL_KEYS", settings.keys)):
        if not can_write(folder):
            yield Diagnosis("permissions", "wrong", f"{folder} ({name}) cannot be written.", OPEN_IT)
        if free_bytes(folder) < LEAST_BYTES:
            yield Diagnosis("disk", "wrong", f"The disk of {folder} has under 200 MB left.", "Make room.")
        else:
            yield Diagnosis("disk", "right", f"{free_bytes(folder) // 1024**2} MB are free for {folder}.")
    open_to_others = [path.name for path in _secret_files(settings) if _is_open_to_others(path)]
    elsewhere = secret_file(os.environ)
    if elsewhere.parent != settings.keys and elsewhere.is_file() and _is_open_to_others(elsewhere):
        yield Diagnosis(
            "permissions",
            "wrong",
            f"Others may read {elsewhere}, with which sign-ins and cards are signed (PEIL_SECRET_FILE).",
            f"If it holds a secret: chmod 600 {elsewhere}. Otherwise correct PEIL_SECRET_FILE.",
        )
    elif open_to_others:
        yield Diagnosis(
            "permissions",
            "wrong",
            f"Others may read {', '.join(open_to_others)} in {settings.keys}.",
            f"chmod 700 {settings.keys} && chmod 600 {settings.keys}/*",
        )
    else:
        yield Diagnosis("permissions", "right", "Only the user of Peil reads the keys.")


def database_checks(settings: Settings) -> Iterator[Diagnosis]:
    """Look for damage in a SQLite database, and whether PostgreSQL puts on the disk what it has committed."""
    if not settings.database_url.startswith("sqlite"):
        yield _commits_check(settings.database_url)
        return
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    if closed := closed_places(settings):
        names = ", ".join(map(str, closed))
        yield Diagnosis("database", "wrong", f"{names} cannot be written.", OPEN_IT)
    if not path.exists() or not os.access(path, os.R_OK):
        return
    sound = is_sound(path)
    if sound:
        yield Diagnosis("database", "right", f"Every page of {path} is where it belongs.")
    elif sound is None:
        yield Diagnosis("database", "wrong", f"{path} cannot be looked into.", OPEN_IT)
    else:
        yield Diagnosis(
            "database", "wrong", f"{path} is damaged.", "Stop the service, move the file away, and peil restore."
        )


def _commits_check(url: str) -> Diagnosis:
    """Look whether a commit waits for the disk: people get a receipt for what they sent once it is committed."""
    from sqlalchemy import create_engine, text

    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            habits = [connection.scalar(text(f"SHOW {name}")) for name in COMMIT_HABITS]
    finally:
        engine.dispose()
    if "off" in habits:
        return Diagnosis(
            "database",
            "wrong",
            "PostgreSQL commits before the disk has it: after a power failure answers with a receipt may be gone.",
            "Set fsync and synchronous_commit to on.",
        )
    return Diagnosis("database", "right", "What PostgreSQL committed is on its disk.")


def role_checks(settings: Settings) -> Iterator[Diagnosis]:
    """Look whether the roles on PostgreSQL have more rights than they need; check nothing for SQLite."""
    if settings.database_url.startswith("sqlite"):
        return
    from app.commands.granting import owns_tables, private_tables_read

    if owns_tables(settings.database_url):
        yield Diagnosis(
            "roles",
            "look",
            "PEIL_DATABASE_URL names a role that may change or drop tables.",
            "Right for the owner's commands; let services use the roles of `peil database roles` (docs/operate.md).",
        )
    else:
        yield Diagnosis("roles", "right", "The role of PEIL_DATABASE_URL cannot change a table.")
    if not settings.read_url:
        return
    if tables := private_tables_read(settings.read_url):
        yield Diagnosis(
            "roles",
            "wrong",
            f"The role of PEIL_READ_URL may read {', '.join(tables)}.",
            "Use the reader of `peil database roles`, which may not.",
        )
    else:
        yield Diagnosis("roles", "right", "The role of PEIL_READ_URL can read no private table.")


def limits_checks(settings: Settings) -> Iterator[Diagnosis]:
    """Look whether the store in which all web hosts count keeps on a disk what it should forget."""
    from app.web.shared_store import writes_to_disk

    if settings.shared_url and writes_to_disk(settings.shared_url):
        yield Diagnosis(
            "limits",
            "wrong",
            "The store of PEIL_SHARED_URL writes to a disk.",
            'What it counts must be forgotten within the hour: save "" and appendonly no.',
        )
    elif settings.shared_url:
        yield Diagnosis("limits", "right", "All web hosts count failed tries together, in memory alone.")


def worker_checks(settings: Settings) -> Iterator[Diagnosis]:
    """Look whether the workers of PEIL_DASK are there and fit to count; check nothing where no scheduler is named."""
    if not settings.dask:
        return
    from app.dask_workers import WorkersUnfit, connected

    try:
        connected(settings.dask)
    except (WorkersUnfit, OSError, TimeoutError) as fault:
        yield Diagnosis(
            "workers",
            "wrong",
            f"PEIL_DASK: {str(fault) or type(fault).__name__}. All is done on the ticker's machine meanwhile.",
            "Start the scheduler, and peil worker of this version beside it.",
        )
    else:
        yield Diagnosis("workers", "right", "The workers run this program and keep everything in memory.")


def clock_checks(now: datetime) -> Iterator[Diagnosis]:
    """Look whether the clock shows a time before this program was installed."""
    newest = max(path.stat().st_mtime for path in (ROOT / "app").glob("*.py"))
    if now < datetime.fromtimestamp(newest, tz=UTC) - BIG_CLOCK_STEP:
        yield Diagnosis(
            "clock", "wrong", f"It would be {now:%Y-%m-%d}, before Peil was installed.", "Set the clock right."
        )
    else:
        yield Diagnosis("clock", "right", f"It is {now:%Y-%m-%d %H:%M} UTC.")


def backup_checks(settings: Settings, *, now: datetime) -> Iterator[Diagnosis]:
    """Look how old the last backup is."""
    taken = backup_made_at(settings.instance)
    if taken is None:
        yield Diagnosis("backup", "look", "No backup was made here.", "peil backup FILE --to AGE1…, every night.")
        return
    if now - taken > OLDEST_BACKUP:
        yield Diagnosis(
            "backup", "wrong", f"The last backup is of {taken:%Y-%m-%d}.", "Look why the timer of backups stopped."
        )
    else:
        yield Diagnosis("backup", "right", f"The last backup is of {taken:%Y-%m-%d %H:%M} UTC.")


def push_checks(settings: Settings) -> Iterator[Diagnosis]:
    """Look whether the key for reminders is there and readable."""
    from app.reminders.vapid import read_vapid
    from app.vault.key_files import KeyFileUnreadable

    try:
        found = read_vapid(settings.keys, base_url=settings.base_url)
    except KeyFileUnreadable:
        found = None
    if found is None:
        yield Diagnosis("push", "wrong", f"vapid.key in {settings.keys} cannot be read.", "Put it back from a backup.")
    else:
        yield Diagnosis("push", "right", "Reminders can be signed.")


def outside_checks(settings: Settings, *, now: datetime) -> Iterator[Diagnosis]:
    """Ask the public address for its certificate, as a phone would. Needs the network."""
    parts = urlsplit(settings.base_url)
    if parts.scheme != "https":
        return
    place = (parts.hostname or "", parts.port or 443)
    try:
        trusted = ssl.create_default_context()
        with (
            socket.create_connection(place, timeout=5) as plain,
            trusted.wrap_socket(plain, server_hostname=place[0]) as secure,
        ):
            certificate = secure.getpeercert() or {}
        ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), tz=UTC)
    except (OSError, KeyError, ValueError) as fault:
        yield Diagnosis(
            "certificate", "wrong", f"{settings.base_url} cannot be reached: {fault}.", "Look at the web server."
        )
        return
    level: Level = "wrong" if ends - now < SOON else "right"
    mend = "Look why it was not renewed." if level == "wrong" else ""
    yield Diagnosis("certificate", level, f"The certificate is good until {ends:%Y-%m-%d}.", mend)


def apart(name: str, check: Callable[[], Iterable[Diagnosis]]) -> list[Diagnosis]:
    """Run one check and return what it found. When it raises, return one result that says so instead.
    Thus a failing check does not stop the others. `name`: the check's name in that result.
    """
    try:
        return list(check())
    except Exception as fault:
        return [
            Diagnosis(
                name, "wrong", f"This could not be looked at: {type(fault).__name__}.", "Look at the log and the disk."
            )
        ]


def where_it_answers(check: Callable[[Settings], Iterable[Diagnosis]], settings: Settings) -> list[Diagnosis]:
    """Return what a check finds; nothing where the database does not answer, which another check says with its mend."""
    from sqlalchemy.exc import OperationalError

    try:
        return list(check(settings))
    except OperationalError:
        return []


def _is_open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _secret_files(settings: Settings) -> list[Path]:
    files = [path for path in settings.keys.glob("*") if path.suffix == ".key" or path.name in {"secret", "left"}]
    return [settings.keys, *files] if settings.keys.is_dir() and os.access(settings.keys, os.R_OK) else []
