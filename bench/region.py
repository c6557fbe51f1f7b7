"""A demonstration region in a temporary folder, and Peil serving it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import ROOT
from bench.ports import HOST, free_port
from bench.server import Serving, serving

FIRST_PAGE = "/code"
INSTALLED = ROOT / "build" / "installed" / "bin" / "python"
"""The Python of an installation without the tools of development (`make build/installed`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltRegion:
    """A region that was built; `told`: the content of its demo.json (see docs/contract.md)."""

    folder: Path
    port: int
    told: dict[str, Any]

    @property
    def environment(self) -> dict[str, str]:
        return region_environment(self.folder, port=self.port)

    @property
    def codes(self) -> list[str]:
        return [each["code"] for each in self.told["participants"]]

    def staff_address(self, role: str) -> tuple[str, str]:
        """The sign-in address of the first account of this role, and what it looks after."""
        found = next(each for each in self.told["staff"] if each["role"] == role)
        return found["url"], found["scope"]


@contextmanager
def built_region(*, teams: int, waves: int) -> Iterator[BuiltRegion]:
    """Build a region; it is thrown away when the block ends."""
    with TemporaryDirectory(prefix="peil-bench-") as name:
        folder, port = Path(name), free_port()
        order = ["demo", "build", "--teams", str(teams), "--waves", str(waves), "--out", str(folder / "demo.json")]
        subprocess.run(
            [sys.executable, "-m", "app.commands", *order],
            cwd=ROOT,
            env=region_environment(folder, port=port),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield BuiltRegion(folder=folder, port=port, told=json.loads((folder / "demo.json").read_text("utf-8")))


@contextmanager
def served_region(region: BuiltRegion, *, workers: int = 2) -> Iterator[Serving]:
    """Serve it as `peil serve` does."""
    command = [*installed(), "-m", "app.commands", "serve", "--port", str(region.port), "--workers", str(workers)]
    environment = {**region.environment, "PYTHONPATH": str(ROOT)}
    with serving(
        command, port=region.port, first_page=FIRST_PAGE, folder=region.folder, environment=environment
    ) as server:
        yield server


def installed() -> list[str]:
    """Return how an operator's Peil starts Python; the one that runs this benchmark where none was installed."""
    return [str(INSTALLED) if INSTALLED.exists() else sys.executable, "-Xno_debug_ranges"]


def region_environment(folder: Path, *, port: int) -> dict[str, str]:
    """The settings of a Peil that lives in `folder`, whatever the settings around us are."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("PEIL_")}
    return {
        **around,
        "PEIL_INSTANCE": str(folder / "instance"),
        "PEIL_KEYS": str(folder / "keys"),
        "PEIL_BASE_URL": f"http://{HOST}:{port}",
    }
