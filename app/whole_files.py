"""Writes files whole or not at all: a crash or a full disk leaves the old file, or none, under the final name."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, in place of an earlier one. Raises OSError."""
    with whole_file(path) as file:
        file.write(content)


def write_whole_for_others(path: Path, content: bytes) -> None:
    """Write a file that others may read as far as the umask lets them; an earlier one is replaced, its mode stays.

    A link is followed; what is no ordinary file (a pipe, a device) is written as it is. Raises OSError.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    path = path.resolve()
    earlier = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    with whole_file(path, mode=0o666) as file:
        if earlier is not None:
            os.fchmod(file.fileno(), earlier)
        file.write(content)


@contextmanager
def whole_file(path: Path, *, replace: bool = True, mode: int = 0o600) -> Iterator[BinaryIO]:
    """Open a hidden draft beside `path` for writing; it gets the name `path` once all of it is on the disk.

    Only the owner may read it, unless `mode` says otherwise. With `replace` it takes an earlier file's place. Raises
    FileExistsError, OSError; an error of the draft names `path`.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, mode=mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)  # Unlike a rename, a link never replaces a file.
    except OSError as fault:
        if fault.errno is not None and fault.filename in {None, draft, str(draft)}:
            raise OSError(fault.errno, fault.strerror, str(path)) from fault
        raise
    finally:
        draft.unlink(missing_ok=True)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
