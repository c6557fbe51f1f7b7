"""An installation in which the whole `peil` command is run, as an operator would, in this very process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
import structlog

from app.commands.peil import main
from app.config import Settings
from tests.conftest import Template


@dataclass(frozen=True)
class Outcome:
    """What a command left behind: its exit status, and what it said on both channels."""

    status: int
    told: str
    complained: str


class Peil(Protocol):
    """Run the command with these arguments."""

    def __call__(self, *arguments: str | Path) -> Outcome: ...


NAMES = (
    *("DATABASE_URL", "KEYS", "SECRET_FILE", "BASE_URL", "LANGUAGES", "MIN_GROUP", "TRUSTED_PROXIES", "PUSH_HOSTS"),
    *("READ_URL", "GATE_URL", "SHARED_URL", "DASK"),
)


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installation that does not exist yet; no other settings stand in the environment."""
    for name in NAMES:
        monkeypatch.delenv(f"PEIL_{name}", raising=False)
    monkeypatch.setenv("PEIL_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


@pytest.fixture
def peil(instance: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Peil]:
    """The `peil` command; what it changes about the process is changed back."""
    before = os.umask(0o022)

    def run(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["peil", *map(str, arguments)])
        capsys.readouterr()
        status = Context().run(main)
        said = capsys.readouterr()
        return Outcome(status, said.out, said.err)

    yield run
    os.umask(before)
    structlog.reset_defaults()


@pytest.fixture
def installed(
    peil: Peil, instance: Path, tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """The same folder with a small region in it, whose first period is open."""
    made = template.copy(tmp_path, with_region=True)
    monkeypatch.setenv("PEIL_KEYS", str(made.keys))
    made.keys.mkdir(exist_ok=True)
    (made.keys / "secret").write_bytes(made.secret)
    return made
