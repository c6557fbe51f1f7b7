"""Digests of rows that people who left had, so that an older backup does not bring them back.

One file in the folder of keys: a sorted list of digests of random names (128 bits and more), of all who left together.
It tells neither whose they were nor which belong to one person; without a copy of the database from before it tells
nothing at all. A copy of the files does not tell when somebody left; who watches the folder itself sees it change.
Must not know what a name stands for.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from app.file_turns import take_lock
from app.whole_files import write_whole

FILE = "left"
LOCK_SECONDS = 30
"""Writing the list takes a moment: whoever holds its lock longer hangs."""


def note_left(folder: Path, names: Iterable[bytes]) -> None:
    """Add the storage names of rows that are being erased, as digests, to the list in `folder`. Raises OSError.
    A restore from an older backup deletes the rows on this list.
    """
    folder_before, lock_path = folder.stat(), folder / f".{FILE}.lock"
    with lock_path.open("a") as lock:
        if not take_lock(lock, seconds=LOCK_SECONDS):
            raise TimeoutError(errno.ETIMEDOUT, "another process holds it", str(lock_path))
        known = left_digests(folder) | {left_digest(name) for name in names}
        write_whole(folder / FILE, "".join(f"{each}\n" for each in sorted(known)).encode())
        for path in (folder / FILE, lock_path):
            os.utime(path, (0, 0))  # A copy of the files does not tell when somebody left.
    os.utime(folder, ns=(folder_before.st_atime_ns, folder_before.st_mtime_ns))


def left_digests(folder: Path) -> set[str]:
    """Return the digests of erased rows' names that are listed in `folder`; empty without a list. Raises OSError."""
    try:
        return set((folder / FILE).read_text().split())
    except FileNotFoundError:
        return set()


def left_digest(name: bytes) -> str:
    """Return the digest, 32 hexadecimal digits, under which the storage name of an erased row is listed."""
    return hashlib.sha256(b"peil left" + name).hexdigest()[:32]
