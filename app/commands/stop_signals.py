"""Waits for the signals that ask a resident command to stop."""

from __future__ import annotations

import select
import signal
import socket
from contextlib import ExitStack, suppress
from types import FrameType, TracebackType
from typing import Self

STOPPED = (signal.SIGTERM, signal.SIGINT)
"""Sent by a service manager, and by Ctrl-C."""


class StopSignals:
    """While its `with` block lasts: notes whether this command was asked to stop, and ends a wait when a signal comes.

    For the main thread. Python runs a handler only between two of its own steps, so a signal in the moment before a
    system call would be heard after it, perhaps never. The interpreter itself writes each signal to a socket at once
    (`signal.set_wakeup_fd`), and what waits, waits for that socket.

    `also`: other signals that end a wait, without asking to stop.
    """

    def __init__(self, *also: signal.Signals) -> None:
        self.asked = False
        self._also = also
        self._heard, self._written = socket.socketpair()
        self._undo = ExitStack()

    def __enter__(self) -> Self:
        for each in (self._heard, self._written):
            each.setblocking(False)
            self._undo.enter_context(each)
        before = signal.set_wakeup_fd(self._written.fileno(), warn_on_full_buffer=False)
        self._undo.callback(signal.set_wakeup_fd, before)
        for number in (*STOPPED, *self._also):
            self._undo.callback(signal.signal, number, signal.getsignal(number))
            signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()

    def wait(self, seconds: float | None = None) -> None:
        """Wait so many seconds, or for ever, until a signal comes or one came since the last wait."""
        select.select([self._heard], [], [], seconds)
        with suppress(BlockingIOError):
            self._heard.recv(4096)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.asked = self.asked or number in STOPPED
