"""Runs independent parts of heavy work, here or elsewhere, and returns what they give in the order of the parts.

Decides that the outcome is the same whatever runs it: a part is a plain function of what it is given, and what fails
elsewhere is done here. `app/work_engine.py` chooses; knows no database, no framework and no library of its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """Whatever runs parts of work: this thread, several threads, or workers elsewhere."""

    def over(self, work: Callable[[T], R], parts: Iterable[T]) -> Iterator[R]:
        """Yield `work(part)` for each part, in their order, with a bounded number of parts in memory."""


class InOneThread:
    """Runs every part when its outcome is asked for."""

    def over(self, work: Callable[[T], R], parts: Iterable[T]) -> Iterator[R]:
        """Yield `work(part)` for each part, one after another."""
        return map(work, parts)


class InThreads:
    """Runs parts in several threads of this process, for work that releases Python's lock."""

    def __init__(self, threads: int) -> None:
        """Take how many threads there are, at least one."""
        self._threads = threads

    def over(self, work: Callable[[T], R], parts: Iterable[T]) -> Iterator[R]:
        """Yield `work(part)` for each part, in order; while one is used the threads work on the next."""
        under_way: deque[Future[R]] = deque()
        with ThreadPoolExecutor(self._threads) as pool:
            for part in parts:
                under_way.append(pool.submit(work, part))
                if len(under_way) > self._threads:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()


HERE: Spread = InOneThread()
