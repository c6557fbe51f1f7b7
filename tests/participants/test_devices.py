"""A device can be shut out: by itself, with all others, by a new code, and by not being used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.answering.ballots import places_of
from app.answering.diary_rows import own_diary
from app.answering.models import Ballot, DiaryEntry
from app.db import db
from app.instrument.installed import instrument_of
from app.participants.models import EndedDevice, Membership
from app.participants.service import accounts_of
from app.vault.ballot_seal import ballot_name
from app.vault.codes import PersonalCode
from app.vault.cookie_seal import CookieSeal
from app.vault.personal_keys import ParticipantKeys, derive_keys
from app.web.settings import settings
from tests.conftest import SetClock
from tests.participants.test_join_once import code_on
from tests.region import START, SmallRegion

ANSWERS = {"professional_space": "ample", "work_enjoyment": 9}
TICK = {"everywhere": "y"}
RENEW = {"renew": "y"}
SHUT = 303


def copy_of(region: SmallRegion, client: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie: what a thief of it has."""
    kept, thief = client.get_cookie("peil"), region.app.test_client()
    assert kept
    thief.set_cookie("peil", kept.value)
    assert thief.get("/mirror").status_code == 200
    return thief


def test_a_signed_out_cookie_opens_nothing(region: SmallRegion) -> None:
    """A copy that somebody kept shows neither the mirror nor the code, and is told to drop what it stored."""
    client = region.signed_in(region.participant)
    stolen = client.get_cookie("peil")
    assert stolen
    assert copy_of(region, client).get("/account").status_code == 200
    assert client.post("/account/sign-out").status_code == 303
    for address in ("/mirror", "/account", "/account/code", "/mirror.json", "/pulse"):
        kept = region.app.test_client()
        kept.set_cookie("peil", stolen.value)
        refused = kept.get(address)
        assert (refused.status_code, refused.location) == (SHUT, "/code"), address
        assert region.participant.code.text not in refused.text
        assert "storage" in refused.headers["Clear-Site-Data"]


def test_other_devices_stay_when_one_signs_out(region: SmallRegion) -> None:
    """Each device has a name of its own."""
    first, second = (region.signed_in(region.participant) for _time in range(2))
    first.post("/account/sign-out")
    assert second.get("/mirror").status_code == 200
    assert region.signed_in(region.participant).get("/mirror").status_code == 200


def test_everywhere_ends_all_devices_and_the_code_still_opens(region: SmallRegion) -> None:
    """This one too; nobody else's."""
    first, second = (region.signed_in(region.participant) for _time in range(2))
    mate = region.signed_in(region.team_mate)
    copied = copy_of(region, first)
    assert first.post("/account/devices/end-all", data=TICK).status_code == 303
    assert [each.get("/mirror").status_code for each in (first, second, copied)] == [SHUT] * 3
    assert mate.get("/mirror").status_code == 200
    assert region.signed_in(region.participant).get("/mirror").status_code == 200


@pytest.mark.parametrize("address", ["/account/devices/end-all", "/account/devices/new-code"])
def test_each_asks_for_a_deliberate_tick(region: SmallRegion, address: str) -> None:
    """422 with what to do, and nothing has changed."""
    client = region.signed_in(region.participant)
    refused = client.post(address)
    assert refused.status_code == 422
    assert 'class="fault"' in refused.text
    assert client.get("/mirror").status_code == 200


def test_a_cookie_lives_400_days_without_use(region: SmallRegion, set_clock: SetClock) -> None:
    """Also a copy of it, whatever the browser says; one that is used goes on living."""
    idle, used = (region.signed_in(region.participant) for _time in range(2))
    copied = idle.get_cookie("peil")
    assert copied
    set_clock(START + timedelta(days=300))
    assert "peil=" in used.get("/account").headers["Set-Cookie"]
    set_clock(START + timedelta(days=401))
    thief = region.app.test_client()
    thief.set_cookie("peil", copied.value)
    assert thief.get("/account").status_code == SHUT
    assert used.get("/account").status_code == 200


def test_a_cookie_of_an_earlier_version_still_opens_and_can_be_ended(region: SmallRegion) -> None:
    """Nobody loses their diary by an upgrade: a cookie that held the code alone is renewed, and ends like any."""
    old = CookieSeal(settings().secret).seal("peil.participant", region.participant.code.text.encode())
    client, copied = region.app.test_client(), region.app.test_client()
    for each in (client, copied):
        each.set_cookie("peil", old)
    assert "peil=" in client.get("/account").headers["Set-Cookie"]
    assert client.get("/account").status_code == 200
    client.post("/account/sign-out")
    assert copied.get("/account").status_code == SHUT


def test_a_thief_learns_nothing_from_what_ending_leaves_behind(region: SmallRegion) -> None:
    """A hash and a month, alike for everybody; no row of an account tells that its devices were ended."""
    before = {row.lookup_hash: row.epoch for row in db.session.scalars(select(Membership))}
    region.signed_in(region.participant).post("/account/sign-out")
    region.signed_in(region.team_mate).post("/account/devices/end-all", data=TICK)
    db.session.rollback()
    ended = db.session.scalars(select(EndedDevice)).all()
    assert [(len(row.device_hash), row.forget_after) for row in ended] == [(32, 2026 * 12 + 3 + 15)]
    after = {row.lookup_hash: row.epoch for row in db.session.scalars(select(Membership))}
    assert [key for key in before if before[key] != after[key]] == [region.team_mate.keys.lookup_hash]
    assert {len(epoch or b"") for epoch in after.values()} == {16}
    secrets = {ended[0].device_hash, *(epoch for epoch in after.values() if epoch)}
    known = {value for each in region.people["north"] for value in (each.keys.diary_id, each.keys.lookup_hash)}
    assert not secrets & known


def test_the_list_of_ended_devices_forgets(region: SmallRegion, set_clock: SetClock) -> None:
    """Once no such cookie would count anyhow, its hash goes."""
    region.signed_in(region.participant).post("/account/sign-out")
    set_clock(START + timedelta(days=500))
    region.signed_in(region.participant).post("/account/sign-out")
    db.session.rollback()
    assert len(db.session.scalars(select(EndedDevice)).all()) == 1


def names_in_box(region: SmallRegion, keys: ParticipantKeys) -> set[bytes]:
    """This person's ballots of the open period."""
    period = region.wave().period
    places = places_of(instrument_of(period.programme.instrument_key), period.items)
    own = {ballot_name(keys, period=period.id, item=place.item, channel=place.channel) for place in places}
    return own & set(db.session.scalars(select(Ballot.name)))


def renewed(client: FlaskClient) -> PersonalCode:
    client.get("/account/devices")
    page = client.post("/account/devices/new-code", data=RENEW, follow_redirects=True)
    return PersonalCode.read(code_on(page.text))


def test_a_new_code_takes_everything_along(any_app: Flask, any_region: SmallRegion) -> None:
    """Diary, team and open ballots, on both databases; the old code is worthless everywhere."""
    person = any_region.participant
    any_region.answer(person, ANSWERS)
    first, second = (any_region.signed_in(person) for _time in range(2))
    before, accounts = own_diary(db.session, person.keys), accounts_of(db.session, any_region.teams["north"])
    ballots, rows = len(names_in_box(any_region, person.keys)), db.session.query(Ballot).count()
    code = renewed(first)
    db.session.rollback()
    keys, after = derive_keys(code), own_diary(db.session, derive_keys(code))
    assert (after.profile, after.waves) == (before.profile, before.waves)
    assert accounts_of(db.session, any_region.teams["north"]) == accounts
    assert (len(names_in_box(any_region, keys)), names_in_box(any_region, person.keys)) == (ballots, set())
    assert ballots
    assert db.session.query(Ballot).count() == rows
    assert db.session.scalars(select(DiaryEntry).where(DiaryEntry.owner == person.keys.diary_id)).all() == []
    assert first.get("/mirror").status_code == 200
    assert second.get("/mirror").status_code == SHUT
    assert any_app.test_client().post("/code", data={"code": person.code.text}).status_code == 422
    assert any_app.test_client().post("/code", data={"code": code.text}).status_code == 303


def test_an_answer_after_a_new_code_takes_the_place_of_the_one_before(region: SmallRegion) -> None:
    """Nobody counts twice: the ballots are replaced, not added, and leaving takes them out."""
    person = region.participant
    region.answer(person, ANSWERS)
    client, before = region.signed_in(person), db.session.query(Ballot).count()
    renewed(client)
    wave = region.wave()
    fields = {"submission": f"{wave.id}.after-new-code", "professional_space": "insufficient", "work_enjoyment": "3"}
    assert client.post("/pulse", data=fields).status_code == 303
    db.session.rollback()
    assert db.session.query(Ballot).count() == before
    client.post("/account/leave", data={"confirm": "y"})
    db.session.rollback()
    assert db.session.query(Ballot).count() == 0


def test_a_second_press_shows_the_same_new_code(region: SmallRegion) -> None:
    """A double tap must not send its owner away without the only code that opens the diary."""
    client = region.signed_in(region.participant)
    client.get("/account/devices")
    copies = []
    for _time in range(2):
        tap = region.app.test_client()
        for name in ("peil", "peil-joining"):
            kept = client.get_cookie(name)
            assert kept
            tap.set_cookie(name, kept.value)
        copies.append(tap)
    codes = [code_on(tap.post("/account/devices/new-code", data=RENEW, follow_redirects=True).text) for tap in copies]
    assert codes[0]
    assert codes[0] == codes[1]
    assert region.app.test_client().post("/code", data={"code": codes[0]}).status_code == 303
