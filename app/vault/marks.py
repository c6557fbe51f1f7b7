"""Marks beside the keys: what was counted and published, so that an older database cannot have it counted again.

The folder of keys lies outside the database and its backups; a mark holds a digest and no key.
"""

from pathlib import Path

from app.vault.key_files import KeyFileExists, KeyFileUnreadable, read_fields, write_once


def mark_counted(folder: Path, name: str, *, digest: str) -> None:
    """Note that the period or poll `name` was counted; a mark that stands already stays. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        write_once(_path(folder, name), {"digest": digest})
    except KeyFileExists:
        return


def counted_as(folder: Path, name: str) -> str | None:
    """The digest under which `name` was published, "" when the mark cannot be read; None without a mark."""
    try:
        return read_fields(_path(folder, name)).get("digest", "")
    except FileNotFoundError:
        return None
    except KeyFileUnreadable:
        return ""


def forget_marks(folder: Path, beginning: str) -> None:
    """Remove the marks whose name begins so; only for a demonstration, which is built again under the same names."""
    for path in folder.glob(f"{beginning}*.counted"):
        path.unlink()


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.counted"
