"""Ten thousand reminders at once against a real server on this machine: each arrives once, in bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert
from urllib3 import HTTPConnectionPool, PoolManager

from app.config import ROOT
from app.db import db, writing
from app.reminders import sending
from app.reminders.message import Message
from app.reminders.models import PushSubscription
from app.reminders.outbound import Outbound, Reply
from app.reminders.schedule import quarter_of
from app.reminders.sending import WORKERS, Sent, send_due
from app.reminders.subscriptions import endpoint_key
from tests.region import SmallRegion
from tests.reminders.phones import AUTH, POINT, vapid

TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
MANY = 10_000


@pytest.fixture
def port() -> Iterator[int]:
    """A push service in a process of its own."""
    command = [sys.executable, "-m", "tests.reminders.push_stub"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as server:
        assert server.stdout
        yield int(server.stdout.readline())
        server.kill()


class Nearby(Outbound):
    """Calls the stub instead of the address that was found; everything else is as in real life."""

    def __init__(self, port: int) -> None:
        super().__init__(connections=WORKERS, lookup=lambda _host: ["142.250.179.138"])
        self.port = port

    def open_pool(self, host: str, addresses: list[str]) -> HTTPConnectionPool:
        super().open_pool(host, addresses)
        return HTTPConnectionPool("127.0.0.1", self.port, maxsize=WORKERS)


def subscribe_many(region: SmallRegion, count: int) -> None:
    common = {
        "region_id": region.region_id,
        "p256dh": POINT,
        "auth": AUTH,
        "weekday": 1,
        "hour": 10,
        "zone": "Europe/Amsterdam",
        "quiet_from": 20,
        "quiet_to": 8,
        "next_due": quarter_of(TUESDAY),
        "sent_in_wave": 0,
        "failures": 0,
    }
    endpoints = [f"https://push.example.org/send/{number:05}" for number in range(count)]
    rows = [{"key": endpoint_key(each), "endpoint": each} | common for each in endpoints]
    with writing(db.session):
        db.session.execute(insert(PushSubscription), rows)


def seen(port: int) -> dict[str, int]:
    counts: dict[str, int] = json.loads(PoolManager().request("GET", f"http://127.0.0.1:{port}/seen").data)
    return counts


def test_ten_thousand_arrive_once_each(region: SmallRegion, port: int) -> None:
    """All in one run, sealed and sent over real connections, marked in the database before they left."""
    subscribe_many(region, MANY)
    outbound = Nearby(port)
    assert send_due(db.session, now=TUESDAY, vapid=vapid(region), post=outbound.post) == Sent(sent=MANY)
    counts = seen(port)
    assert len(counts) == MANY
    assert set(counts.values()) == {1}
    assert send_due(db.session, now=TUESDAY, vapid=vapid(region), post=outbound.post) == Sent()


def test_memory_does_not_grow_with_the_number(region: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times as many reminders need no more memory: a batch is all that is ever held."""
    monkeypatch.setattr(sending, "BATCH", 50)
    peaks = []
    for count in (20, 100, 400):  # The first one pays for what is imported and kept.
        subscribe_many(region, count)
        tracemalloc.start()
        send_due(db.session, now=TUESDAY, vapid=vapid(region), post=lambda _message: Reply("sent"))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        with writing(db.session):
            db.session.query(PushSubscription).delete()
    assert peaks[2] < peaks[1] * 1.5


def test_a_redirect_is_not_followed(region: SmallRegion, port: int) -> None:
    """A push service that sends us elsewhere is refused, and elsewhere is never called."""
    outbound = Nearby(port)
    assert outbound.post(Message("https://push.example.org/moved", {}, b".")).meaning == "refused"
    assert seen(port) == {"/moved": 1}


def test_a_server_that_is_away_is_asked_later(region: SmallRegion) -> None:
    """Nothing listens on this port: nobody is removed for it."""
    assert Nearby(9).post(Message("https://push.example.org/a", {}, b".")).meaning == "later"
