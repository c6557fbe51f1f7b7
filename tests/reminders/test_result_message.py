"""“The result is there”: one message to everybody who asked for reminders, which tells nothing about a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import http_ece
from sqlalchemy import select

from app.db import db, writing
from app.programme.models import Period
from app.reminders.models import AnnouncedResult
from app.reminders.result_message import announce_results, send_results
from app.reminders.schedule import moment_of
from app.reminders.sending import SendingCounts
from app.reminders.subscriptions import skip_wave
from tests.region import SmallRegion
from tests.reminders.phones import AUTH, HOSTS, PRIVATE_KEY, PushService, keep, row, session_through, vapid, wish

NOON = datetime(2026, 3, 30, 10, 5, tzinfo=UTC)
"""Five past twelve in Amsterdam: nobody's quiet hour."""
QUARTER = timedelta(minutes=15)


def publish(number: int = 1) -> None:
    """Let a result be there."""
    db.session.rollback()
    with writing(db.session):
        db.session.scalars(select(Period).where(Period.number == number)).one().state = "released"


def run(region: SmallRegion, service: PushService, *, now: datetime) -> SendingCounts:
    """What a tick does."""
    announce_results(db.session, now=now)
    return send_results(db.session, now=now, vapid=vapid(region), hosts=HOSTS, calls=session_through(service))


def test_a_result_is_told_once_to_everybody_who_asked_for_reminders(any_region: SmallRegion) -> None:
    """At the first quarter hour, whatever day and hour they chose; and never again for the same result."""
    keep(any_region, wish(1), wish(2, weekday=4, hour=15), wish(3, hour=11))
    service = PushService()
    assert run(any_region, service, now=NOON) == SendingCounts(), "nothing is published yet"
    publish()
    assert run(any_region, service, now=NOON) == SendingCounts()
    assert run(any_region, service, now=NOON + QUARTER) == SendingCounts(sent=3)
    for later in (timedelta(hours=1), timedelta(days=1), timedelta(days=30)):
        assert run(any_region, service, now=NOON + later) == SendingCounts()
    assert set(service.got.values()) == {1}


def test_who_subscribes_after_a_result_is_told_of_the_next(any_region: SmallRegion) -> None:
    publish()
    run(any_region, PushService(), now=NOON)
    keep(any_region, wish())
    service = PushService()
    assert run(any_region, service, now=NOON + QUARTER) == SendingCounts()
    publish(2)
    run(any_region, service, now=NOON + 2 * QUARTER)
    assert run(any_region, service, now=NOON + 3 * QUARTER) == SendingCounts(sent=1)


def test_the_moment_does_not_tell_who_answered(any_region: SmallRegion) -> None:
    """A phone that answered, one that did not and one that was reminded twice hear of it in the same quarter hour."""
    keep(any_region, wish(1), wish(2), wish(3))
    skip_wave(db.session, wish(1)["endpoint"], now=NOON)
    with writing(db.session):
        third = row(3)
        assert third
        third.sent_in_wave = 2
    publish()
    announce_results(db.session, now=NOON)
    due = {kept.result_due for number in (1, 2, 3) if (kept := row(number))}
    assert len(due) == 1
    assert run(any_region, service := PushService(), now=NOON + QUARTER) == SendingCounts(sent=3)
    outside = ("TTL", "Topic", "Content-Length")
    assert len({tuple(each.headers[name] for name in outside) for each in service.requests}) == 1


def test_what_travels_is_one_letter_the_same_for_all(any_region: SmallRegion) -> None:
    """Sealed, and as long as a reminder: the maker of the browser reads nothing."""
    keep(any_region, wish(1), wish(2))
    publish()
    run(any_region, service := PushService(), now=NOON)
    run(any_region, service, now=NOON + QUARTER)
    opened = {http_ece.decrypt(each.body, private_key=PRIVATE_KEY, auth_secret=AUTH) for each in service.requests}
    assert opened == {b"r"}


def test_quiet_hours_put_it_off_until_they_end(any_region: SmallRegion) -> None:
    """Published at eleven in the evening: told at eight, also when the tick came late before that."""
    keep(any_region, wish(1, quiet_from=20, quiet_to=8), wish(2, quiet_from=0, quiet_to=0))
    publish()
    evening = datetime(2026, 3, 30, 21, 0, tzinfo=UTC)
    service = PushService()
    assert run(any_region, service, now=evening) == SendingCounts(sent=1)
    kept = row(1)
    assert kept
    assert kept.result_due
    assert moment_of(kept.result_due) == datetime(2026, 3, 31, 6, 0, tzinfo=UTC)
    assert run(any_region, service, now=datetime(2026, 3, 31, 5, 59, tzinfo=UTC)) == SendingCounts()
    late_into_the_next_quiet = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)
    assert run(any_region, service, now=late_into_the_next_quiet) == SendingCounts(passed=1)
    assert run(any_region, service, now=datetime(2026, 4, 1, 6, 0, tzinfo=UTC)) == SendingCounts(sent=1)


def test_a_busy_push_service_gets_it_later_and_not_for_ever(any_region: SmallRegion) -> None:
    """A quarter, a half, one, two, four hours later; then it is let go, and the reminders go on as they were."""
    keep(any_region, wish(quiet_from=0, quiet_to=0))
    before = row()
    assert before
    reminder = (before.next_due, before.sent_in_wave, before.failures)
    publish()
    announce_results(db.session, now=NOON)
    waits: list[timedelta | None] = []
    while (kept := row()) and kept.result_due is not None:
        now = moment_of(kept.result_due)
        run(any_region, PushService(503), now=now)
        kept = row()
        waits.append(moment_of(kept.result_due) - now if kept and kept.result_due is not None else None)
    assert waits == [
        *(timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2), timedelta(hours=4)),
        None,
    ]
    after = row()
    assert after
    assert (after.next_due, after.sent_in_wave, after.failures) == reminder


def test_a_browser_that_is_gone_is_removed(any_region: SmallRegion) -> None:
    keep(any_region, wish(1))
    publish()
    announce_results(db.session, now=NOON)
    assert run(any_region, PushService(410), now=NOON + QUARTER) == SendingCounts(gone=1)
    assert row(1) is None


def test_two_machines_announce_a_result_once(any_region: SmallRegion) -> None:
    """What the other one has written already is left alone."""
    keep(any_region, wish())
    publish()
    announce_results(db.session, now=NOON)
    announce_results(db.session, now=NOON + timedelta(hours=3))
    kept = row()
    assert kept
    assert kept.result_due
    assert moment_of(kept.result_due) == NOON + timedelta(minutes=10)
    assert len(db.session.scalars(select(AnnouncedResult)).all()) == 1
