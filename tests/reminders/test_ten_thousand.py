"""Ten thousand reminders at once against a real server on this machine: each arrives once, in bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from sqlalchemy import insert
from urllib3 import PoolManager

from app.config import ROOT
from app.db import db, writing
from app.reminders import sending
from app.reminders.models import PushSubscription
from app.reminders.outbound import Reply
from app.reminders.schedule import quarter_of
from app.reminders.sending import WORKERS, SendingCounts
from app.reminders.subscriptions import endpoint_key
from tests.region import SmallRegion
from tests.reminders.phones import AUTH, POINT, PushService, outbound, send, session_through

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


class Nearby(HTTPAdapter):
    """Calls the stub instead of the push service; everything else is as in real life."""

    def __init__(self, port: int) -> None:
        super().__init__(pool_maxsize=WORKERS)
        self.port = port

    def send(self, request: PreparedRequest, *rest: Any, **options: Any) -> Response:
        request.url = f"http://127.0.0.1:{self.port}{request.path_url}"
        return super().send(request, *rest, **options)


def post(region: SmallRegion, adapter: HTTPAdapter, path: str) -> Reply:
    sender = outbound(region, session_through(adapter))
    return sender.post(f"https://push.example.org{path}", p256dh=POINT, auth=AUTH, keep_seconds=60)


class Forgetful(PushService):
    """Takes everything and keeps nothing of it."""

    def send(self, request: PreparedRequest, *_rest: object, **_options: object) -> Response:
        return self.answer(request)


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
    assert send(region, Nearby(port), now=TUESDAY) == SendingCounts(sent=MANY)
    counts = seen(port)
    assert len(counts) == MANY
    assert set(counts.values()) == {1}
    assert send(region, Nearby(port), now=TUESDAY) == SendingCounts()


def test_memory_does_not_grow_with_the_number(region: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times as many reminders need no more memory: a batch is all that is ever held."""
    monkeypatch.setattr(sending, "BATCH", 50)
    peaks = []
    for count in (20, 100, 400):  # The first one pays for what is imported and kept.
        subscribe_many(region, count)
        tracemalloc.start()
        send(region, Forgetful(), now=TUESDAY)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        with writing(db.session):
            db.session.query(PushSubscription).delete()
    assert peaks[2] < peaks[1] * 1.5


def test_a_redirect_is_not_followed(region: SmallRegion, port: int) -> None:
    """A push service that sends us elsewhere is refused, and elsewhere is never called."""
    assert post(region, Nearby(port), "/moved").meaning == "refused"
    assert seen(port) == {"/moved": 1}


def test_a_push_service_sets_no_cookie(region: SmallRegion, port: int) -> None:
    """Requests for two phones have nothing in common but our key."""
    session = session_through(Nearby(port))
    reply = outbound(region, session).post("https://push.example.org/marked", p256dh=POINT, auth=AUTH, keep_seconds=60)
    assert (reply.meaning, seen(port)) == ("sent", {"/marked": 1})
    assert not session.cookies


def test_a_server_that_is_away_is_asked_later(region: SmallRegion) -> None:
    """Nothing listens on this port: nobody is removed for it."""
    assert post(region, Nearby(9), "/a").meaning == "later"
