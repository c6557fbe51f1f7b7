"""Two web hosts, two tickers, two workers and a replica on one PostgreSQL; each is killed while phones deliver.

Nothing acknowledged may be lost, nothing be counted twice, no page be broken. Every part uses its own role. Ends by
itself, and listens on 127.0.0.1 alone.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import create_engine, func, select, text

from app import create_app
from app.commands.granting import tables_of_roles
from app.config import ROOT, Settings
from app.database_roles import role_names, role_statements
from app.db import db
from app.programme.models import Period, Wave
from app.releases.models import Release
from bench.cluster import Cluster, Mortal, PackagesMissing, cluster, listens, programs
from bench.kill import GIVE_UP_SECONDS, Phone, bodies_of, doubles, fresh_secret, missing, phones_of_today
from bench.ports import HOST, free_port

DATABASE = "peil"
KILLED = ("web 1", "ticker 1", "pooler", "primary", "replica", "web 2", "ticker 2", "store")
PHONES, TICKS_AT_ONCE, PAUSE_SECONDS = 40, 3, 0.1
SCHEDULER = (sys.executable, "-m", "distributed.cli.dask_scheduler")
EXPECTED = (0, 200, 503)
PAGES = ("/api/v1/releases", "/measured-before")


@dataclass
class Seen:
    """What somebody who reads pages of releases all the time was answered: how often which status."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def read(self, ports: Sequence[int], stop: threading.Event) -> None:
        """Read the pages of every host until `stop`; a host that is down counts as 0."""
        while not stop.wait(PAUSE_SECONDS):
            for port in ports:
                for page in PAGES:
                    status = _status(port, page)
                    self.statuses[status] += 1
                    if status not in EXPECTED:
                        self.broken.append(f"{status} {page}")


@dataclass(frozen=True)
class Country:
    """Everything that runs, by name, and the ports of the web hosts."""

    mortals: Mapping[str, Mortal]
    hosts: tuple[int, ...]
    beside: Beside

    def deliver(self, phone: Phone, body: dict[str, Any]) -> None:
        """Let a phone ask one host after the other until it has a receipt. Raises TimeoutError."""
        until = time.monotonic() + GIVE_UP_SECONDS
        turns = random.Random(body["submission"])
        while time.monotonic() < until:
            try:
                receipt = phone.ask_once(body, port=turns.choice(self.hosts))
            except (OSError, HTTPException, ValueError, KeyError):
                receipt = {}
            if receipt.get("submission") == body["submission"]:
                phone.receipts.append(body["submission"])
                return
            time.sleep(PAUSE_SECONDS)
        raise TimeoutError("no receipt within two minutes")


def _status(port: int, page: str) -> int:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}{page}", timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except (OSError, HTTPException):
        return 0


def run(*, rounds: int = len(KILLED), phones: int = PHONES) -> dict[str, Any]:
    """Kill each part in turn, then count with three ticks at once; lost, double and broken pages should be 0."""
    try:
        programs()
        _store()
    except PackagesMissing as fault:
        return {"skipped": str(fault)}
    with ExitStack() as stack:
        made = stack.enter_context(cluster(Path(stack.enter_context(TemporaryDirectory(prefix="peil-country-")))))
        own = Path(stack.enter_context(TemporaryDirectory()))
        owner = _installed(made, own)
        crowd, wave = stack.enter_context(phones_of_today(owner, count=phones))
        wave_id, period_id = wave.id, wave.period_id
        _grant(owner)
        made.start_pooler(DATABASE, [*role_names(DATABASE).values()])
        made.start_replica()
        beside = stack.enter_context(_beside(own))
        country = stack.enter_context(_running(made, owner, own, beside=beside))
        figures = _kill_in_turn(country, crowd, wave_id=wave_id, period_id=period_id, rounds=rounds)
        return figures | _count_at_once(country, made, owner, period_id=period_id)


@dataclass(frozen=True)
class Beside:
    """The store that web hosts count in, and the scheduler with its workers; and what each program is told of them."""

    mortals: Mapping[str, Mortal]
    environment: Mapping[str, str]


def _store() -> str:
    """Return the program of the store. Raises PackagesMissing."""
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise PackagesMissing("Needs Debian's package: apt-get install redis-server")
    return found


@contextmanager
def _beside(folder: Path) -> Iterator[Beside]:
    """Start a store, a scheduler and two workers. Raises PackagesMissing."""
    store = _store()
    counts, schedules = free_port(), free_port()
    environment = {"PEIL_SHARED_URL": f"redis://{HOST}:{counts}", "PEIL_DASK": f"tcp://{HOST}:{schedules}"}
    commands = {
        "store": (store, "--port", str(counts), "--bind", HOST, "--save", "", "--appendonly", "no"),
        "scheduler": (*SCHEDULER, "--host", HOST, "--port", str(schedules), "--no-dashboard"),
        "worker 1": (sys.executable, "-m", "app.commands", "worker"),
        "worker 2": (sys.executable, "-m", "app.commands", "worker"),
    }
    ports = {"store": counts, "scheduler": schedules}
    made: dict[str, Mortal] = {}
    try:
        for name, command in commands.items():
            log = folder / f"{name.replace(' ', '-')}.log"
            log.touch()
            answers = listens(ports[name]) if name in ports else lambda: True
            told = {**environment, "PYTHONPATH": str(ROOT)}
            made[name] = Mortal(name, command, log, answers, environment=told, cwd=ROOT).start()
        yield Beside(made, environment)
    finally:
        for each in made.values():
            each.kill()


def _installed(made: Cluster, folder: Path) -> Settings:
    """Make an installation on the primary; its owner is the superuser of that cluster."""
    engine = create_engine(_driver(made.url("postgres", "postgres", made.primary_port)), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    engine.dispose()
    (folder / "instance").mkdir()
    settings = Settings(
        database_url=_driver(made.url("postgres", DATABASE, made.primary_port)),
        instance=folder / "instance",
        keys=folder / "keys",
        secret=fresh_secret(folder / "keys"),
        base_url="http://127.0.0.1",
        languages=("nl", "en"),
        min_group=7,
    )
    with create_app(settings).app_context():
        upgrade()
        db.engine.dispose()
    return settings


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _grant(owner: Settings) -> None:
    engine = create_engine(owner.database_url)
    with engine.begin() as connection:
        for statement in role_statements(tables_of_roles(), prefix=DATABASE, database=DATABASE):
            connection.exec_driver_sql(statement)
    engine.dispose()


@contextmanager
def _running(made: Cluster, owner: Settings, folder: Path, *, beside: Beside) -> Iterator[Country]:
    """Start two web hosts and two resident tickers, each with its role, through the pooler; the readers' replica."""
    first, second = free_port(), free_port()
    mortals = {**made.mortals, **beside.mortals}
    own: list[Mortal] = []
    web, ticker = (_environment(made, owner, role, beside=beside) for role in ("web", "ticker"))
    for number, port in enumerate((first, second), start=1):
        serving = ("serve", "--port", str(port), "--workers", "1")
        own.append(_program(f"web {number}", serving, web, folder=folder, port=port))
        own.append(_program(f"ticker {number}", ("tick", "--every", "1"), ticker, folder=folder))
    try:
        for each in own:
            mortals[each.name] = each.start()
        yield Country(mortals, (first, second), beside)
    finally:
        for each in own:
            each.kill()


def _environment(made: Cluster, owner: Settings, role: str, *, beside: Beside) -> dict[str, str]:
    names = role_names(DATABASE)
    return {
        **beside.environment,
        "PYTHONPATH": str(ROOT),
        "PEIL_DATABASE_URL": made.url(names[role], DATABASE, made.pooler_port),
        "PEIL_READ_URL": made.url(names["reader"], DATABASE, made.replica_port, made.primary_port),
        "PEIL_INSTANCE": str(owner.instance),
        "PEIL_KEYS": str(owner.keys),
        "PEIL_SECRET_FILE": str(owner.keys / "secret"),
        "PEIL_BASE_URL": owner.base_url,
    }


def _program(
    name: str, arguments: Sequence[str], environment: dict[str, str], *, folder: Path, port: int | None = None
) -> Mortal:
    log = folder / f"{name.replace(' ', '-')}.log"
    log.touch()
    command = (sys.executable, "-m", "app.commands", *arguments)

    def answers() -> bool:
        return True if port is None else _status(port, "/healthz") == 200

    return Mortal(name, command, log, answers, environment=environment, cwd=ROOT)


def _kill_in_turn(
    country: Country, crowd: Sequence[Phone], *, wave_id: str, period_id: str, rounds: int
) -> dict[str, Any]:
    """Kill one part a round when some receipts have come in, start it again, and look whether anything is missing."""
    seen, stop, chance = Seen(), threading.Event(), random.Random(15)
    lost = twice = 0
    reader = threading.Thread(target=seen.read, args=(country.hosts, stop))
    reader.start()
    try:
        for number in range(rounds):
            name = KILLED[number % len(KILLED)]
            bodies = bodies_of(wave_id, number=number, count=len(crowd))
            _round(country, crowd, bodies=bodies, name=name, after=chance.randrange(1, len(crowd) // 2))
            lost += missing(crowd)
            twice += doubles(crowd, period_id=period_id)
    finally:
        stop.set()
        reader.join()
    return {
        "rounds": rounds,
        "killed": ", ".join(KILLED[:rounds]),
        "receipts": sum(len(phone.receipts) for phone in crowd),
        "lost": lost,
        "double": twice,
        "pages_read": sum(seen.statuses.values()),
        "pages_of_a_killed_host": seen.statuses[0],
        "pages_told_to_wait": seen.statuses[503],
        "pages_broken": len(seen.broken),
        "broken_were": ", ".join(seen.broken) or "none",
        "faults_in_the_logs": _faults(country),
    }


def _faults(country: Country) -> str:
    """Return the kinds of errors in the logs of the web hosts, for a person to look into."""
    lines = [line for name in ("web 1", "web 2") for line in country.mortals[name].log.read_text().splitlines()]
    return (
        ", ".join(sorted({line[:150] for line in lines if "Error" in line and "database.silent" not in line})) or "none"
    )


def _round(
    country: Country, crowd: Sequence[Phone], *, bodies: Sequence[dict[str, Any]], name: str, after: int
) -> None:
    wanted = sum(len(phone.receipts) for phone in crowd) + after
    db.session.remove()
    db.engine.dispose()  # The drill looks into the database itself; it holds no connection while the primary is killed.
    with ThreadPoolExecutor(len(crowd)) as pool:
        under_way = [pool.submit(country.deliver, phone, body) for phone, body in zip(crowd, bodies, strict=True)]
        while sum(len(phone.receipts) for phone in crowd) < wanted and not all(each.done() for each in under_way):
            threading.Event().wait(0.002)
        country.mortals[name].kill()
        country.mortals[name].start()
        for each in under_way:
            each.result()


def _count_at_once(country: Country, made: Cluster, owner: Settings, *, period_id: str) -> dict[str, Any]:
    """Let three ticks close the period at once, kill one of them, and look at the release, also on the replica."""
    for name in ("ticker 1", "ticker 2"):
        country.mortals[name].kill()
    db.session.rollback()
    closes = db.session.scalars(select(Wave.closes_at).where(Wave.period_id == period_id)).all()
    moment = (max(closes) + timedelta(minutes=1)).isoformat()
    began = time.monotonic()
    ticks = [_tick(made, owner, moment, beside=country.beside) for _ in range(TICKS_AT_ONCE)]
    time.sleep(PAUSE_SECONDS * random.Random(7).randrange(10, 60))
    ticks[0].kill()
    country.mortals["worker 1"].kill()
    said = [each.communicate() for each in ticks]
    said.append(_tick(made, owner, moment, beside=country.beside).communicate())
    seconds = time.monotonic() - began
    db.session.rollback()
    state = db.session.scalar(select(Period.state).where(Period.id == period_id))
    releases = db.session.scalar(select(func.count()).select_from(Release)) or 0
    digest = db.session.scalar(select(Release.digest).where(Release.period_id == period_id))
    return {
        "state_after_three_ticks_at_once": str(state),
        "releases": releases,
        "ticks_with_a_traceback": sum("Traceback" in complained for _told, complained in said),
        "ticks_that_did_a_worker's_part": sum("work.done_here" in "".join(each) for each in said),
        "ticks_without_workers": sum("work.no_workers" in "".join(each) for each in said),
        "same_digest_on_the_replica": _arrives(made, str(digest)),
        "seconds_of_counting": round(seconds, 1),
    }


def _tick(made: Cluster, owner: Settings, moment: str, *, beside: Beside) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "app.commands", "tick", "--at", moment, "--yes-the-clock-is-right"]
    environment = {**os.environ, **_environment(made, owner, "ticker", beside=beside)}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _arrives(made: Cluster, digest: str) -> bool:
    """Return whether the replica shows this release within half a minute."""
    url = _driver(made.url(role_names(DATABASE)["reader"], DATABASE, made.replica_port))
    engine = create_engine(url)
    try:
        for _ in range(60):
            with engine.connect() as connection:
                if connection.execute(text("SELECT digest FROM release")).scalars().all() == [digest]:
                    return True
            time.sleep(0.5)
    finally:
        engine.dispose()
    return False
