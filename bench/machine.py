"""Where and when figures were measured, so that nobody compares two machines by accident."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUIET_SHARE = 0.1
LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """`others_share`: how much of all cores other programs used just before, 0 to 1; `shared`: too much to be quiet."""

    processor: str
    cores: int
    memory_gb: float
    python: str
    others_share: float
    shared: bool
    measured_at: str
    commit: str

    def described(self) -> dict[str, str | int | float | bool]:
        return asdict(self)


def this_machine() -> Machine:
    """Look at the machine for a second before anything is measured on it (Linux)."""
    share = busy_share(LOOK_SECONDS)
    pages, page_bytes = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gb=round(pages * page_bytes / 1e9, 1),
        python=platform.python_version(),
        others_share=round(share, 2),
        shared=share > QUIET_SHARE,
        measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=_commit(),
    )


def busy_share(seconds: float) -> float:
    """The share of all cores that is in use while we wait, 0 to 1."""
    busy, total = _ticks()
    time.sleep(seconds)
    busy_after, total_after = _ticks()
    return (busy_after - busy) / max(total_after - total, 1)


def _ticks() -> tuple[int, int]:
    fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    idle = fields[3] + fields[4]
    return sum(fields) - idle, sum(fields)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    """The commit that was measured, with a plus when files had been changed since; empty outside a clone."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip()
