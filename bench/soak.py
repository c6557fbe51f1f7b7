"""Sixteen hours of a quiet server in some minutes: thousands of requests, hundreds of ticks, and is memory flat?

The clock of the ticker is moved, a quarter of an hour at a time, over the end of a period. Memory is what the process
has resident, after a first part in which everything that is kept is made, and at the end.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.config import Settings
from app.db import db
from app.jobs import tick
from app.programme.models import Period, Wave
from app.vault.period_keys import PeriodKeys
from bench.kill import Phone, bodies_of, doubles, fresh_settings, missing, phones_of_today
from bench.mortal import MortalServer
from bench.report import against
from bench.visitor import Visitor

PHONES, REQUESTS, TICKS = 20, 3000, 300
STEP = timedelta(minutes=15)
PAGES = ("/", "/pulse", "/mirror", "/privacy", "/account", "/reminders", "/cards", "/nowhere", "/healthz")
MOST_GROWTH_MB = 8.0


def run(*, requests: int = REQUESTS, ticks: int = TICKS) -> dict[str, Any]:
    """Visit and tick; `grown_mb`: between a third of the way and the end."""
    with TemporaryDirectory(prefix="peil-bench-") as name:
        settings = fresh_settings(Path(name))
        with phones_of_today(settings, count=PHONES) as (phones, wave):
            served = _visits(settings, phones, wave=wave, requests=requests)
            ticked = _ticks(wave, keys=PeriodKeys(settings.keys), ticks=ticks)
    grown = {"server_grown_mb": served["grown_mb"], "ticker_grown_mb": ticked["grown_mb"]}
    budgets = against(dict.fromkeys(grown, MOST_GROWTH_MB), grown)
    return {"server": served, "ticker": ticked, "budgets": budgets}


def _visits(settings: Settings, phones: Sequence[Phone], *, wave: Wave, requests: int) -> dict[str, float]:
    wave_id, period_id = wave.id, wave.period_id
    server = MortalServer(settings).start()
    try:
        visitors = [Visitor(server.port, cookies={"peil": phone.cookie}) for phone in phones]
        halves: list[float] = []
        failed = 0
        for part in (requests // 3, requests - requests // 3):
            for number, (visitor, page) in enumerate(islice(zip(cycle(visitors), cycle(PAGES), strict=False), part)):
                failed += visitor.get(page).status >= 500
                if number % 25 == 0:
                    turn, round_number = number // 25 % len(phones), len(halves) * 500 + number
                    body = bodies_of(wave_id, number=round_number, count=len(phones))[turn]
                    phones[turn].deliver(body, port=server.port)
            halves.append(_memory_mb(server))
    finally:
        server.kill()
    return {
        "requests": requests,
        "failed": failed,
        "mb": halves[1],
        "grown_mb": round(halves[1] - halves[0], 1),
        "lost": missing(phones),
        "double": doubles(phones, period_id=period_id),
    }


def _ticks(wave: Wave, *, keys: PeriodKeys, ticks: int) -> dict[str, float]:
    """Tick on, over the end of the period; each tick in the context that a resident ticker makes anew."""
    moment: datetime = db.session.get_one(Period, wave.period_id).closes_at - STEP * (ticks // 6)
    memory, concerns, released = [], 0, 0
    for number in range(ticks):
        done = tick(db.session, now=moment + STEP * number, keys=keys, clock_is_right=True)
        concerns += len(done.concerns)
        released += len(done.released)
        db.session.remove()
        if number in (ticks // 3, ticks - 1):
            memory.append(_resident_mb(os.getpid()))
    grown = round(memory[1] - memory[0], 1)
    return {"ticks": ticks, "waits": concerns, "released": released, "mb": memory[1], "grown_mb": grown}


def _memory_mb(server: MortalServer) -> float:
    """Return what the largest process of the server has resident."""
    if server.process is None:
        raise AssertionError("the server runs")
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return max(_resident_mb(int(each)) for each in children)


def _resident_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return round(int(kilobytes) * 1024 / 1e6, 1)
