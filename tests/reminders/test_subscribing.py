"""Asking to be reminded: what a phone sends is checked, named with its mend, and kept once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.db import db
from app.reminders.models import PushSubscription
from app.reminders.schedule import moment_of
from app.reminders.subscriptions import endpoint_key
from tests.region import FORTNIGHT, START, SmallRegion
from tests.reminders.phones import PushService, keep, letters, row, send, wish

TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(PushSubscription)) or 0


def test_a_signed_in_phone_is_reminded_at_its_hour(any_region: SmallRegion) -> None:
    """The first chosen moment that lies in a wave; the words come back in the reader's language."""
    client = any_region.signed_in(any_region.participant)
    response = client.post("/reminders/push?language=en", json=wish())
    assert response.status_code == 200
    assert "Tuesday" in response.get_json()["words"]
    kept = row()
    assert kept is not None
    assert moment_of(kept.next_due) == TUESDAY
    assert (kept.sent_in_wave, kept.failures) == (0, 0)


def test_a_second_wish_replaces_the_first(any_region: SmallRegion) -> None:
    """One browser, one row, whatever was chosen before."""
    client = any_region.signed_in(any_region.participant)
    client.post("/reminders/push", json=wish())
    client.post("/reminders/push", json=wish(weekday=4, hour=16))
    kept = row()
    assert count() == 1
    assert kept is not None
    assert (kept.weekday, kept.hour) == (4, 16)
    assert moment_of(kept.next_due) == datetime(2026, 3, 6, 15, tzinfo=UTC)


def test_who_is_not_signed_in_is_asked_for_the_code(region: SmallRegion, client: FlaskClient) -> None:
    assert client.post("/reminders/push", json=wish()).status_code == 303
    assert count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"endpoint": "https://127.0.0.1/a"}, "endpoint"),
        ({"endpoint": "http://push.example.org/a"}, "endpoint"),
        ({"endpoint": "https://push.example.com/a"}, "endpoint"),
        ({"endpoint": None}, "endpoint"),
        ({"endpoint": ["https://push.example.org/a"]}, "endpoint"),
        ({"keys": None}, "body"),
        ({"keys": {}}, "keys"),
        ({"keys": {"p256dh": letters(bytes(65)), "auth": letters(bytes(16))}}, "keys"),
        ({"keys": {"p256dh": letters(b"\x04" + bytes(64)), "auth": letters(bytes(16))}}, "keys"),
        ({"keys": wish()["keys"] | {"auth": letters(bytes(15))}}, "keys"),
        ({"keys": wish()["keys"] | {"auth": "né"}}, "keys"),
        ({"keys": wish()["keys"] | {"auth": 7}}, "keys"),
        ({"weekday": 7}, "weekday"),
        ({"weekday": "1"}, "weekday"),
        ({"weekday": True}, "weekday"),
        ({"weekday": None}, "weekday"),
        ({"hour": -1}, "hour"),
        ({"hour": 10.5}, "hour"),
        ({"hour": 24}, "hour"),
        ({"hour": 21}, "hour"),
        ({"quiet_from": 24}, "quiet_from"),
        ({"quiet_to": "8"}, "quiet_to"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"zone": None}, "zone"),
    ],
)
def test_an_impossible_wish_is_named(region: SmallRegion, changes: dict[str, Any], field: str) -> None:
    """422 with the field and the mend, and nothing is kept."""
    response = region.signed_in(region.participant).post("/reminders/push?language=en", json=wish(**changes))
    assert response.status_code == 422
    assert response.get_json()["field"] == field
    assert response.get_json()["fault"].endswith(".")
    assert count() == 0


@pytest.mark.parametrize("body", ["", "not json", "[]", '"text"', "null", "7", "[" * 5000])
@pytest.mark.parametrize("path", ["", "/answered", "/renewed", "/remove"])
def test_a_body_that_is_no_wish_is_named(region: SmallRegion, body: str, path: str) -> None:
    """Malformed, empty, another type, nested too deep."""
    client = region.signed_in(region.participant)
    response = client.post(f"/reminders/push{path}", data=body, content_type="application/json")
    assert response.status_code == 422
    assert client.post(f"/reminders/push{path}", data=body, content_type="text/plain").status_code == 422


def test_a_wish_without_quiet_hours_has_none(region: SmallRegion) -> None:
    """They may be left out; then any hour can be chosen."""
    sent = {name: value for name, value in wish(hour=3).items() if not name.startswith("quiet")}
    assert region.signed_in(region.participant).post("/reminders/push", json=sent).status_code == 200


def test_a_forged_request_without_a_token_is_refused(region: SmallRegion) -> None:
    """Another site cannot subscribe, move, carry over or remove a phone."""
    client = region.signed_in(region.participant)
    region.app.config["WTF_CSRF_ENABLED"] = True
    for path in ("", "/answered", "/renewed", "/remove"):
        assert client.post(f"/reminders/push{path}", json=wish()).status_code == 400
    assert count() == 0


def test_removing_needs_the_endpoint_and_tells_nothing(any_region: SmallRegion) -> None:
    """Known or not: the same empty answer; also for who is no longer signed in."""
    any_region.signed_in(any_region.participant).post("/reminders/push", json=wish())
    stranger = any_region.app.test_client()
    answers = [stranger.post("/reminders/push/remove", json=wish(number)) for number in (2, 1, 1)]
    assert {(each.status_code, each.data) for each in answers} == {(204, b"")}
    assert count() == 0


def test_a_phone_can_stop_although_its_push_service_is_no_longer_called(region: SmallRegion) -> None:
    """An installation may shorten the list of push services; who wants out can still say so."""
    region.signed_in(region.participant).post("/reminders/push", json=wish())
    stored = row()
    assert stored is not None
    stored.endpoint = "https://push.example.com/a"
    stored.key = endpoint_key(stored.endpoint)
    db.session.commit()
    stranger = region.app.test_client()
    for path in ("answered", "remove"):
        assert stranger.post(f"/reminders/push/{path}", json={"endpoint": stored.endpoint}).status_code == 204
    assert count() == 0


def test_after_answering_the_phone_is_not_reminded_in_this_wave(any_region: SmallRegion) -> None:
    """It says so itself; the next reminder lies in the next wave."""
    client = any_region.signed_in(any_region.participant)
    client.post("/reminders/push", json=wish())
    answers = [client.post("/reminders/push/answered", json=wish(number)) for number in (1, 2)]
    assert {(each.status_code, each.data) for each in answers} == {(204, b"")}
    kept = row()
    assert kept is not None
    assert moment_of(kept.next_due) == TUESDAY + FORTNIGHT


def test_who_answered_and_who_was_reminded_twice_look_the_same(any_region: SmallRegion) -> None:
    """A thief of the database cannot tell from a row whether its phone answered."""
    keep(any_region, wish(1), wish(2))
    any_region.app.test_client().post("/reminders/push/answered", json=wish(1))
    for week in (0, 1):
        moment = TUESDAY + week * FORTNIGHT / 2
        send(any_region, PushService(), now=moment)
    answered, reminded = row(1), row(2)
    assert answered is not None
    assert reminded is not None
    columns = ("next_due", "sent_in_wave", "failures", "weekday", "hour")
    assert [getattr(answered, name) for name in columns] == [getattr(reminded, name) for name in columns]


@pytest.mark.parametrize("answered", [True, False])
def test_choosing_another_hour_after_answering_brings_no_reminder_back(region: SmallRegion, answered: bool) -> None:
    """Whether the phone answered before it subscribed, or after."""
    client = region.signed_in(region.participant)
    client.post("/reminders/push", json=wish(answered=answered))
    if not answered:
        client.post("/reminders/push/answered", json=wish())
        client.post("/reminders/push", json=wish(weekday=3))
    kept = row()
    assert kept is not None
    assert moment_of(kept.next_due) >= START.replace(hour=0) + FORTNIGHT


def test_a_body_over_the_limit_is_refused_in_words(region: SmallRegion) -> None:
    """413, before anything is read."""
    client = region.signed_in(region.participant)
    response = client.post("/reminders/push", json=wish(zone="x" * 300_000))
    assert response.status_code == 413
    assert "href=" in response.text
