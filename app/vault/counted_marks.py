"""Mark files beside the keys: what was counted and published, so that an older database is not counted again.

The keys folder lies outside the database and its backups; a mark holds a digest and no key.
"""

from pathlib import Path

from app.vault.key_files import KeyFileExists, KeyFileUnreadable, read_fields, write_once


def mark_counted(folder: Path, name: str, *, digest: str) -> None:
    """Note that the period or poll `name` was counted; an existing mark stays. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        write_once(_path(folder, name), {"digest": digest})
    except KeyFileExists:
        return


def counted_as(folder: Path, name: str) -> str | None:
    """Return the digest of the outcome that was published for the period or poll `name`; None when it was not counted.
    "" when it was counted but its mark is unreadable.

    Also None where the folder itself cannot be read: then there is no key to count with either.
    """
    path = _path(folder, name)
    try:
        return read_fields(path).get("digest", "") if path.is_file() else None
    except KeyFileUnreadable:
        return ""
    except OSError:
        return None


def forget_marks(folder: Path, beginning: str) -> None:
    """Remove the marks whose name starts with `beginning`; only for a demonstration that is built again."""
    for path in folder.glob(f"{beginning}*.counted"):
        path.unlink()


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.counted"
