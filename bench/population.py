"""A region of any size with every ballot of one period in it, ready to be released.

Answers are drawn at random and sealed by the vault itself; equal ballots are sealed once and stored under names of
their own, which spares minutes here and nothing at closing, where each is opened. Run as a program by `release`.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice

from flask_migrate import upgrade
from sqlalchemy import insert, select

from app import create_app
from app.answering.ballots import BREAKDOWNS, ballots_for
from app.answering.models import Ballot
from app.commands.installation import make_secret
from app.config import secret_file
from app.db import db, truncate_log, writing
from app.instrument.answers import Answer
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument, Item
from app.jobs import tick
from app.organisations.service import create_organisation, create_region, create_team
from app.programme.models import Period, SnapshotRow, Wave
from app.programme.service import create_programme
from app.releases.rules.noise import SecretNoise
from app.vault.ballot_seal import BallotSealer
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings

STARTS = datetime(2026, 3, 2, 9, tzinfo=UTC)
STARTS_ON = date(2026, 3, 2)
ITEMS = 10
TEAMS_PER_ORGANISATION = 10
KINDS_OF_ANSWER = 6
AT_ONCE = 20_000


def populate(*, people: int, teams: int) -> dict[str, str | int]:
    """Build it in the database of the settings around us; tells the period and how many ballots it has."""
    make_secret(secret_file(os.environ))
    app = create_app()
    with app.app_context():
        upgrade()
        period_id = _open_period(teams)
        ballots = _cast(period_id, people=people)
        truncate_log(db.session)
    return {"period": period_id, "ballots": ballots}


def _open_period(teams: int) -> str:
    instrument = instrument_of("peo")
    kinds = instrument.item("org_type").option_keys
    with writing(db.session):
        region = create_region(db.session, "A region to measure with")
        for first in range(0, teams, TEAMS_PER_ORGANISATION):
            number = first // TEAMS_PER_ORGANISATION
            organisation = create_organisation(
                db.session, region.id, name=f"Organisation {number}", org_type=kinds[number % len(kinds)]
            )
            for team in range(first, min(first + TEAMS_PER_ORGANISATION, teams)):
                create_team(db.session, organisation.id, name=f"Team {team}", declared_size=60)
        create_programme(db.session, region.id, instrument_key="peo", starts_on=STARTS_ON, min_group=7, colluders=2)
    keys = PeriodKeys(settings().keys)
    done = tick(db.session, now=STARTS, keys=keys, make_noise=lambda _period: SecretNoise())
    with writing(db.session):
        _ask(db.session.get_one(Period, done.opened[0]).waves, items=pulse_items(instrument)[:ITEMS])
    return done.opened[0]


def pulse_items(instrument: Instrument) -> list[str]:
    """The items that pulses ask: those of every wave first, then the others in their turn."""
    pulse = instrument.pulse
    groups = (pulse.anchors, *pulse.pool, *pulse.themes[pulse.theme])
    return [key for group in groups for key in group]


def _ask(waves: list[Wave], *, items: list[str]) -> None:
    """Divide the items over the waves of the period."""
    for place, wave in enumerate(waves):
        wave.items = items[place :: len(waves)]


def _cast(period_id: str, *, people: int) -> int:
    """Put every ballot in the box, in no order but that of their names."""
    period = db.session.get_one(Period, period_id)
    if period.public_key is None:
        raise AssertionError("an open period has a key")
    teams = _teams_in_turn(period_id)
    sealed = list(_sealed(period.public_key, items=period.items, teams=teams, people=people))
    random.shuffle(sealed)
    names = sorted(secrets.token_bytes(32) for _ in sealed)
    rows = ({"name": name, "period_id": period_id, "sealed": each} for name, each in zip(names, sealed, strict=True))
    while batch := list(islice(rows, AT_ONCE)):
        with writing(db.session):
            db.session.execute(insert(Ballot), batch)
    return len(sealed)


def _teams_in_turn(period_id: str) -> list[str]:
    return list(db.session.scalars(select(SnapshotRow.team_id).where(SnapshotRow.period_id == period_id)))


def _sealed(public_key: bytes, *, items: tuple[str, ...], teams: list[str], people: int) -> Iterator[bytes]:
    """The ballots of everybody; people are divided over teams evenly."""
    instrument = instrument_of("peo")
    sealer = BallotSealer(public_key)
    asked = instrument.items_named(items)

    @cache
    def seal(content: str) -> bytes:
        return sealer.seal(json.loads(content))

    for person in range(people):
        answers = {item.key: random_answer(item, kind=random.randrange(KINDS_OF_ANSWER)) for item in asked}
        profile = {field: random.choice(instrument.item(field).option_keys) for field in BREAKDOWNS}
        team = teams[person % len(teams)]
        for content in ballots_for(instrument, answers, team_id=team, profile=profile, asked=items).values():
            yield seal(json.dumps(content, sort_keys=True))


def random_answer(item: Item, *, kind: int) -> Answer:
    """An answer to any question with a figure; the same for the same `kind`."""
    chance = random.Random(f"{item.key} {kind}")
    if item.type == "multi":
        return chance.sample(list(item.option_keys), min(item.max_choices or 3, len(item.option_keys)))
    if item.type in ("grid", "yes_no_per_choice"):
        return {row: chance.choice(item.option_keys) for row in item.row_keys}
    if item.type in ("scale", "percent"):
        return chance.randint(int(item.min or 0), int(item.max or 100))
    return chance.choice(item.option_keys)


if __name__ == "__main__":
    json.dump(populate(people=int(sys.argv[1]), teams=int(sys.argv[2])), sys.stdout)
