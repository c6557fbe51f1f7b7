"""What a national programme costs at its release: 10,000 organisations with 10 teams each (`--full`), in one region.

Begins where ballots have been counted (`bench/release.py` measures that, ballot by ballot): protects, audits, hashes
and stores the figures. The short form measures less, shows whether the cost is linear, and says what follows.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import ROOT

TEAMS_PER_ORGANISATION = 10
SIZES, FULL_TEAMS = (500, 2_000), 100_000
KINDS = 6
SMALLEST, LARGEST = 5, 20
"""How many people of a team answered."""
STEPS = ("protect", "audit", "hash", "store")


def run(*, full: bool = False, sizes: tuple[int, ...] = ()) -> dict[str, Any]:
    """Release figures of growing programmes; without `full` the national one is extrapolated from the two largest."""
    measured = {str(teams): _measured(teams) for teams in sizes or ((*SIZES, FULL_TEAMS) if full else SIZES)}
    per_team = {teams: round(found["cpu_s"] / int(teams) * 1000, 2) for teams, found in measured.items()}
    figures = {"by_teams": measured, "cpu_ms_per_team": per_team}
    return figures if str(FULL_TEAMS) in measured else {**figures, f"extrapolated_to_{FULL_TEAMS}": _beyond(measured)}


def _beyond(measured: dict[str, Any]) -> dict[str, float]:
    """Follow the line through the two largest programmes that were measured to the national one."""
    (less, small), (more, large) = sorted(((int(teams), found) for teams, found in measured.items()))[-2:]

    def line(what: str) -> float:
        slope = (large[what] - small[what]) / (more - less)
        return round(float(large[what] + slope * (FULL_TEAMS - more)), 1)

    return {what: line(what) for what in ("cpu_s", "peak_mb", "rows", "file_mb")}


def _measured(teams: int) -> dict[str, Any]:
    """Measure in a process of its own, so that the peak of memory is that of this programme alone."""
    with TemporaryDirectory(prefix="peil-bench-") as name:
        program = [sys.executable, "-m", "bench.national", str(teams), str(Path(name) / "release.db")]
        done = subprocess.run(program, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def release(teams: int, file: Path) -> dict[str, float]:
    """Take one period of a programme with so many teams from its counts to its stored release."""
    from app.instrument.installed import instrument_of
    from app.releases.rules.audit import audit
    from app.releases.rules.csv_table import leaves_of
    from app.releases.rules.implications import links, together
    from app.releases.rules.merkle import fresh_salt, root
    from app.releases.rules.noise import SeededNoise
    from app.releases.rules.period_plan import breakdowns, item_plans
    from app.releases.rules.policy import Policy
    from app.releases.rules.protect import protect
    from bench.population import ITEMS, pulse_items

    instrument = instrument_of("peo")
    counted = instrument.counted_with(tuple(pulse_items(instrument)[:ITEMS]))
    snapshot, tally = snapshot_of_nation(teams, kinds=instrument.item("org_type").option_keys), counted_votes(teams)
    snapshot, policy = replace(snapshot, breakdowns=breakdowns(instrument)), Policy(colluders=2, min_group=7)
    spent: dict[str, float] = {}
    clock = _Clock(spent)
    rows = protect(
        snapshot,
        tally,
        policy=policy,
        items=item_plans(instrument, counted),
        relations=(),
        links=links(instrument, counted),
        noise=SeededNoise(1),
    )
    clock.lap("protect")
    report = audit(rows, policy=policy, sizes=tally.sizes(), together=together(instrument, counted))
    clock.lap("audit")
    salts = {key: fresh_salt() for key in dict.fromkeys((row.level, row.group) for row in rows)}
    root(list(leaves_of(rows, salts=salts, period="p1").values()))
    clock.lap("hash")
    _store(rows, file)
    clock.lap("store")
    if not report.ok:
        raise RuntimeError(f"the audit found {len(report.findings)} faults")
    return {
        "organisations": teams // TEAMS_PER_ORGANISATION,
        "rows": len(rows),
        "cpu_s": round(sum(spent.values()), 2),
        **{step: round(spent[step], 2) for step in STEPS},
        "peak_mb": getrusage(RUSAGE_SELF).ru_maxrss // 1024,
        "file_mb": round(file.stat().st_size / 1e6, 1),
    }


class _Clock:
    """Adds up the processor time of each step."""

    def __init__(self, spent: dict[str, float]) -> None:
        self._spent = spent
        self._since = time.process_time()

    def lap(self, step: str) -> None:
        now = time.process_time()
        self._spent[step], self._since = now - self._since, now


def snapshot_of_nation(teams: int, *, kinds: tuple[str, ...]) -> Any:
    """Return the tree of groups: organisations of ten teams, of each type in turn."""
    from app.releases.rules.aggregate import Snapshot, SnapshotTeam

    def team(number: int) -> SnapshotTeam:
        organisation = number // TEAMS_PER_ORGANISATION
        kind = kinds[organisation % len(kinds)]
        return SnapshotTeam(
            team=f"t{number:06}",
            team_name=f"Team {number}",
            organisation=f"o{organisation:05}",
            organisation_name=f"Organisation {organisation}",
            org_type=kind,
            org_type_name=kind,
        )

    return Snapshot(region="nation", region_name="A nation", teams=tuple(team(each) for each in range(teams)))


def counted_votes(teams: int) -> Any:
    """Return what the gate would have counted: each team's people divided over a few different persons."""
    from app.releases.rules.aggregate import Tally

    tally, chance, persons = Tally(), random.Random(1), list(_persons())
    for number in range(teams):
        for _ in range(chance.randint(SMALLEST, LARGEST)):
            for vote in persons[chance.randrange(len(persons))]:
                tally.add(replace(vote, group=f"t{number:06}") if vote.channel == "team" else vote)
    return tally


def _persons() -> Iterator[list[Any]]:
    """Yield the votes of some different persons, as their ballots give them."""
    from app.answering.ballots import BREAKDOWNS, ballots_for
    from app.instrument.installed import instrument_of
    from app.lifecycle.gate import votes_of
    from bench.population import ITEMS, pulse_items, random_answer

    instrument = instrument_of("peo")
    items = tuple(pulse_items(instrument)[:ITEMS])
    asked = instrument.items_named(items)
    for kind in range(KINDS):
        answers = {item.key: random_answer(item, kind=kind) for item in asked}
        profile = {field: instrument.item(field).option_keys[kind % 3] for field in BREAKDOWNS}
        ballots = ballots_for(instrument, answers, team_id="", profile=profile, asked=items)
        yield [vote for content in ballots.values() for vote in votes_of(instrument, content)]


def _store(rows: Any, file: Path) -> None:
    from sqlalchemy import create_engine, insert
    from sqlalchemy.orm import Session

    import app.organisations.models
    import app.programme.models  # Tables that others refer to, before those.
    from app.db import Base
    from app.lifecycle.publish import ROWS_AT_ONCE
    from app.releases.models import ReleaseRow
    from app.releases.stored_rows import stored

    del app
    engine = create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[ReleaseRow.__tablename__]])
    with Session(engine) as session:
        for first in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[first : first + ROWS_AT_ONCE]
            columns = [stored(row, period_id="p1", place=first + place) for place, row in enumerate(part)]
            session.execute(insert(ReleaseRow), columns)
        session.commit()


if __name__ == "__main__":
    print(json.dumps(release(int(sys.argv[1]), Path(sys.argv[2]))))
