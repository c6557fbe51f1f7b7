"""The `peil` command as an operator types it."""

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


def test_a_region_is_begun_from_the_command_line(place: Path) -> None:
    """The `peil` command knows `region`, as the manual says."""
    _peil(place, "init")
    assert "--role region" in _peil(place, "region", "create", "Haaglanden")
