"""What closing a period costs: opening ballots, protecting, auditing and publishing, by number of people.

Each size runs in processes of its own, so that the peak of memory is that of the release alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import ROOT
from bench.population import ITEMS
from bench.region import region_environment
from bench.report import against

PEOPLE_PER_TEAM = 20
SIZES = (1_000, 10_000)
FULL_SIZES = (1_000, 10_000, 100_000)
BUDGET_PEOPLE, BUDGETS = 100_000, {"seconds": 120.0, "peak_mb": 1000.0}
STEPS = ("count_ballots", "protect", "audit")
AFTERWARDS = ("charts_afterwards", "estimates_afterwards")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a step took: seconds on the clock, and processor time over all cores."""

    seconds: float
    cpu_s: float

    def rounded(self) -> dict[str, float]:
        return {"seconds": round(self.seconds, 2), "cpu_s": round(self.cpu_s, 2)}


def run(*, full: bool = False, sizes: tuple[int, ...] = ()) -> dict[str, Any]:
    """Release regions of growing size; `full` ends with 100,000 people, who give a million answers."""
    measured = {f"{people}": _measured(people) for people in sizes or (FULL_SIZES if full else SIZES)}
    figures: dict[str, Any] = {"people_per_team": PEOPLE_PER_TEAM, "by_people": measured}
    figures["ms_per_person"] = _per_person(measured, "seconds")
    figures["cpu_ms_per_person"] = _per_person(measured, "cpu_s")
    largest = measured.get(str(BUDGET_PEOPLE))
    return {**figures, **({"budgets": against(BUDGETS, largest)} if largest else {})}


def _per_person(measured: dict[str, Any], what: str) -> dict[str, float]:
    """Milliseconds for each person, by size: the same at every size when the cost is linear."""
    return {people: round(each[what] / each["people"] * 1000, 2) for people, each in measured.items()}


def _measured(people: int) -> dict[str, Any]:
    teams = max(1, people // PEOPLE_PER_TEAM)
    with TemporaryDirectory(prefix="peil-bench-") as name:
        built = _program("bench.population", str(people), str(teams), folder=Path(name))
        released = _program("bench.release", built["period"], folder=Path(name))
    return {"people": people, "teams": teams, "answers": people * ITEMS, "ballots": built["ballots"], **released}


def _program(module: str, *arguments: str, folder: Path) -> dict[str, Any]:
    """Run one of our programs on the installation in `folder`, and read what it measured."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=region_environment(folder, port=1),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def release_one(period_id: str) -> dict[str, Any]:
    """Release one period as `peil tick` does, and time its steps.

    `publish`: everything beside the steps. `AFTERWARDS`: what the tick does when the release is there, for as long as
    it takes.
    """
    from app import create_app
    from app.charts.frame_store import draw_frames
    from app.db import db
    from app.estimates.estimation_job import estimate_releases
    from app.lifecycle import publish
    from app.lifecycle.ballot_box import close_box
    from app.lifecycle.period_box import PeriodBox
    from app.programme.models import Period
    from app.vault.period_keys import PeriodKeys
    from app.web.settings import settings

    steps: dict[str, Spent] = {}
    for step in STEPS:
        setattr(publish, step, _timed(getattr(publish, step), step, steps))
    with create_app().app_context():
        now = db.session.get_one(Period, period_id).closes_at + timedelta(minutes=1)
        close = _timed(close_box, "whole", steps)
        outcome = close(db.session, PeriodBox(period_id), keys=PeriodKeys(settings().keys), now=now)
        waits = db.session.get_one(Period, period_id, populate_existing=True).waiting_because
        peak = _peak_mb()
        _timed(draw_frames, "charts_afterwards", steps)(db.session, now=now)
        _timed(estimate_releases, "estimates_afterwards", steps)(db.session)
    if outcome != "counted":
        raise RuntimeError(f"not released: {waits}")
    return {"peak_mb": peak, **_told(steps)}


def _told(steps: dict[str, Spent]) -> dict[str, Any]:
    """The whole release with its steps, and what the tick does after it."""
    whole = steps.pop("whole")
    measured = [steps[name] for name in STEPS]
    steps["publish"] = Spent(
        whole.seconds - sum(each.seconds for each in measured),
        whole.cpu_s - sum(each.cpu_s for each in measured),
    )
    return {
        "seconds": round(whole.seconds, 2),
        "cpu_s": round(whole.cpu_s, 2),
        **{name: steps[name].rounded() for name in (*STEPS, "publish", *AFTERWARDS)},
    }


def _timed(function: Callable[..., Any], name: str, steps: dict[str, Spent]) -> Callable[..., Any]:
    @wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        began, cpu = time.perf_counter(), time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            steps[name] = Spent(time.perf_counter() - began, time.process_time() - cpu)

    return timed


def _peak_mb() -> float:
    """The most memory this process ever had resident, in megabytes."""
    status = Path("/proc/self/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return round(int(kilobytes) * 1024 / 1e6, 1)


if __name__ == "__main__":
    json.dump(release_one(sys.argv[1]), sys.stdout)
