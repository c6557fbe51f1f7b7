"""Decides which process takes a new visitor, and in which order a process works on what visitors sent.

Knows connections only, not what is served on them.
"""

from __future__ import annotations

import mmap
from collections import deque
from typing import Protocol

MOST_AHEAD = 4
"""How many requests that send something go before a page that waits longer."""


class WaitingConnection(Protocol):
    """A connection with a complete request on it; `sends`: whether it brings something, such as an answer."""

    @property
    def sends(self) -> bool: ...


class SentFirst:
    """A queue of connections: who sends something goes before who asks for a page, whose phone has nothing to lose.

    After `MOST_AHEAD` of them one page has its turn, so that nobody can keep others from reading.
    """

    def __init__(self) -> None:
        self._sent: deque[WaitingConnection] = deque()
        self._asked: deque[WaitingConnection] = deque()
        self._ahead = 0

    def __len__(self) -> int:
        return len(self._sent) + len(self._asked)

    def append(self, waiting: WaitingConnection) -> None:
        """Add a connection behind those of its kind."""
        (self._sent if waiting.sends else self._asked).append(waiting)

    def popleft(self) -> WaitingConnection:
        """Remove and return the connection whose turn it is. Raises IndexError when none waits."""
        if self._asked and (not self._sent or self._ahead >= MOST_AHEAD):
            self._ahead = 0
            return self._asked.popleft()
        self._ahead = self._ahead + 1 if self._asked else 0
        return self._sent.popleft()


class ConnectionCounts:
    """How many connections each process of a server holds, in memory that they share.

    Made before the processes are begun. A number is written by its own process only.
    """

    def __init__(self, processes: int) -> None:
        self._counts = memoryview(mmap.mmap(-1, 8 * processes)).cast("Q")

    def write(self, place: int, count: int) -> None:
        """Tell the other processes how many connections the process `place` (from 0) holds."""
        self._counts[place] = count

    def has_more_than_another(self, place: int) -> bool:
        """Return whether another process holds fewer connections than the process `place`."""
        return min(self._counts) < self._counts[place]
