"""A process that stopped while it held the lock of the database stops nobody for ever: others read on, or are told."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import create_app
from app.config import Settings
from app.db import _lock_number, db, writing
from app.file_turns import take_lock
from app.storage_faults import storage_cause
from app.vault import left_rows
from tests.at_once import MOST_SECONDS
from tests.conftest import Visitor
from tests.region import SmallRegion


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Let somebody else have the lock of this file, who never gives it back within the block."""
    with path.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        yield


@pytest.mark.sqlite("PostgreSQL has no lock file")
def test_who_writes_is_told_and_who_reads_is_served(
    region: SmallRegion, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, each writer waited as long as that process stood, until no thread of the server was left."""
    monkeypatch.setattr("app.db.QUEUE_SECONDS", 0.05)
    production = create_app(settings)
    production.config["WTF_CSRF_ENABLED"] = False
    production.test_client_class = Visitor
    client, code = production.test_client(), {"code": region.participant.code.text}
    with held(settings.instance / "peil.db.lock"):
        refused = [client.post("/staff/sign-in", data={"email": "a@example.org", "password": "x"}) for _ in range(3)]
        assert client.get("/").status_code == 200
        assert client.post("/code", data=code).status_code == 303  # Looks only.
    assert [(each.status_code, each.headers["Retry-After"]) for each in refused] == [(503, "30")] * 3
    assert client.post("/staff/sign-in", data={"email": "a@example.org", "password": "x"}).status_code != 503


def test_once_somebody_waited_in_vain_others_are_told_at_once(tmp_path: Path) -> None:
    """Until the lock was free: then everybody waits for their turn again."""
    path = tmp_path / "lock"
    with held(path), path.open("w") as one, path.open("w") as two:
        assert not take_lock(one, seconds=0.05)
        assert not take_lock(two, seconds=MOST_SECONDS), "this one would wait"
    with path.open("w") as three:
        assert take_lock(three, seconds=MOST_SECONDS)


def test_who_waits_gets_the_lock_when_it_is_free(tmp_path: Path) -> None:
    """And it is theirs until they close the file."""
    path = tmp_path / "lock"
    got = []
    with path.open("w") as waiting:
        with held(path):
            own = threading.Thread(target=lambda: got.append(take_lock(waiting, seconds=MOST_SECONDS)))
            own.start()
        own.join(MOST_SECONDS)
        assert got == [True]
        with path.open("w") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_the_list_of_who_left_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault names the lock, so that an operator finds who holds it."""
    monkeypatch.setattr(left_rows, "LOCK_SECONDS", 0.05)
    with held(tmp_path / ".left.lock"), pytest.raises(TimeoutError, match="another process holds it") as raised:
        left_rows.note_left(tmp_path, [b"name"])
    assert raised.value.filename == str(tmp_path / ".left.lock")


@pytest.mark.postgres
@pytest.mark.parametrize("any_app", ["postgres"], indirect=True)
def test_a_turn_on_postgresql_is_not_waited_for_for_ever(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction of a process that stopped holds its turn as long as its connection stands."""
    monkeypatch.setattr("app.db.QUEUE_SECONDS", 0.05)
    db.session.remove()
    db.engine.dispose()
    with db.engine.connect() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _lock_number("list")})
        with pytest.raises(OperationalError) as raised, writing(db.session, turn="list"):
            pass
    assert storage_cause(raised.value) == "busy"
    with writing(db.session, turn="list"):
        pass
