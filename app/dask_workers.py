"""Spreads work over the workers of a dask scheduler; what they cannot do is done here, with the same outcome.

Decides which workers are believed: they run this very program and put nothing on a disk. A period's key and what a
ballot says reach a worker's memory, and nothing else of it. Imported only where PEIL_DASK is set.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import dask
import structlog
from distributed import Client, Worker

from app.config import ROOT

log = structlog.get_logger()

T = TypeVar("T")
R = TypeVar("R")

CONNECT_SECONDS = 5
PATIENCE_SECONDS = 120
"""How long one part may take elsewhere before it is done here: a worker that was killed never answers."""
PARTS_PER_THREAD = 2
DISK = ("distributed.worker.memory.target", "distributed.worker.memory.spill")
"""Settings that let a worker write to a disk what does not fit in its memory."""
MEMORY_ONLY = {
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.log-length": 0,
}
"""Settings of every worker: nothing is written to a disk, and no profile or log of work is kept."""


class WorkersUnfit(Exception):
    """There are no workers, they run another program, or they would write to a disk; the message says which."""


class OverDask:
    """Runs parts on the workers of a scheduler."""

    def __init__(self, client: Client) -> None:
        """Take a connected client. Raises WorkersUnfit."""
        terms = client.run(worker_terms)
        if not terms:
            raise WorkersUnfit("there is no worker")
        if any(each != {"program": program_mark(), "memory_only": True} for each in terms.values()):
            raise WorkersUnfit("a worker runs another version of the program, or writes to a disk: use peil worker")
        self._client = client
        threads: dict[str, int] = client.nthreads()  # type: ignore[no-untyped-call]  # Of the library.
        self._most = PARTS_PER_THREAD * max(1, sum(threads.values()))
        self._well = True

    @property
    def well(self) -> bool:
        """Return whether every part so far was done by a worker; afterwards all is done here."""
        return self._well

    def over(self, work: Callable[[T], R], parts: Iterable[T]) -> Iterator[R]:
        """Yield `work(part)` for each part, in order; a part that no worker gives back is done here."""
        under_way: deque[tuple[T, Any]] = deque()
        for part in parts:
            under_way.append((part, self._sent(work, part)))
            if len(under_way) >= self._most:
                yield self._given(work, *under_way.popleft())
        while under_way:
            yield self._given(work, *under_way.popleft())

    def _sent(self, work: Callable[[T], R], part: T) -> Any:
        if not self._well:
            return None
        try:
            return self._client.submit(_done, _Unseen(work), _Unseen(part), pure=False, retries=2)
        except Exception as fault:  # Of many libraries: the connection, the scheduler, what cannot travel.
            return self._fell(fault)

    def _given(self, work: Callable[[T], R], part: T, sent: Any) -> R:
        if sent is None or not self._well:
            return work(part)
        try:
            given: R = sent.result(timeout=PATIENCE_SECONDS)
        except Exception as fault:  # If it is the work itself that fails, it fails here in the same way.
            self._fell(fault)
            return work(part)
        finally:
            sent.release()
        return given

    def _fell(self, fault: Exception) -> None:
        self._well = False
        log.error("work.done_here", error=type(fault).__name__)


class _Unseen:
    """Something that travels to a worker; its repr, which a worker's log shows when work fails, tells nothing of it."""

    __slots__ = ("content",)

    def __init__(self, content: Any) -> None:
        self.content = content

    def __repr__(self) -> str:
        return "hidden"


def _done(work: _Unseen, part: _Unseen) -> Any:
    return work.content(part.content)


def connected(address: str) -> OverDask:
    """Return the workers of the scheduler at this address. Raises WorkersUnfit, OSError, TimeoutError.

    Certificates for tls:// are those that dask.distributed's own settings name.
    """
    client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]  # Of the library.
    return OverDask(client)


def worker_terms() -> dict[str, object]:
    """Return, on a worker, which program it runs and whether it keeps everything in memory."""
    return {"program": program_mark(), "memory_only": not any(dask.config.get(name) for name in DISK)}


def program_mark() -> str:
    """Return a digest of this program, so that a worker of another version is not believed."""
    found = hashlib.sha256()
    for path in sorted((ROOT / "app").rglob("*.py")):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()


async def work_until_stopped(address: str, *, threads: int) -> None:
    """Be a worker of this scheduler until it ends or a signal comes."""
    with dask.config.set(MEMORY_ONLY):
        async with Worker(address, nthreads=threads, dashboard=False, memory_limit=0) as worker:
            await worker.finished()
