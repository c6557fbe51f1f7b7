"""Sending what is due: once each, to who is there, later when asked, and never twice whatever happens."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta

import http_ece
import pytest
from flask import Flask
from py_vapid import Vapid02
from requests import PreparedRequest, Response
from sqlalchemy import func, select

from app.db import db, writing
from app.reminders import push_session, sending
from app.reminders.models import PushSubscription
from app.reminders.schedule import moment_of
from app.reminders.sending import SendingCounts
from app.reminders.subscriptions import skip_wave
from app.reminders.vapid import public_key_of
from tests.at_once import at_once
from tests.region import FORTNIGHT, START, SmallRegion
from tests.reminders.phones import AUTH, PRIVATE_KEY, PushService, keep, row, send, session_through, wish

TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def run(region: SmallRegion, service: PushService, *, now: datetime = TUESDAY) -> SendingCounts:
    return send(region, service, now=now)


def test_what_is_due_is_sent_once(any_region: SmallRegion) -> None:
    """At the chosen moment, not before, and not again at the next tick."""
    keep(any_region, wish(1), wish(2), wish(3, hour=11))
    service = PushService()
    assert run(any_region, service, now=TUESDAY - timedelta(minutes=1)) == SendingCounts()
    assert run(any_region, service) == SendingCounts(sent=2)
    assert run(any_region, service, now=TUESDAY + timedelta(minutes=1)) == SendingCounts()
    assert set(service.got.values()) == {1}


def test_twice_in_a_wave_and_again_in_the_next(any_region: SmallRegion) -> None:
    """Two Tuesdays in each wave; the count starts anew with the wave."""
    keep(any_region, wish())
    service = PushService()
    counts = []
    for week in range(4):
        assert run(any_region, service, now=TUESDAY + week * WEEK) == SendingCounts(sent=1)
        assert run(any_region, service, now=TUESDAY + week * WEEK + timedelta(days=1)) == SendingCounts()
        kept = row()
        assert kept is not None
        counts.append(kept.sent_in_wave)
    assert counts == [1, 0, 1, 0], "the second reminder moves the row to the next wave, where the count begins anew"


def test_nothing_is_sent_when_no_wave_is_open(any_region: SmallRegion) -> None:
    """The series has ended: the row moves on and stays quiet."""
    keep(any_region, wish())
    from app.programme.models import Period

    with writing(db.session):
        for period in db.session.scalars(select(Period)):
            period.state = "released"
    service = PushService()
    assert run(any_region, service) == SendingCounts(passed=1)
    assert not service.got


def test_a_browser_that_is_gone_is_removed(any_region: SmallRegion) -> None:
    """404 and 410 mean that nobody will ever open it."""
    keep(any_region, wish(1), wish(2, weekday=2))
    assert run(any_region, PushService(410)) == SendingCounts(gone=1)
    assert row(1) is None
    assert row(2) is not None


def test_a_busy_push_service_gets_it_later(any_region: SmallRegion) -> None:
    """429 and 5xx: not counted, tried again after a quarter, then after a half; taken, it is counted once."""
    keep(any_region, wish())
    busy = PushService(503)
    assert run(any_region, busy) == SendingCounts(later=1)
    kept = row()
    assert kept is not None
    assert (moment_of(kept.next_due), kept.sent_in_wave) == (TUESDAY + timedelta(minutes=15), 0)
    assert run(any_region, busy, now=TUESDAY + timedelta(minutes=14)) == SendingCounts()
    run(any_region, busy, now=TUESDAY + timedelta(minutes=15))
    kept = row()
    assert kept is not None
    assert moment_of(kept.next_due) == TUESDAY + timedelta(minutes=45)
    assert run(any_region, PushService(), now=TUESDAY + timedelta(minutes=45)) == SendingCounts(sent=1)
    kept = row()
    assert kept is not None
    assert (moment_of(kept.next_due), kept.sent_in_wave, kept.failures) == (TUESDAY + WEEK, 1, 0)


def test_a_phone_that_answers_while_a_reminder_is_put_off_is_left_alone(any_region: SmallRegion) -> None:
    """The answer comes in while the push service is being asked: what it says afterwards changes nothing."""
    keep(any_region, wish())

    class Answering(PushService):
        def answer(self, request: PreparedRequest) -> Response:
            with any_region.app.app_context():
                with writing(db.session):
                    skip_wave(db.session, str(wish()["endpoint"]), now=TUESDAY)
                db.session.remove()
            return super().answer(request)

    assert run(any_region, Answering(503)) == SendingCounts(later=1)
    kept = row()
    assert kept is not None
    assert moment_of(kept.next_due) == TUESDAY + FORTNIGHT


@pytest.mark.parametrize("after", [0, 1, 7, 19])
def test_a_kill_in_the_middle_doubles_nothing(
    any_region: SmallRegion, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Marked before it is sent: the next run sends what was not claimed, and nobody gets it twice."""
    monkeypatch.setattr(sending, "BATCH", 5)
    monkeypatch.setattr(sending, "WORKERS", 2)
    keep(any_region, *(wish(number) for number in range(20)))
    service = PushService(dies_after=after)
    with pytest.raises(SystemExit):
        run(any_region, service)
    service.dies_after = 10**9
    run(any_region, service)
    assert max(service.got.values()) == 1
    assert service.got.total() >= 20 - sending.BATCH, "at most the batch in hand is lost"


def test_two_machines_at_once_send_once(
    any_app: Flask, any_region: SmallRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both tick at the same moment; together they send everything, each row once."""
    monkeypatch.setattr(sending, "BATCH", 10)
    keep(any_region, *(wish(number) for number in range(100)))
    service = PushService()

    def tick() -> int:
        return run(any_region, service).sent

    assert sum(at_once(any_app, tick, tick)) == len(service.got) == 100
    assert set(service.got.values()) == {1}


def test_one_row_that_breaks_does_not_stop_the_others(region: SmallRegion) -> None:
    """A fault of ours with one message is logged by its kind, and the rest is sent."""
    keep(region, wish(1), wish(2))

    class Breaking(PushService):
        def answer(self, request: PreparedRequest) -> Response:
            if str(request.url).endswith("1"):
                raise RuntimeError(request.url)
            return super().answer(request)

    assert run(region, Breaking()) == SendingCounts(sent=1, refused=1)


def test_the_message_says_the_same_to_everyone_and_nothing_on_the_way(region: SmallRegion) -> None:
    """Sealed for the browser; inside, one constant byte. It is kept until the wave closes."""
    keep(region, wish(1), wish(2))
    service = PushService()
    run(region, service)
    bodies = [request.body for request in service.requests if isinstance(request.body, bytes)]
    opened = {http_ece.decrypt(body, private_key=PRIVATE_KEY, auth_secret=AUTH, version="aes128gcm") for body in bodies}
    assert opened == {b"."}
    assert len({len(body) for body in bodies}) == 1
    closes = START.replace(hour=0) + FORTNIGHT - timedelta(hours=1)
    for request in service.requests:
        assert int(request.headers["TTL"]) == (closes - TUESDAY).total_seconds()
        assert request.headers["Topic"] == "peil"


def test_a_push_service_can_check_who_asks(region: SmallRegion) -> None:
    """The header verifies under the public key that browsers got, names the service and an address to complain to."""
    keep(region, wish())
    service = PushService()
    run(region, service)
    header = str(service.requests[0].headers["Authorization"])
    assert Vapid02.verify(header)
    assert header.endswith(f",k={public_key_of(region.keys.folder)}")
    claims = json.loads(urlsafe_b64decode(header.split(".")[1] + "=="))
    assert (claims["aud"], claims["sub"]) == ("https://push.example.org", "https://peil.example:8443")


def test_the_tick_sends_and_says_how_many(
    region: SmallRegion, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Part of `peil tick`; the log has counts, never an address."""
    service = PushService()
    monkeypatch.setattr(push_session, "PushSession", lambda **_options: session_through(service))
    keep(region, wish())
    region.tick(TUESDAY)
    written = "".join(capfd.readouterr())
    assert '"sent": 1' in written
    assert '"event": "reminders.sent"' in written
    assert "push.example" not in written
    assert service.got.total() == 1


def test_without_a_key_everything_waits(region: SmallRegion, capfd: pytest.CaptureFixture[str]) -> None:
    """A lost or broken key stops no tick and loses no subscription."""
    keep(region, wish())
    (region.keys.folder / "vapid.key").write_text("broken")
    region.tick(TUESDAY)
    assert "reminders.no_key" in "".join(capfd.readouterr())
    kept = row()
    assert kept is not None
    assert moment_of(kept.next_due) == TUESDAY
    assert db.session.scalar(select(func.count()).select_from(PushSubscription)) == 1
