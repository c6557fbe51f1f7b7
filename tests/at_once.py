"""Things that happen at the same moment, in threads: what fails in one fails the test, and nothing waits forever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError
from typing import TypeVar

from flask import Flask

from app.db import db

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
