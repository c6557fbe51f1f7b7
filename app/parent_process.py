"""Ties a process to the one that began it."""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress

PR_SET_PDEATHSIG = 1
"""From linux/prctl.h: the signal that a process gets when its parent ends."""


def end_with_parent(parent: int) -> None:
    """Let Linux kill this process when the one that began it is killed, so that nothing of it stays behind.

    `parent`: the number of that process; when it is gone already, this one ends at once.
    """
    with suppress(OSError, AttributeError):  # Another system has no such call.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
