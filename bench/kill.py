"""Phones deliver while the server is killed with SIGKILL, again and again: is any receipt lost, any answer double?

Every phone asks until it has a receipt, as the outbox does. After each kill the database is looked into before the
server starts again: whatever a phone had a receipt for must be in its diary, and at the end each answering once.
"""

from __future__ import annotations

import http.client
import json
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from datetime import time as time_of_day
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import func, select

from app import clock, create_app
from app.answering.ballots import places_of
from app.answering.diary_rows import own_diary
from app.answering.models import Ballot
from app.config import Settings
from app.db import db, writing
from app.instrument.installed import instrument_of
from app.jobs import tick
from app.organisations.service import create_organisation, create_region, create_team, invite
from app.participants.devices import first_epoch, new_device
from app.participants.service import Joined, join
from app.participants.tickets import Ticket, sealed_ticket
from app.programme.models import Wave
from app.programme.service import create_programme, open_wave
from app.vault.ballot_seal import ballot_name
from app.vault.cookie_seal import CookieSeal
from app.vault.period_keys import PeriodKeys
from bench.mortal import MortalServer

ROUNDS, PHONES = 100, 20
PER_TEAM = 25
INSTRUMENT = "peo"
FIELDS = {"work_enjoyment": ["7"], "professional_space": ["sufficient"]}
GIVE_UP_SECONDS = 120
PAUSE_SECONDS = 0.05


@dataclass
class Phone:
    """One person's phone: `receipts` are the submissions that the server has confirmed."""

    person: Joined
    cookie: str
    receipts: list[str] = field(default_factory=list)
    last_status: int = 0

    def deliver(self, body: dict[str, Any], *, port: int) -> None:
        """Ask until there is a receipt. Raises TimeoutError after two minutes."""
        until = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < until:
            try:
                receipt = self.ask_once(body, port=port)
            except (OSError, http.client.HTTPException, ValueError):
                receipt = None
            if receipt and receipt.get("submission") == body["submission"]:
                self.receipts.append(body["submission"])
                return
            time.sleep(PAUSE_SECONDS)
        raise TimeoutError("no receipt within two minutes")

    def told(self, body: dict[str, Any], *, port: int) -> int:
        """Ask once; return the status of the last page that answered, 0 when none did, and keep a receipt."""
        self.last_status = 0
        try:
            receipt = self.ask_once(body, port=port)
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            return self.last_status
        if receipt.get("submission") == body["submission"]:
            self.receipts.append(body["submission"])
        return self.last_status

    def ask_once(self, body: dict[str, Any], *, port: int) -> dict[str, Any]:
        """Deliver once and return what the server answered. Raises OSError, HTTPException, ValueError."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/outbox/token", headers={"Cookie": f"peil={self.cookie}"})
            answer = connection.getresponse()
            self.last_status = answer.status
            token = json.loads(answer.read())["token"]
            session = (answer.getheader("Set-Cookie") or "").partition(";")[0]
            headers = {
                "Cookie": f"peil={self.cookie}; {session}",
                "Content-Type": "application/json",
                "X-CSRFToken": token,
            }
            connection.request("POST", "/outbox", json.dumps(body), headers)
            answer = connection.getresponse()
            self.last_status = answer.status
            receipt: dict[str, Any] = json.loads(answer.read())
            return receipt
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Over all rounds: `lost` receipts whose answering is not there, `double` answerings or ballots."""

    rounds: int
    receipts: int
    lost: int
    double: int


def kill_rounds(server: MortalServer, phones: Sequence[Phone], *, wave: Wave, rounds: int) -> Outcome:
    """Kill and restart `server` once a round while every phone delivers. Needs the application's context."""
    chance = random.Random(4)
    wave_id, period_id = wave.id, wave.period_id
    lost = double = 0
    for number in range(rounds):
        bodies = bodies_of(wave_id, number=number, count=len(phones))
        lost += _round(server, phones, bodies=bodies, after=chance.randrange(1, len(phones)))
        double += doubles(phones, period_id=period_id)
    return Outcome(rounds, sum(len(phone.receipts) for phone in phones), lost, double)


def bodies_of(wave_id: str, *, number: int, count: int) -> list[dict[str, Any]]:
    fields = {**FIELDS, "work_enjoyment": [str(1 + number % 10)]}
    return [
        {"wave": wave_id, "submission": f"{wave_id}.round-{number:03}-{place:04}", "fields": fields}
        for place in range(count)
    ]


def _round(server: MortalServer, phones: Sequence[Phone], *, bodies: Sequence[dict[str, Any]], after: int) -> int:
    """One kill, when `after` receipts have come in. Returns how many receipts had no answering behind them."""
    wanted = sum(len(phone.receipts) for phone in phones) + after
    with ThreadPoolExecutor(len(phones)) as pool:
        under_way = [
            pool.submit(phone.deliver, body, port=server.port) for phone, body in zip(phones, bodies, strict=True)
        ]
        while sum(len(phone.receipts) for phone in phones) < wanted and not all(each.done() for each in under_way):
            threading.Event().wait(0.002)
        server.kill()
        lost = missing(phones)
        server.start()
        for each in under_way:
            each.result()
    return lost + missing(phones)


def missing(phones: Sequence[Phone]) -> int:
    """Receipts of this round that the database does not know."""
    unknown = 0
    for phone in phones:
        received = list(phone.receipts)
        if received and received[-1] not in _submissions(phone):
            unknown += 1
    return unknown


def _submissions(phone: Phone) -> list[str]:
    db.session.rollback()
    return [each for wave in own_diary(db.session, phone.person.keys).waves.values() for each in wave.submissions]


def doubles(phones: Sequence[Phone], *, period_id: str) -> int:
    """Submissions kept twice, and ballots that stand for no phone's one answer to an item."""
    twice = sum(count - 1 for phone in phones for count in Counter(_submissions(phone)).values())
    ballots = select(func.count()).select_from(Ballot)
    own = [db.session.scalar(ballots.where(Ballot.name.in_(_names(phone, period_id)))) or 0 for phone in phones]
    return twice + (db.session.scalar(ballots) or 0) - len(phones) * min(own)


def _names(phone: Phone, period_id: str) -> list[bytes]:
    places = places_of(instrument_of(INSTRUMENT), FIELDS)
    return [ballot_name(phone.person.keys, period=period_id, item=each.item, channel=each.channel) for each in places]


def _ticket(seal: CookieSeal, person: Joined) -> str:
    """The cookie of a phone on which this person is signed in."""
    epoch = first_epoch(person.code)
    return sealed_ticket(seal, Ticket(code=person.code, device=new_device(), epoch=epoch, used_on=clock.today()))


@contextmanager
def phones_of_today(settings: Settings, *, count: int) -> Iterator[tuple[list[Phone], Wave]]:
    """A region as of today with `count` people, each with a signed-in phone, and its open wave; in its context."""
    app = create_app(settings, testing=True)
    with app.app_context():
        region_id, people = _people(count)
        now = datetime.combine(clock.today(), time_of_day(12), clock.REGION_TIME)
        tick(db.session, now=now, keys=PeriodKeys(settings.keys))
        seal = CookieSeal(settings.secret)
        wave = open_wave(db.session, now, region_id=region_id)
        if wave is None:
            raise AssertionError("a wave opened today")
        yield [Phone(person, _ticket(seal, person)) for person in people], wave
        db.session.remove()
        db.engine.dispose()


def _people(count: int) -> tuple[str, list[Joined]]:
    today = clock.today()
    people: list[Joined] = []
    with writing(db.session):
        region = create_region(db.session, "Meetregio")
        organisation = create_organisation(db.session, region.id, name="Meting", org_type="certified")
        create_programme(db.session, region.id, instrument_key=INSTRUMENT, starts_on=today, min_group=7, colluders=2)
        for number in range(-(-count // PER_TEAM)):
            team = create_team(db.session, organisation.id, name=f"Team {number}", declared_size=PER_TEAM)
            token = invite(db.session, team.id, uses=PER_TEAM, accounts=0)
            people += [join(db.session, token, today=today) for _ in range(min(PER_TEAM, count - len(people)))]
        return region.id, people


def run(*, rounds: int = ROUNDS, phones: int = PHONES) -> dict[str, Any]:
    """A hundred kills with twenty submissions under way; lost and double should both be 0."""
    with TemporaryDirectory() as folder:
        settings = fresh_settings(Path(folder))
        began = time.monotonic()
        with phones_of_today(settings, count=phones) as (crowd, wave):
            server = MortalServer(settings).start()
            try:
                outcome = kill_rounds(server, crowd, wave=wave, rounds=rounds)
            finally:
                server.kill()
    return {**asdict(outcome), "phones": phones, "seconds_per_round": round((time.monotonic() - began) / rounds, 1)}


def fresh_settings(folder: Path) -> Settings:
    """A new installation in `folder`, its database at the newest migration."""
    settings = empty_settings(folder)
    with create_app(settings).app_context():
        upgrade()
        db.engine.dispose()
    return settings


def empty_settings(folder: Path) -> Settings:
    """The settings of a new installation in `folder`, without a database."""
    (folder / "instance").mkdir()
    return Settings(
        database_url=f"sqlite:///{folder / 'instance' / 'peil.db'}",
        instance=folder / "instance",
        keys=folder / "keys",
        secret=secrets.token_bytes(32),
        base_url="http://127.0.0.1",
        languages=("nl", "en"),
        min_group=7,
    )


def fresh_secret(keys: Path) -> bytes:
    """Make the secret of a new installation, in a file in its folder of keys."""
    keys.mkdir(parents=True)
    secret = secrets.token_bytes(32)
    (keys / "secret").write_bytes(secret)
    return secret
