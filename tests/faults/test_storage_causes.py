"""Every error of the disk and of both databases is told by its cause, and errors about something else are not."""

from __future__ import annotations

import errno
import sqlite3

import psycopg.errors
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app.commands.peil import database_fault
from app.storage_faults import STORAGE_WORDS, StorageCause, storage_cause


def of_sqlite(name: str) -> sqlite3.Error:
    fault = sqlite3.OperationalError("said by SQLite")
    fault.sqlite_errorcode = getattr(sqlite3, name)
    return fault


CAUSES: list[tuple[BaseException, StorageCause]] = [
    (OSError(errno.ENOSPC, "No space left on device"), "full"),
    (OSError(errno.EROFS, "Read-only file system"), "closed"),
    (PermissionError(errno.EACCES, "Permission denied"), "closed"),
    (OSError(errno.EIO, "Input/output error"), "disk"),
    (of_sqlite("SQLITE_FULL"), "full"),
    (of_sqlite("SQLITE_READONLY_DBMOVED"), "closed"),
    (of_sqlite("SQLITE_CORRUPT_INDEX"), "damaged"),
    (of_sqlite("SQLITE_NOTADB"), "damaged"),
    (of_sqlite("SQLITE_BUSY_SNAPSHOT"), "busy"),
    (of_sqlite("SQLITE_IOERR_WRITE"), "disk"),
    (of_sqlite("SQLITE_CANTOPEN"), "away"),
    (psycopg.errors.DiskFull(), "full"),
    (psycopg.errors.InsufficientPrivilege(), "closed"),
    (psycopg.errors.ReadOnlySqlTransaction(), "closed"),
    (psycopg.errors.DataCorrupted(), "damaged"),
    (psycopg.errors.LockNotAvailable(), "busy"),
    (psycopg.errors.AdminShutdown(), "away"),
    (psycopg.OperationalError("connection refused"), "away"),
]


@pytest.mark.parametrize(
    ("fault", "cause"), CAUSES, ids=lambda each: each if isinstance(each, str) else repr(each)[:50]
)
def test_each_has_its_cause_also_when_wrapped(fault: Exception, cause: StorageCause) -> None:
    """As the driver raises it, and as SQLAlchemy hands it on; the line of a command says the same."""
    assert storage_cause(fault) == cause
    wrapped = DBAPIError("INSERT INTO ballot", None, fault)
    assert storage_cause(wrapped) == cause
    said = database_fault(wrapped) or ""
    assert all(words in said for words in STORAGE_WORDS[cause])
    assert "INSERT" not in said


@pytest.mark.parametrize(
    "fault",
    [
        ValueError("x"),
        FileNotFoundError(errno.ENOENT, "No such file"),
        ConnectionResetError(errno.ECONNRESET, "Connection reset"),
        IntegrityError("INSERT", None, sqlite3.IntegrityError("UNIQUE")),
        psycopg.errors.UndefinedColumn(),
    ],
    ids=lambda each: type(each).__name__,
)
def test_other_faults_have_none(fault: Exception) -> None:
    """A mistake of the program must not look like a broken disk."""
    assert storage_cause(fault) is None


def test_an_upgrade_is_never_the_mend_of_a_broken_disk() -> None:
    """That line belongs to databases of an older version alone."""
    damaged = OperationalError("SELECT", None, of_sqlite("SQLITE_CORRUPT"))
    assert "peil restore" in (database_fault(damaged) or "")
    assert "peil upgrade" not in (database_fault(damaged) or "")
