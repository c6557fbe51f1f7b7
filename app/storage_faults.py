"""Names why the database or a folder could not be used, so that pages, logs and commands say the same cause.

Decides what an error of the disk or of either database means and how an operator mends it. Needs neither Flask nor
SQLAlchemy, and never repeats what was to be written.
"""

from __future__ import annotations

import errno
import sqlite3
from typing import Literal

StorageCause = Literal["away", "busy", "full", "closed", "damaged", "disk"]

STORAGE_WORDS: dict[StorageCause, tuple[str, str]] = {
    "away": ("it does not answer", "Look at PEIL_DATABASE_URL and whether it runs."),
    "busy": ("others used it for too long", "Try again in a moment."),
    "full": ("the disk is full", "Make room; what was committed before is safe."),
    "closed": (
        "it cannot be written",
        "Give it back to the user of Peil, or let the disk be written again.",
    ),
    "damaged": ("it is damaged", "Stop service and ticker, move it away, and bring a backup back (peil restore)."),
    "disk": ("the disk reports an error", "Look into the log of the system, and make a backup on another disk."),
}
"""By cause what is the matter with the database or a folder, and how to mend it, in the language of logs."""

_BY_ERRNO: dict[int | None, StorageCause] = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EACCES: "closed",
    errno.EPERM: "closed",
    errno.EROFS: "closed",
    errno.EIO: "disk",
    errno.ETIMEDOUT: "busy",
}
_BY_SQLITE: dict[int, StorageCause] = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "closed",
    sqlite3.SQLITE_PERM: "closed",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_CANTOPEN: "away",
}
_BY_SQLSTATE: dict[str, StorageCause] = {
    "53100": "full",
    "25006": "closed",
    "42501": "closed",
    "XX001": "damaged",
    "XX002": "damaged",
    "58030": "disk",
    "55P03": "busy",
    "57014": "busy",
    "40001": "busy",
    "40P01": "busy",
}
"""By SQLSTATE, from PostgreSQL's documentation, appendix A."""


def storage_cause(fault: BaseException) -> StorageCause | None:
    """Return why the database or a folder could not be used; None when `fault` is about something else.

    `fault`: an error of the system, of a database's driver, or SQLAlchemy's around one.
    """
    said = getattr(fault, "orig", None) or fault
    if isinstance(said, OSError):
        return _BY_ERRNO.get(said.errno)
    if isinstance(said, sqlite3.Error):
        return _cause_in_sqlite(said)
    state = getattr(said, "sqlstate", None)
    if state in _BY_SQLSTATE:
        return _BY_SQLSTATE[state]
    return "away" if _is_operational(said) else None


def storage_line(cause: StorageCause) -> str:
    """Return what is the matter and how to mend it, as the end of a line that begins with what cannot be used."""
    says, mend = STORAGE_WORDS[cause]
    return f"{says}. {mend}"


def _cause_in_sqlite(fault: sqlite3.Error) -> StorageCause | None:
    """Return the cause by SQLite's primary result code, which is the lowest byte of the extended one."""
    code = getattr(fault, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in _BY_SQLITE:
        return _BY_SQLITE[code & 0xFF]
    return "away" if isinstance(fault, sqlite3.OperationalError) else None


def _is_operational(fault: BaseException) -> bool:
    """Return whether this is the OperationalError of a driver, which stands for a server that is not there."""
    return any(each.__name__ == "OperationalError" for each in type(fault).__mro__)
