"""A receipt is given for what is on the disk: neither a kill nor a power failure takes it back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from app.commands.serving import threads_for
from app.db import db, writing

FULL = 2


@pytest.mark.sqlite("on PostgreSQL the server decides when a commit is on the disk, and Peil changes nothing of that")
def test_a_commit_waits_for_the_disk(app: Flask) -> None:
    """SQLite's `normal` leaves the log to the system until it is emptied, which a reader can hold off."""
    del app
    with writing(db.session):
        assert db.session.scalar(text("PRAGMA synchronous")) == FULL


@pytest.mark.parametrize(
    ("database", "threads"), [("sqlite:////srv/peil/peil.db", 2), ("postgresql+psycopg://peil@db/peil", 8)]
)
def test_few_threads_wait_behind_one_lock(database: str, threads: int) -> None:
    """Where everybody writes in one file more threads only take the processor from the one whose turn it is."""
    assert threads_for(database) == threads
