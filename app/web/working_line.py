"""Lets one thread of a process make something heavy, and tells the others at once instead of letting them wait.

A server has few threads: whoever waits in one for a file that takes seconds keeps everybody else from their page.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from flask import current_app
from werkzeug.exceptions import ServiceUnavailable

MOMENT_SECONDS = 0.25
"""How long others wait for what is nearly done."""
AGAIN_SECONDS = 2
"""After which a reader who was told asks again."""
_HEAVY = "peil.heavy_files"


class StillWorking(ServiceUnavailable):
    """Another thread of this process makes something heavy; ask again after `AGAIN_SECONDS`."""


class WorkingLine:
    """The turn of one thread at a time. Nobody waits longer than `MOMENT_SECONDS` after a turn began.
    `clock`: tells seconds; only tests give their own.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turn = Lock()
        self._began = 0.0

    def patience(self) -> float:
        """Return for how many seconds a newcomer waits for the turn."""
        return max(0.0, self._began + MOMENT_SECONDS - self._clock()) if self._turn.locked() else MOMENT_SECONDS

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Have the turn while the block runs. Raises StillWorking."""
        if not self._turn.acquire(timeout=self.patience()):
            raise StillWorking
        self._began = self._clock()
        try:
            yield
        finally:
            self._turn.release()


def heavy_line() -> WorkingLine:
    """Return the line of this process in which files are written, one at a time."""
    line: WorkingLine = current_app.extensions.setdefault(_HEAVY, WorkingLine())
    return line
