"""Small secret files are written whole or not at all, for their owner alone, and overwritten before they go."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.vault.key_files import KeyFileExists, KeyFileUnreadable, destroy, key_from, read_fields, write_once


def test_a_key_file_is_written_whole_once_and_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    write_once(path, {"private_key": "0a" * 32})
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(KeyFileExists):
        write_once(path, {"private_key": "0b" * 32})
    assert key_from(read_fields(path), "private_key", path=path) == bytes.fromhex("0a" * 32)
    assert list(tmp_path.iterdir()) == [path]


def test_destroying_overwrites_the_very_file_and_its_drafts(tmp_path: Path) -> None:
    """Another name of the same file, as a snapshot may keep, holds nothing of the key any more."""
    path, draft = tmp_path / "a.key", tmp_path / "a.key~0123"
    write_once(path, {"private_key": "0a" * 32})
    draft.write_text("0a" * 32)
    kept = tmp_path / "kept"
    kept.hardlink_to(path)
    neighbour = tmp_path / "a.key2"
    neighbour.write_text("mine")
    destroy(path)
    destroy(path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.key2", "kept"]
    assert b"0a0a" not in kept.read_bytes()
    assert neighbour.read_text() == "mine"


@pytest.mark.parametrize(
    "text", ["", "[]", '{"private_key": 3}', '{"private_key": "0a"}', '{"private_key": "zz"}', "{}"]
)
def test_a_file_without_a_whole_key_is_said_to_be_unreadable(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.key"
    path.write_text(text)
    with pytest.raises(KeyFileUnreadable):
        key_from(read_fields(path), "private_key", path=path)
