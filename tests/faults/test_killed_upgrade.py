"""An upgrade that is killed half-way changes nothing, and the next one finishes with every row in its place."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, event, text

from app.db import db
from tests.databases import downgrade
from tests.test_migrations_with_data import LOST_ON_PURPOSE, fill_everything, revisions, rows

OLD = ("0001", "0012", "0022")
"""The first version, one from the middle, and one of the last: what installations come from."""


@pytest.fixture
def emptied(any_app: Flask) -> Iterator[Flask]:
    """A database without any table."""
    db.session.remove()
    downgrade(revision="base")
    yield any_app
    db.engine.dispose()


def version() -> str:
    with db.engine.connect() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def killed(work: Callable[[], object], *, after: int) -> int:
    """Do the work in another process, which is killed when it has written this version number of migrations.

    Return the signal that ended it; 0 when it came to its end.
    """
    db.session.remove()
    db.engine.dispose()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            _die_after(after)
            work()
            status = 0
        finally:
            os._exit(status)
    _pid, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) <= 0, "the upgrade failed instead of being killed"
    return -os.waitstatus_to_exitcode(status)


def _die_after(count: int) -> None:
    done = 0

    def executed(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        nonlocal done
        done += statement.startswith("UPDATE alembic_version")
        if done == count > 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "after_cursor_execute", executed)


@pytest.mark.parametrize("old", OLD)
def test_killed_at_any_migration_it_is_as_before(emptied: Flask, old: str) -> None:
    """After the first, one between and the last: version and rows of before; then it runs through, nothing missing."""
    upgrade(revision=old)
    filled = fill_everything()
    following = revisions()[revisions().index(old) + 1 :]
    for after in sorted({1, len(following) // 2 or 1, len(following)}):
        assert killed(upgrade, after=after) == signal.SIGKILL
        assert version() == old
    assert {name: number for name, number in rows().items() if number != filled.get(name)} == {}
    assert killed(upgrade, after=0) == 0
    assert version() == revisions()[-1]
    kept = rows()
    given_up = LOST_ON_PURPOSE | {"conclusion"}
    assert {name for name, number in filled.items() if kept.get(name) != number} <= given_up
