"""Waits for the lock of a file in the order in which others began to wait, but never for ever.

The system's own waiting is fair and has no limit; a process that stopped while it held the lock would stop all others.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from typing import IO, Any

_IN_VAIN: dict[str, threading.Thread] = {}
"""By the name of a lock the thread that waited too long for it and waits on; once it ends, the lock was free."""

MOMENT_SECONDS = 0.1
"""Longer than who waited in vain has the lock when it is free at last, and gives it back."""


def take_lock(file: IO[Any], *, seconds: float) -> bool:
    """Lock an open file until it is closed; return False when that took longer than `seconds`.

    While somebody waited in vain and the lock was not free since, others are told after `MOMENT_SECONDS`.
    """
    if try_lock(file):
        return True
    name = str(file.name)
    if others := _IN_VAIN.get(name):
        others.join(MOMENT_SECONDS)
        if others.is_alive():
            return False
    waiting = threading.Thread(target=_wait_for, args=(os.dup(file.fileno()),), daemon=True)
    waiting.start()
    waiting.join(seconds)
    if waiting.is_alive():
        _IN_VAIN[name] = waiting
    return not waiting.is_alive()


def try_lock(file: IO[Any], *, longest: float | None = None) -> bool:
    """Lock an open file until it is closed, without waiting; return False when another process or file has it.

    `longest`: seconds after which who has it counts as hanging, and True is returned although the lock is theirs.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return longest is not None and time.time() - os.fstat(file.fileno()).st_mtime > longest
    if longest is not None:
        os.utime(file.fileno())
    return True


def _wait_for(own: int) -> None:
    """Wait for the lock by a descriptor of our own; closing it gives the lock back where the file was closed before."""
    try:
        fcntl.flock(own, fcntl.LOCK_EX)
    finally:
        os.close(own)
