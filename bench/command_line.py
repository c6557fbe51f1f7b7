"""What the command line costs: `peil --help`, and ticks of an installation in which nothing is due.

Processor time of the whole process, from the shell's view: starting Python and loading the program included.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from bench.machine import ROOT
from bench.region import built_region
from bench.report import against, percentile

TIMES = 9
BUDGETS = {"help_cpu_s": 0.25, "idle_tick_cpu_s": 0.5}


def run(*, times: int = TIMES) -> dict[str, Any]:
    """Run each command some times and take the median; the first ticks, which have work to do, are not counted."""
    with built_region(teams=4, waves=2) as region:
        environment = {**region.environment, "PYTHONPATH": str(ROOT)}
        for _ in range(2):
            cpu_s(["tick"], environment)
        figures = {
            "help_cpu_s": _median(["--help"], environment, times=times),
            "idle_tick_cpu_s": _median(["tick"], environment, times=times),
        }
    return {**figures, "budgets": against(BUDGETS, figures)}


def _median(arguments: list[str], environment: Mapping[str, str], *, times: int) -> float:
    return round(percentile([cpu_s(arguments, environment) for _ in range(times)], 50), 3)


def cpu_s(arguments: list[str], environment: Mapping[str, str]) -> float:
    """Return the processor time, user and system, of one run of `peil` with these arguments, in seconds."""
    before = os.times()
    command = [sys.executable, "-m", "app.commands", *arguments]
    subprocess.run(command, cwd=ROOT, env=dict(environment), check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
