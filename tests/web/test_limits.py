"""Limits count tries that failed, not people; what was typed stays, and the true waiting time is named (case 06)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from limits import strategies
from limits.storage import memory

from app.config import ROOT, Settings
from app.db import db, writing
from app.organisations.card_codes import CardCode
from app.organisations.handing_out import make_cards
from app.organisations.models import Team
from app.vault.codes import PersonalCode
from app.web import limits
from app.web.errors import waiting_words
from app.web.limits import OWN_FEEDS, UNKNOWN_ADDRESSES, WRONG_CODES, Limit, init_limits
from app.web.settings import settings
from tests.region import STARTS_ON, SmallRegion

STANDS_STILL = SimpleNamespace(time=lambda: 1_772_442_000.0)
FORM = {"experience": "0-3", "function": "youth_consultant", "consent": "y"}


@pytest.fixture
def limited(region: SmallRegion, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application with its limits on, as in one worker; no second passes, however long a test takes."""
    for reader in (limits, memory, strategies):
        monkeypatch.setattr(reader, "time", STANDS_STILL)
    init_limits(region.app, enabled=True)
    yield region.app
    init_limits(region.app, enabled=False)


def test_thirty_colleagues_on_one_wifi_sign_in_within_a_minute(limited: Flask, region: SmallRegion) -> None:
    """Valid codes are never counted, however many come from one address."""
    people = [person for team in region.people.values() for person in team] * 2
    statuses = {limited.test_client().post("/code", data={"code": each.code.text}).status_code for each in people[:40]}
    assert statuses == {303}


def test_a_whole_team_joins_within_a_minute_from_one_address(limited: Flask, region: SmallRegion) -> None:
    """Sixteen people with a link, who each look and send a form with a fault first."""
    address = f"/join/{region.invitation('north', uses=16)}"
    statuses = []
    for _person in range(16):
        client = limited.test_client()
        client.get(address)
        client.post(address, data=FORM | {"consent": ""})
        statuses.append(client.post(address, data=FORM).status_code)
    assert statuses == [303] * 16


def test_a_hall_of_eighty_joins_within_ten_minutes_from_one_address(
    limited: Flask, region: SmallRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight a minute: each types a code, every other one first with a slip, forgets the tick, and joins."""
    with writing(db.session):
        db.session.get_one(Team, region.teams["north"]).declared_size = 200
        secret, until = settings().secret, STARTS_ON + timedelta(days=9)
        cards = make_cards(
            db.session, region.teams["north"], cards=80, expires_on=until, today=STARTS_ON, secret=secret
        )
    statuses = []
    for place, card in enumerate(cards):
        moment = SimpleNamespace(time=partial(float, STANDS_STILL.time() + 60 * (place // 8)))
        for reader in (limits, memory, strategies):
            monkeypatch.setattr(reader, "time", moment)
        client, code = limited.test_client(), card.code.text
        if place % 2:
            statuses.append(client.post("/join", data={"code": code[:-1]}).status_code)
        address = client.post("/join", data={"code": code}).location
        client.post(address, data=FORM | {"consent": ""})
        statuses.append(client.post(address, data=FORM).status_code)
    assert statuses.count(303) == 80
    assert set(statuses) == {303, 422}


def test_twenty_eight_calendar_feeds_from_one_address(limited: Flask, region: SmallRegion) -> None:
    """Also from one account; only a number that nobody needs is stopped, per account."""
    client = region.signed_in(region.participant)
    assert {client.post("/reminders/feed").status_code for _time in range(28)} == {200}
    for _time in range(OWN_FEEDS.tries - 28):
        client.post("/reminders/feed")
    stopped = client.post("/reminders/feed", headers={"Accept-Language": "en"})
    assert stopped.status_code == 429
    seconds = int(stopped.headers["Retry-After"])
    assert 3000 < seconds <= 3600
    assert f"Wait {-(-seconds // 60)} minutes" in stopped.text
    assert region.signed_in(region.team_mate).post("/reminders/feed").status_code == 200


@pytest.mark.parametrize(("address", "made"), [("/code", PersonalCode.make), ("/join", CardCode.make)])
def test_wrong_codes_are_stopped_with_what_was_typed(
    *, limited: Flask, region: SmallRegion, address: str, made: Callable[[], PersonalCode | CardCode]
) -> None:
    """429, the code is still in its field, and the page says how long to wait, in words and in the header.

    Of people and of paper cards alike: guesses that have the form of a code.
    """
    client = limited.test_client()
    wrong = [made().text for _time in range(WRONG_CODES.tries + 1)]
    statuses = [client.post(address, data={"code": each}).status_code for each in wrong]
    assert statuses == [422] * WRONG_CODES.tries + [429]
    stopped = client.post(address, data={"code": wrong[0]}, headers={"Accept-Language": "en"})
    seconds = int(stopped.headers["Retry-After"])
    assert 0 < seconds <= 60
    assert re.search(rf'name="code"[^>]* value="{wrong[0]}"', stopped.text)
    assert waiting_words_in(stopped.text) in {seconds - 1, seconds, seconds + 1}


def waiting_words_in(page: str) -> int:
    found = re.search(r"Wait (\d+) second", page)
    return int(found[1]) if found else -1


def test_whoever_is_elsewhere_is_not_stopped_with_them(limited: Flask, region: SmallRegion) -> None:
    """Neither by one guesser, nor by many: while all together fail too often each address keeps two tries."""
    for number in range(WRONG_CODES.in_sum or 0):
        guesser = limited.test_client()
        guesser.environ_base["REMOTE_ADDR"] = f"203.0.113.{number % 250}"
        guesser.post("/code", data={"code": "7K4M"})
    statuses = {}
    for place in ("198.51.100.1", "203.0.113.1"):
        client = limited.test_client()
        client.environ_base["REMOTE_ADDR"] = place
        statuses[place] = [client.post("/code", data={"code": "7K4M"}).status_code for _time in range(3)]
    assert statuses["198.51.100.1"] == [422, 422, 429]
    assert 429 in statuses["203.0.113.1"]
    owner = limited.test_client()
    owner.environ_base["REMOTE_ADDR"] = "198.51.100.2"
    assert owner.post("/code", data={"code": region.participant.code.text}).status_code == 303


@pytest.mark.parametrize("address", ["/join/{}", "/staff/enter/{}", "/staff/invitation/{}", "/reminders/feed/{}.ics"])
def test_guessing_addresses_is_stopped(limited: Flask, region: SmallRegion, address: str) -> None:
    """One count for all that hold a secret; an address that exists is never counted."""
    client = limited.test_client()
    statuses = [client.get(address.format(f"guess-{turn}")).status_code for turn in range(UNKNOWN_ADDRESSES.tries + 1)]
    assert statuses == [404] * UNKNOWN_ADDRESSES.tries + [429]


def test_waiting_is_said_in_seconds_or_minutes(app: Flask) -> None:
    """Never shorter than it is."""
    with app.test_request_context(), force_locale("en"):
        assert waiting_words(1).startswith("Wait 1 second ")
        assert waiting_words(59).startswith("Wait 59 seconds ")
        assert waiting_words(121).startswith("Wait 3 minutes ")
    with app.test_request_context(), force_locale("nl"):
        assert "59 seconden" in waiting_words(59)


def test_every_limit_stands_in_the_manual_with_its_reason() -> None:
    """Whoever adds one says there why."""
    manual = (ROOT / "docs" / "operate.md").read_text()
    known = [value for value in vars(limits).values() if isinstance(value, Limit)]
    assert len(known) >= 7
    for each in known:
        row = next((line for line in manual.splitlines() if line.startswith(f"| `{each.name}`")), "")
        assert str(each.tries) in row, each.name


def test_counting_forgets_who_it_was(limited: Flask, client: FlaskClient) -> None:
    """No address stands in the memory that counts."""
    client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    client.post("/code", data={"code": "7K4M"})
    kept = vars(limited.extensions["peil.limits"].storage)
    assert "203.0.113.77" not in repr(kept)
    assert "wrong-codes" in repr(kept)
