"""A cache of written files in memory, per process: a release never changes, so each file of it is written once.

Decides how much is cached, and that many readers of one new file have it written once. Must not know who may read what.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from app.web.working_line import WorkingLine

MOST_BYTES = 32 * 1024 * 1024
"""The most bytes cached in one process; the file that was asked for longest ago is dropped first."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as it is sent: its bytes, and the same compressed with Brotli (None where that does not help).
    `version`: a digest of the bytes.
    """

    content: bytes
    packed: bytes | None
    version: str

    @property
    def size(self) -> int:
        """Return how many bytes of memory the file takes."""
        return len(self.content) + len(self.packed or b"")


class KeptFiles:
    """The cache of written files in one process, by release, rows, language and format."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._files: OrderedDict[Hashable, WrittenFile] = OrderedDict()
        self._writing: dict[Hashable, WorkingLine] = {}
        self._lock = Lock()
        self._most_bytes = most_bytes

    def file(
        self,
        asked: Hashable,
        write: Callable[[], bytes],
        *,
        line: WorkingLine | None = None,
        pack: Callable[[bytes], bytes] | None = None,
    ) -> WrittenFile:
        """Return the file for the key `asked` from the cache, or from `write`, which runs once however many ask.
        `line`: in which files that take long are written, one after another; None for a line of this file's own.
        `pack`: compresses the bytes; None leaves them as they are.

        Raises StillWorking when another thread's writing takes long.
        """
        with self._lock:
            found = self._found(asked)
            own = line or (self._writing.setdefault(asked, WorkingLine()) if found is None else WorkingLine())
        if found is not None:
            return found
        with own.turn():
            try:
                with self._lock:
                    found = self._found(asked)
                return found or self._keep(asked, _written(write(), pack))
            finally:
                with self._lock:
                    if self._writing.get(asked) is own:
                        del self._writing[asked]

    @property
    def size(self) -> int:
        """Return how many bytes are cached now."""
        return sum(each.size for each in self._files.values())

    def _found(self, asked: Hashable) -> WrittenFile | None:
        if asked not in self._files:
            return None
        self._files.move_to_end(asked)
        return self._files[asked]

    def _keep(self, asked: Hashable, made: WrittenFile) -> WrittenFile:
        with self._lock:
            self._files[asked] = made
            while self._files and self.size > self._most_bytes:
                self._files.popitem(last=False)
        return made


def _written(content: bytes, pack: Callable[[bytes], bytes] | None) -> WrittenFile:
    packed = pack(content) if pack else None
    return WrittenFile(content, packed, hashlib.sha256(content).hexdigest()[:32])
