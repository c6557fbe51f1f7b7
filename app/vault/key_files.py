"""Reads and writes small secret files: written whole or not at all, never over another, overwritten before removal.

Decides permissions, durability and layout (JSON of texts). Must not know whose key it is.
"""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path


class KeyFileExists(FileExistsError):
    """A key file exists in this place already; it stays as it was."""


class KeyFileUnreadable(ValueError):
    """The file exists, but may not be read or holds no key of this kind; the message has its path."""


def write_once(path: Path, fields: Mapping[str, str]) -> None:
    """Write a key file that only its owner may read (mode 0600), from these fields. Raises KeyFileExists.

    A crash leaves nothing or the whole file; a draft left beside it goes with `destroy`.
    """
    draft = path.with_name(f"{path.name}~{secrets.token_hex(8)}")
    try:
        with open(draft, "x", opener=_owner_only) as file:
            json.dump(fields, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # Unlike a rename, a link never replaces an existing file.
    except FileExistsError:
        raise KeyFileExists(path) from None
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def read_fields(path: Path) -> dict[str, str]:
    """Read the fields that `write_once` wrote. Raises FileNotFoundError, KeyFileUnreadable."""
    try:
        fields = json.loads(path.read_text())
    except FileNotFoundError:
        raise
    except (OSError, ValueError):
        raise KeyFileUnreadable(path) from None
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise KeyFileUnreadable(path)
    return fields


def key_from(fields: Mapping[str, str], name: str, *, path: Path) -> bytes:
    """Return the key (32 bytes) in the field `name` of a key file. Raises KeyFileUnreadable."""
    try:
        key = bytes.fromhex(fields[name])
    except (KeyError, ValueError):
        raise KeyFileUnreadable(path) from None
    if len(key) != 32:
        raise KeyFileUnreadable(path)
    return key


def destroy(path: Path) -> None:
    """Overwrite and remove a key file and its drafts; nothing happens where there is none."""
    for doomed in (path, *path.parent.glob(f"{path.name}~*")):
        _overwrite_and_remove(doomed)
    if path.parent.is_dir():
        _sync_folder(path.parent)


def _overwrite_and_remove(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
