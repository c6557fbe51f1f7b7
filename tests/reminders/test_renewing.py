"""A browser that changes its address keeps its reminder; nobody learns whether the old address was known."""

from __future__ import annotations

from typing import Any

import pytest

from app.reminders.models import PushSubscription
from tests.region import SmallRegion
from tests.reminders.phones import letters, row, wish

CHOSEN = ("region_id", "weekday", "hour", "zone", "quiet_from", "quiet_to", "next_due", "sent_in_wave")


def renewal(old: int, new: int, **changes: Any) -> dict[str, Any]:
    """What a browser posts whose address `old` became `new`."""
    fresh = {name: wish(new)[name] for name in ("endpoint", "keys")}
    return {"endpoint": wish(old)["endpoint"], "fresh": fresh | changes}


def chosen(kept: PushSubscription | None) -> list[Any]:
    assert kept is not None
    return [getattr(kept, name) for name in CHOSEN]


def test_the_choice_goes_along_to_the_new_address(any_region: SmallRegion) -> None:
    """Day, hour, quiet hours and what is due stay; also what was answered already; nothing is left at the old one."""
    any_region.signed_in(any_region.participant).post("/reminders/push", json=wish(weekday=4, hour=16))
    any_region.app.test_client().post("/reminders/push/answered", json=wish())
    before = chosen(row(1))
    answer = any_region.app.test_client().post("/reminders/push/renewed", json=renewal(1, 2))
    assert (answer.status_code, answer.data) == (204, b"")
    assert row(1) is None
    assert chosen(row(2)) == before


def test_an_unknown_address_is_answered_alike_and_keeps_nothing(any_region: SmallRegion) -> None:
    answer = any_region.app.test_client().post("/reminders/push/renewed", json=renewal(1, 2))
    assert (answer.status_code, answer.data) == (204, b"")
    assert (row(1), row(2)) == (None, None)


def test_an_address_with_a_choice_of_its_own_keeps_it(any_region: SmallRegion) -> None:
    """Somebody who chose anew on the page meant that."""
    client = any_region.signed_in(any_region.participant)
    client.post("/reminders/push", json=wish(1))
    client.post("/reminders/push", json=wish(2, weekday=4))
    assert client.post("/reminders/push/renewed", json=renewal(1, 2)).status_code == 204
    kept = row(2)
    assert kept is not None
    assert kept.weekday == 4


@pytest.mark.parametrize(
    "changes", [{"endpoint": "https://127.0.0.1/a"}, {"keys": {}}, {"keys": {"p256dh": letters(bytes(65)), "auth": ""}}]
)
def test_an_address_that_may_not_be_called_is_refused(region: SmallRegion, changes: dict[str, Any]) -> None:
    """The same checks as at subscribing: the old address stays."""
    client = region.signed_in(region.participant)
    client.post("/reminders/push", json=wish())
    assert client.post("/reminders/push/renewed", json=renewal(1, 2, **changes)).status_code == 422
    assert row(1) is not None
