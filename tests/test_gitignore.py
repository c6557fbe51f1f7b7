"""What commands write beside the code never shows up as something to commit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed: install it")

WRITTEN = (
    "instance/peil.db",
    "instance/peil.db-wal",
    "instance/peil.db.lock",
    "instance/demo.json",
    "instance-keys/secret",
    "instance-keys/vapid.key",
    "instance-keys/w42/period.key",
    "instance2/peil.db",
    "keys/secret",
    "demo.json",
    "demo-2.json",
    "works-council.key",
    "works-council.age",
    "share-1.age",
    "truth.csv",
    "period.csv",
    "period.xlsx",
    "release.csv",
    "release.json",
    "report.pdf",
    "report.html",
    "peil-2026-11-25.db",
    "peil-2026-11-25.dump",
    "peil-code.txt",
    "peil-region-p1.json",
    "peil.backup",
    "backup/peil-2026-11-25.tar.gz",
    "backup.tar.gz",
    "backup.zip",
    ".env",
)
"""Files that a command writes by default, that the manual names as an example, or that hold something secret."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with our `.gitignore` and nothing else."""
    folder = tmp_path / "peil"
    folder.mkdir()
    _git(folder, "init", "--quiet")
    shutil.copy(ROOT / ".gitignore", folder)
    _git(folder, "add", ".gitignore")
    return folder


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-c", "status.showUntrackedFiles=all", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def _untracked(folder: Path) -> list[str]:
    return [line[3:] for line in _git(folder, "status", "--porcelain").splitlines() if line.startswith("??")]


def test_a_demonstration_and_an_installation_leave_nothing_to_commit(checkout: Path) -> None:
    """After `peil init`, `peil tick`, `peil demo build` and a key for a holder `git status` names no file."""
    for place, *arguments in (
        ("instance", "init"),
        ("instance", "tick"),
        ("instance-demo", "demo", "build", "--waves", "0", "--teams", "2", "--out", str(checkout / "demo.json")),
        ("instance", "holder", "make", "works-council.key"),
    ):
        subprocess.run(
            [sys.executable, "-m", "app.commands", *arguments],
            cwd=checkout,
            env={"PEIL_INSTANCE": str(checkout / place)},
            capture_output=True,
            check=True,
        )
    assert (checkout / "instance-keys" / "secret").is_file()
    assert _untracked(checkout) == []


@pytest.mark.parametrize("name", WRITTEN)
def test_what_holds_data_or_a_key_is_left_out(checkout: Path, name: str) -> None:
    """Also exports, shares of key holders and backups under the names that the manual gives them."""
    path = checkout / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    assert _untracked(checkout) == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="these sources came without their history: clone them")
def test_nothing_of_the_project_itself_is_left_out() -> None:
    """Every file that is committed would be committed again."""
    assert _git(ROOT, "ls-files", "--cached", "--ignored", "--exclude-standard") == ""
