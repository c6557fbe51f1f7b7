"""Ties a process to the one that began it."""

from __future__ import annotations

import ctypes
import signal
from contextlib import suppress

PR_SET_PDEATHSIG = 1
"""From linux/prctl.h: the signal that a process gets when its parent ends."""


def end_with_parent() -> None:
    """Let Linux kill this process when the one that began it is killed, so that nothing of it stays behind."""
    with suppress(OSError, AttributeError):  # Another system has no such call.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
