"""A receipt is given for what is on the disk: neither a kill nor a power failure takes it back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from app.commands.serving import threads_for
from app.db import db, writing

FULL = 2


def test_a_commit_waits_for_the_disk(any_app: Flask) -> None:
    """SQLite's `normal` leaves the log to the system until it is emptied, which a reader can hold off. On PostgreSQL
    the server decides, and Peil changes nothing of that.
    """
    del any_app
    on_postgres = db.engine.dialect.name == "postgresql"
    with writing(db.session):
        habit = db.session.scalar(text("SHOW synchronous_commit" if on_postgres else "PRAGMA synchronous"))
    assert habit == ("on" if on_postgres else FULL)


@pytest.mark.parametrize(
    ("database", "threads"), [("sqlite:////srv/peil/peil.db", 2), ("postgresql+psycopg://peil@db/peil", 8)]
)
def test_few_threads_wait_behind_one_lock(database: str, threads: int) -> None:
    """Where everybody writes in one file more threads only take the processor from the one whose turn it is."""
    assert threads_for(database) == threads
