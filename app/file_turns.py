"""Waits for the lock of a file in the order in which others began to wait, but never for ever.

The system's own waiting is fair and has no limit; a process that stopped while it held the lock would stop all others.
"""

from __future__ import annotations

import fcntl
import threading
from contextlib import suppress
from typing import IO, Any

_IN_VAIN: dict[str, threading.Thread] = {}
"""By the name of a lock the thread that waited too long for it and waits on; once it ends, the lock was free."""


def take_lock(file: IO[Any], *, seconds: float) -> bool:
    """Lock an open file until it is closed; return False when that took longer than `seconds`.

    While somebody waited in vain and the lock was not free since, others are told at once.
    """
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    name = str(file.name)
    if (others := _IN_VAIN.get(name)) and others.is_alive():
        return False
    # When the file is closed meanwhile, a lock that comes later ends with the call: nobody else has the file open.
    waiting = threading.Thread(target=fcntl.flock, args=(file.fileno(), fcntl.LOCK_EX), daemon=True)
    waiting.start()
    waiting.join(seconds)
    if waiting.is_alive():
        _IN_VAIN[name] = waiting
    return not waiting.is_alive()
