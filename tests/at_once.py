"""Things that happen at the same moment, in threads: what fails in one fails the test, and nothing waits forever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError, Event, get_ident
from typing import Any, TypeVar
from unittest.mock import patch

from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app import db as database
from app.db import Base, db
from app.file_turns import take_lock

T = TypeVar("T")
MOST_SECONDS = 300
"""Nothing takes so long, on a busy machine either; reached only when something never comes."""


def at_once(app: Flask, *works: Callable[[], T]) -> list[T]:
    """Do all of it from the same moment, each in a thread and context of its own; what each returns, in their order.

    Raises what one of them raises.
    """
    together = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        with app.app_context():
            try:
                together.wait(MOST_SECONDS)
                return work()
            except BrokenBarrierError as fault:
                raise TimeoutError("the others never came") from fault
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result(MOST_SECONDS) for each in [pool.submit(run, work) for work in works]]


def before_the_first_commits(
    app: Flask, first: Callable[[], T], second: Callable[[], T], *, row: type[Base]
) -> list[T]:
    """Let `first` write such a row and wait; begin `second`; let `first` commit once the other waits for it or is done.

    What each returns. Raises what one of them raises. It is the worst moment for two who look before they write.
    """
    written, begun, queued, go_on = Event(), Event(), Event(), Event()
    who: list[int] = []

    def pause(session: Session, _context: Any) -> None:
        if get_ident() in who and not written.is_set() and any(isinstance(each, row) for each in session.new):
            written.set()
            assert go_on.wait(MOST_SECONDS)

    def take(*file: Any, **limit: Any) -> bool:
        if begun.is_set() and get_ident() not in who:
            queued.set()
        return take_lock(*file, **limit)

    def do(work: Callable[[], T], note: Callable[[], object]) -> T:
        with app.app_context():
            note()
            try:
                return work()
            finally:
                db.session.remove()

    db.session.rollback()
    event.listen(Session, "after_flush", pause)
    noting = patch.object(database, "take_lock", take)
    noting.start()
    try:
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(do, first, lambda: who.append(get_ident()))
            while not one.done() and not written.wait(0.05):
                pass
            assert written.is_set(), f"nothing was written: {one.result()}"
            two = pool.submit(do, second, begun.set)
            begun.wait(MOST_SECONDS)
            _until_it_waits(two, queued)
            go_on.set()
            return [each.result(MOST_SECONDS) for each in (one, two)]
    finally:
        go_on.set()
        event.remove(Session, "after_flush", pause)
        noting.stop()


def _until_it_waits(work: Future[T], queued: Event | None = None) -> None:
    """Until it is done or waits: for a lock of PostgreSQL, or in the queue of SQLite's writers."""
    if db.engine.dialect.name != "postgresql":
        while queued and not work.done() and not queued.wait(0.05):
            pass
        return
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        " AND pg_sleep(0.05) IS NOT NULL"
    )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not work.done() and not connection.scalar(waits):
            pass
