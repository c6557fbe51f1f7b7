"""Runs independent parts of heavy work, here or elsewhere, and returns what they give in the order of the parts.

Decides that the outcome is the same whatever runs it: a part is a plain function of what it is given, and what fails
elsewhere is done here. `app/work_engine.py` chooses; knows no database, no framework and no library of its own.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from app.parent_process import end_with_parent

T = TypeVar("T")
R = TypeVar("R")

LONG_SECONDS = 10.0
"""The processor time of parts done in this process before others help: they begin after two to three seconds."""


class Spread(Protocol):
    """Whatever runs parts of work: this thread, several threads or processes, or workers elsewhere."""

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
        with ThreadPoolExecutor(self._threads) as pool:
            yield from _over_pool(pool, work, parts, most=self._threads + 1)


class InProcesses:
    """Runs parts in this process, and once they have taken long, the others in several processes of this machine."""

    def __init__(self, processes: int) -> None:
        """Take how many processes may be begun, at least one."""
        self._processes = processes

    def over(self, work: Callable[[T], R], parts: Iterable[T]) -> Iterator[R]:
        """Yield `work(part)` for each part, in order; `work` and parts must be picklable."""
        spent, left = 0.0, iter(parts)
        for part in left:
            began = time.process_time()
            done = work(part)
            spent += time.process_time() - began
            yield done
            if spent > LONG_SECONDS and self._processes > 1:
                break
        else:
            return
        from loky import ProcessPoolExecutor  # The standard one runs the command that was begun once more.

        try:
            pool = ProcessPoolExecutor(self._processes, initializer=_begin_process, initargs=(work, os.getpid()))
        except (OSError, ImportError):  # A machine without shared memory for semaphores.
            yield from map(work, left)
            return
        with pool:
            yield from _over_pool(pool, work, left, sent=_work_here, most=2 * self._processes)


def _over_pool(
    pool: Executor, work: Callable[[T], R], parts: Iterable[T], *, most: int, sent: Callable[[T], R] | None = None
) -> Iterator[R]:
    """Yield `work(part)` for each part, in order, with at most `most` of them under way.

    `sent`: what the pool does with a part, when `work` itself is there already.
    """
    under_way: deque[tuple[T, Future[R] | None]] = deque()
    for part in parts:
        under_way.append((part, _sent(pool, sent or work, part)))
        if len(under_way) >= most:
            yield _given(work, *under_way.popleft())
    while under_way:
        yield _given(work, *under_way.popleft())


def _sent(pool: Executor, work: Callable[[T], R], part: T) -> Future[R] | None:
    try:
        return pool.submit(work, part)
    except BrokenExecutor:
        return None


def _given(work: Callable[[T], R], part: T, sent: Future[R] | None) -> R:
    """Return what came of a part; it is done here when its process was killed."""
    try:
        return work(part) if sent is None else sent.result()
    except BrokenExecutor:
        return work(part)


_work: list[Callable[[Any], Any]] = []
"""In a process that helps: what it does with each part. It travels once, because it holds what all parts need."""


def _begin_process(work: Callable[[Any], Any], parent: int) -> None:
    """End with the process that asked for it, and keep what it asks for."""
    end_with_parent(parent)
    _work.append(work)


def _work_here(part: Any) -> Any:
    return _work[0](part)


HERE: Spread = InOneThread()
