"""The `peil` command as an operator types it: what it makes, nobody but the operator's own user can read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "instance"


def _peil(place: Path, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "app.commands", *arguments],
        env={"PEIL_INSTANCE": str(place)},
        umask=0o022,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_folders_and_files_are_closed_to_others(place: Path) -> None:
    """Folders 0700, files 0600: the database, its log, the lock, the secret. What everybody gets may stay open."""
    _peil(place, "init")
    _peil(place, "tick")
    folders = place, place.with_name("instance-keys")
    made = [*folders, *(path for folder in folders for path in folder.glob("*") if path.name != "static")]
    assert {"peil.db", "secret"} <= {path.name for path in made}
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_a_region_is_begun_from_the_command_line(place: Path) -> None:
    """The `peil` command knows `region`, as the manual says."""
    assert "Next: peil region create" in _peil(place, "init")
    assert "--role region" in _peil(place, "region", "create", "Haaglanden")
