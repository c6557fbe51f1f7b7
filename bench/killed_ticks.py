"""The ticker and the gate are killed with SIGKILL while they release and destroy: is anything lost or drawn twice?

A small region whose period is over is put back before each kill. The kill comes at a step of what is stored (each in
turn, so also between the commit of the release and the destruction of ballots and key) or at a random moment. Then
what lies on the disk is looked at, the tick runs again, and the release must be the same to the byte as without a kill.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask

from app import create_app
from app.config import Settings
from app.db import db, truncate_log
from app.jobs import tick
from app.lifecycle.ballot_box import close_box, destroy_counted, secure_outcome
from app.lifecycle.period_box import PeriodBox
from app.releases.rules.noise import SeededNoise
from app.vault.period_keys import PeriodKeys
from bench.kill import fresh_settings
from bench.mortal_process import Ended, exit_statuses_at_once, killed_after, killed_at
from bench.region_that_is_over import build_region_that_is_over

RANDOM_KILLS, FULL_RANDOM_KILLS = 40, 100
AT_ONCE, FULL_AT_ONCE = 10, 50
LATER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OnDisk:
    """What a killed tick left: states of periods, ballots, digest and rows of the release, and the names of keys."""

    states: tuple[str, ...]
    ballots: int
    digest: str
    rows: int
    keys: frozenset[str]
    sound: bool


@dataclass
class KillTally:
    """Over all kills: how many, and what was found that may never be."""

    kills: int = 0
    lost: int = 0
    drawn_twice: int = 0
    damaged: int = 0
    unfinished: int = 0
    between_commit_and_destruction: int = 0
    found: list[str] = field(default_factory=list)


class KillDrill:
    """One installation that is put back before each kill, and what a run without a kill makes of it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._home = settings.instance.parent
        self._kept = self._home.with_name(f"{self._home.name}-kept")
        self._app: Flask = create_app(settings, testing=True)
        with self._app.app_context():
            self.period_id, self.over = build_region_that_is_over(keys=PeriodKeys(settings.keys))
            truncate_log(db.session)
            self._let_go()
        shutil.copytree(self._home, self._kept, symlinks=True)
        self.before = self.look()
        self.close()  # Here once, so that no forked process has to load what closing needs.
        with self._app.app_context():
            self._let_go()
        self.put_back()
        began = time.monotonic()
        self.steps = self._count(self.close)
        self.seconds = time.monotonic() - began
        self.after = self.look()

    def put_back(self) -> None:
        """Make the installation what it was before its period was closed."""
        for name in ("instance", "keys"):
            shutil.rmtree(self._home / name)
            shutil.copytree(self._kept / name, self._home / name, symlinks=True)

    def close(self) -> None:
        """Tick at the moment when the period is over. Raises AssertionError when anything waits for a person."""
        with self._app.app_context():
            done = tick(
                db.session,
                now=self.over,
                keys=PeriodKeys(self._settings.keys),
                make_noise=lambda _period: SeededNoise(1),
                clock_is_right=True,
            )
        assert done.concerns == (), done.concerns

    def gate(self) -> None:
        """Count, publish and destroy, as `peil period close` does."""
        keys, box = PeriodKeys(self._settings.keys), PeriodBox(self.period_id, noise=SeededNoise(1), by_hand=True)
        with self._app.app_context():
            if close_box(db.session, box, keys=keys, now=self.over) == "counted":
                secure_outcome(db.session, box, keys=keys)
            destroy_counted(db.session, box, keys=keys)

    def close_at_once(self, count: int) -> tuple[list[int], OnDisk]:
        """Let so many ticks close the period from the same moment; return their exit statuses and what they left."""
        self.put_back()
        return exit_statuses_at_once(self.close, count=count), self.look()

    def count_steps(self, work: Callable[[], None]) -> int:
        """Return how many steps this work stores, from the beginning."""
        self.put_back()
        return self._count(work)

    def look(self) -> OnDisk:
        """Read the files themselves, as a tick that begins anew finds them."""
        path = self._settings.instance / "peil.db"
        with closing(sqlite3.connect(path)) as connection:

            def ask(question: str) -> list[Any]:
                return connection.execute(question).fetchall()

            return OnDisk(
                states=tuple(row[0] for row in ask("SELECT state FROM period ORDER BY number")),
                ballots=ask("SELECT count(*) FROM ballot")[0][0],
                digest="".join(row[0] for row in ask("SELECT digest FROM release")),
                rows=ask("SELECT count(*) FROM release_row")[0][0],
                keys=frozenset(each.name for each in self._settings.keys.glob("*.key*")),
                sound=ask("PRAGMA quick_check")[0][0] == "ok",
            )

    def judge(self, ended: Ended, tally: KillTally) -> None:
        """Look at what a kill left, let the tick finish, and look again."""
        found = self.look()
        tally.kills += ended.killed
        own_key = f"{self.period_id}.key"
        if not found.digest and (found.ballots != self.before.ballots or own_key not in found.keys):
            tally.lost += 1
            tally.found.append(f"step {ended.steps}: ballots or key gone before the release")
        tally.drawn_twice += bool(found.digest) and found.digest != self.after.digest
        tally.damaged += not found.sound
        tally.between_commit_and_destruction += bool(found.digest) and own_key in found.keys
        finished = killed_at(self.close, step=0)
        last = self.look()
        tally.drawn_twice += last.digest != self.after.digest or last.rows != self.after.rows
        whole = (last.states, last.ballots, last.sound) == (self.after.states, 0, True) and own_key not in last.keys
        if finished.status or not whole:
            tally.unfinished += 1
            tally.found.append(f"step {ended.steps}: {last}")

    @staticmethod
    def _let_go() -> None:
        db.session.remove()
        db.engine.dispose()

    def _count(self, work: Callable[[], None]) -> int:
        ended = killed_at(work, step=0)
        assert ended.status == 0, ended
        return ended.steps


def kill_at_steps(drill: KillDrill, work: Callable[[], None], *, steps: Sequence[int]) -> KillTally:
    """Kill the work at each of these steps, each time from the beginning."""
    tally = KillTally()
    for step in steps:
        drill.put_back()
        drill.judge(killed_at(work, step=step), tally)
    return tally


def kill_at_random(drill: KillDrill, work: Callable[[], None], *, kills: int, chance: random.Random) -> KillTally:
    """Kill the work at random moments within the time that it takes."""
    tally = KillTally()
    while tally.kills < kills:
        drill.put_back()
        drill.judge(killed_after(work, seconds=chance.uniform(0, drill.seconds)), tally)
    return tally


@contextmanager
def new_drill() -> Iterator[KillDrill]:
    """A drill in a folder of its own, which is thrown away."""
    with TemporaryDirectory(prefix="peil-bench-") as name:
        (Path(name) / "home").mkdir()
        yield KillDrill(fresh_settings(Path(name) / "home"))


def run(*, full: bool = False) -> dict[str, Any]:
    """Kill ticker and gate at random moments and (`full`) at every step; all figures but the kills should be 0."""
    kills, chance = FULL_RANDOM_KILLS if full else RANDOM_KILLS, random.Random(7)
    with new_drill() as drill:
        gate_steps = drill.count_steps(drill.gate)
        every = 1 if full else 5
        return {
            "ballots": drill.before.ballots,
            "rows": drill.after.rows,
            "ticker_at_random": asdict(kill_at_random(drill, drill.close, kills=kills, chance=chance)),
            "gate_at_random": asdict(kill_at_random(drill, drill.gate, kills=kills, chance=chance)),
            "ticker_at_steps": asdict(kill_at_steps(drill, drill.close, steps=range(1, drill.steps + 1, every))),
            "gate_at_steps": asdict(kill_at_steps(drill, drill.gate, steps=range(1, gate_steps + 1, every))),
            "three_at_once": _at_once(drill, times=FULL_AT_ONCE if full else AT_ONCE),
        }


def _at_once(drill: KillDrill, *, times: int) -> dict[str, int]:
    """Let three ticks run at once, again and again: how often one said that something waits, or a release differed."""
    false_words = drawn_twice = 0
    for _ in range(times):
        statuses, found = drill.close_at_once(3)
        false_words += sum(status != 0 for status in statuses)
        drawn_twice += found.digest != drill.after.digest or found.rows != drill.after.rows
    return {"times": times, "false_words": false_words, "drawn_twice": drawn_twice}
