"""A full disk while a command writes its file: the earlier one stays, nothing half is left, and words say so."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.commands.out_files import write_out
from app.commands.peil import file_fault
from app.whole_files import whole_file, write_whole_for_others

COMMANDS = Path(__file__).parents[2] / "app" / "commands"


@contextmanager
def no_room(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the system say that the disk is full when a file is to be safe on it."""

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        yield


@pytest.mark.parametrize("earlier", [b"the figures of yesterday", None])
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, earlier: bytes | None
) -> None:
    """An export, report or codebook cut off in the middle would look like a whole one under its name."""
    file = tmp_path / "release.csv"
    if earlier:
        file.write_bytes(earlier)
    with no_room(monkeypatch), pytest.raises(OSError, match="No space left") as raised:
        write_out(file, "period,level\n" * 9000)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == ({file.name: earlier} if earlier else {})
    assert file_fault(raised.value) == (
        f"{file} cannot be written: the disk is full. Make room, or choose another place; then try again."
    )


def test_a_fault_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    """Not the hidden draft beside it, which nobody knows."""
    with pytest.raises(FileNotFoundError) as raised:
        write_out(tmp_path / "nowhere" / "release.csv", b"")
    assert raised.value.filename == str(tmp_path / "nowhere" / "release.csv")


def test_an_error_of_another_file_keeps_its_name(tmp_path: Path) -> None:
    """What is read while the draft is written is not mistaken for it."""
    with pytest.raises(FileNotFoundError) as raised, whole_file(tmp_path / "backup"):
        (tmp_path / "gone").read_bytes()
    assert raised.value.filename == str(tmp_path / "gone")
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_a_link_and_a_file_keeps_its_mode(tmp_path: Path) -> None:
    """As with any program that writes into a file; a pipe is written to and never replaced."""
    file, link = tmp_path / "kept.csv", tmp_path / "today.csv"
    file.write_bytes(b"old")
    file.chmod(0o664)
    link.symlink_to(file)
    write_whole_for_others(link, b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o664
    write_whole_for_others(Path(os.devnull), b"new")
    assert not Path(os.devnull).is_file()


def test_no_command_writes_a_file_in_another_way() -> None:
    """Each file that somebody asks a command for is written whole, whatever its kind."""
    others = {
        path.name
        for path in COMMANDS.glob("*.py")
        for way in ('click.File("w', ".write_bytes(", ".write_text(")
        if way in path.read_text(encoding="utf-8")
    }
    assert others == {"demo_commands.py"}  # An empty mark that says that a folder is a demonstration.
