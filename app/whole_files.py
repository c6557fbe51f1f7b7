"""Writes files whole or not at all: a crash or a full disk leaves the old file, or none, under the final name."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, in place of an earlier one. Raises OSError."""
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path, *, replace: bool = True) -> Iterator[BinaryIO]:
    """Open a hidden draft beside `path` for writing; it gets the name `path` once all of it is on the disk.

    Only the owner may read it. With `replace` it takes an earlier file's place. Raises FileExistsError, OSError.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, mode=0o600)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)  # Unlike a rename, a link never replaces a file.
    finally:
        draft.unlink(missing_ok=True)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
