"""A page of a participant says whose it is, by a tag that leads back to nobody."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from app.participants.service import Joined
from tests.phone.conftest import Phone
from tests.region import SmallRegion


def test_own_pages_carry_the_tag_and_open_pages_none(phone: Phone, client: FlaskClient) -> None:
    tags = {phone.client.get(path).headers.get("Peil-Owner") for path in ("/", "/pulse", "/mirror", "/account")}
    assert len(tags) == 1
    assert None not in tags
    for path in ("/", "/code", "/privacy"):
        assert "Peil-Owner" not in client.get(path).headers


def test_the_tag_is_the_same_on_every_device_and_another_for_everyone(
    phone_of: Callable[[Joined], Phone], region: SmallRegion
) -> None:
    def tag(person: Joined) -> str | None:
        return phone_of(person).client.get("/").headers.get("Peil-Owner")

    assert tag(region.participant) == tag(region.participant)
    assert tag(region.participant) != tag(region.team_mate)


def test_the_tag_holds_nothing_that_is_stored(phone: Phone, region: SmallRegion) -> None:
    """Neither the code, nor what finds the membership or the diary."""
    tag = phone.client.get("/").headers["Peil-Owner"]
    keys = region.participant.keys
    assert tag not in (keys.lookup_hash.hex(), keys.diary_id.hex())
    assert region.participant.code.text not in tag


def test_what_every_phone_keeps_names_nobody(phone: Phone) -> None:
    """The page for without reception goes into a cache that any user of the browser can open."""
    response = phone.client.get("/offline")
    assert "Peil-Owner" not in response.headers
    assert 'name="owner"' not in response.text
    assert "csrf_token" not in response.text
