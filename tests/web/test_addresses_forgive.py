"""An address forgives what mail programs and sentences add at its end (shared case 07)."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import db, writing
from app.reminders.calendar_feed import make_feed
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

ADDED = [
    ".",
    ",",
    ")",
    "/",
    "%20",
    "%0A",
    "%E2%80%8B",
    "%3E",
    ").",
    "%C2%A0",
    "%E2%80%9D",
    ";",
    "!",
    "=",
    "%0D%0A",
    "//",
    "%3Futm_source=mail",
    "%23top",
    "%E3%80%82",
    "%EF%BC%8E",
]


@pytest.fixture
def addresses(region: SmallRegion) -> list[str]:
    """One of every kind that is mailed, spoken or pasted."""
    staff = Visitors(region)
    feed = make_feed(db.session, region.region_id)
    db.session.commit()
    return [
        f"/join/{region.invitation('north')}",
        f"/staff/enter/{staff.link('north_lead')}",
        f"/reminders/feed/{feed}.ics",
        "/code",
        "/privacy",
        "/staff/sign-in",
    ]


@pytest.mark.parametrize("added", ADDED)
def test_what_stands_behind_an_address_leads_to_the_page(
    region: SmallRegion, client: FlaskClient, addresses: list[str], added: str
) -> None:
    """301 to the clean address, which opens."""
    for address in addresses:
        response = client.get(address + added)
        assert (response.status_code, response.location) == (301, address)
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("before", ["%20", "%3C", "(", "%E2%80%8B", "%22", "%E2%80%9C"])
def test_what_stands_before_the_last_part_is_forgiven_too(
    client: FlaskClient, region: SmallRegion, addresses: list[str], before: str
) -> None:
    """A space, a bracket or a quotation mark that was copied along with a token."""
    folder, _slash, token = addresses[0].rpartition("/")
    response = client.get(f"{folder}/{before}{token}{'%3E' if before == '%3C' else ''}")
    assert (response.status_code, response.location) == (301, addresses[0])


def test_a_question_mark_part_goes_along(region: SmallRegion, client: FlaskClient, addresses: list[str]) -> None:
    """The language of a feed, and what a network adds."""
    assert client.get(f"{addresses[2]}.?language=nl").location == f"{addresses[2]}?language=nl"


def test_a_form_is_led_there_with_all_it_holds(client: FlaskClient, region: SmallRegion) -> None:
    """308 keeps what was sent."""
    assert client.post("/code).").status_code == 308


@pytest.mark.parametrize("address", ["//evil.example/.", "/%5C%5Cevil.example.", "/nothing.", "/.//evil.example)"])
def test_nobody_is_led_to_another_site(client: FlaskClient, region: SmallRegion, address: str) -> None:
    """Only to pages of our own."""
    response = client.get(address, headers={"Host": "localhost"})  # Werkzeug would take a host out of the address.
    assert response.status_code in {301, 308, 404}
    assert not (response.location or "").startswith(("//", "/\\", "http"))


def test_a_calendar_address_is_withdrawn_as_it_was_pasted(app: Flask, region: SmallRegion) -> None:
    """With the full stop of the sentence it stood in."""
    with writing(db.session):
        token = make_feed(db.session, region.region_id)
    client = region.signed_in(region.participant)
    typed = {"address": f"<http://localhost/reminders/feed/{token}.ics?language=nl>."}
    assert client.post("/reminders/feed/revoke", data=typed).status_code == 200
    assert client.get(f"/reminders/feed/{token}.ics").status_code == 410
