"""A small region for tests, with permanent people: a participant, a team-mate, an outsider, and two leads.

Team North has twelve people, team South nine, team Small three (in another organisation).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from app.answering.diary import PROFILE
from app.answering.diary_rows import write_entry
from app.answering.sealing_answers import Receipt
from app.answering.service import submit
from app.db import db, writing
from app.jobs import Done, tick
from app.organisations.service import create_organisation, create_region, create_team, invite
from app.participants.service import Joined, accounts_of, join
from app.programme.models import Wave
from app.programme.service import create_programme, open_wave
from app.releases.rules.noise import SeededNoise
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings

STARTS_ON = date(2026, 3, 2)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)
SIZES = {"north": 12, "south": 9, "small": 3}


@dataclass
class SmallRegion:
    """Ids and accounts of the region; `people` by team key, in the order they joined."""

    app: Flask
    region_id: str
    organisations: dict[str, str]
    teams: dict[str, str]
    people: dict[str, list[Joined]] = field(default_factory=dict)

    @property
    def participant(self) -> Joined:
        return self.people["north"][0]

    @property
    def team_mate(self) -> Joined:
        return self.people["north"][1]

    @property
    def outsider(self) -> Joined:
        return self.people["small"][0]

    @property
    def keys(self) -> PeriodKeys:
        with self.app.app_context():
            return PeriodKeys(settings().keys)

    def tick(self, moment: datetime) -> Done:
        """Do what is due, with noise that is the same in every run; no step may fail, however far the clock is."""
        done = tick(
            db.session,
            now=moment,
            keys=self.keys,
            make_noise=lambda _period: SeededNoise(1),
            clock_is_right=True,
        )
        assert [each for each in done.concerns if each.kind == "step_failed"] == []
        return done

    def wave(self, moment: datetime = START) -> Wave:
        wave = open_wave(db.session, moment, region_id=self.region_id)
        assert wave is not None
        return wave

    def answer(
        self,
        person: Joined,
        answers: Mapping[str, object],
        *,
        moment: datetime = START,
        submission: str = "first",
        wave_id: str | None = None,
    ) -> Receipt:
        """Let somebody answer the open wave (or the one named)."""
        with writing(db.session):
            return submit(
                db.session,
                person.keys,
                wave_id=wave_id or self.wave(moment).id,
                answers=answers,
                submission=submission,
                now=moment,
            )

    def signed_in(self, person: Joined) -> FlaskClient:
        """A browser in which this person is signed in."""
        client = self.app.test_client()
        response = client.post("/code", data={"code": person.code.text})
        assert response.status_code == 303, response.status_code
        return client

    def invitation(self, team: str, *, uses: int = 1, expires_on: date | None = None) -> str:
        """A token for this team."""
        with writing(db.session):
            team_id = self.teams[team]
            return invite(
                db.session,
                team_id,
                uses=uses,
                accounts=accounts_of(db.session, team_id),
                expires_on=expires_on,
            )


def build_small_region(app: Flask) -> SmallRegion:
    """Make the region and open its first period.

    Its ids are the same in every run: groups get their noise in the order of their ids, so that with other ids the
    seeded noise of `SmallRegion.tick` falls on other groups.
    """
    ids = random.Random("the small region").randbytes
    with writing(db.session):
        region = create_region(db.session, "Testregio", random_bytes=ids)
        wide = create_organisation(db.session, region.id, name="Breed", org_type="certified", random_bytes=ids)
        narrow = create_organisation(db.session, region.id, name="Smal", org_type="municipal", random_bytes=ids)
        homes = {"north": wide.id, "south": wide.id, "small": narrow.id}
        teams = {
            key: create_team(
                db.session, home, name=f"Team {key.title()}", declared_size=max(30, SIZES[key]), random_bytes=ids
            ).id
            for key, home in homes.items()
        }
        create_programme(
            db.session,
            region.id,
            instrument_key="peo",
            starts_on=STARTS_ON,
            min_group=7,
            colluders=2,
            random_bytes=ids,
        )
    built = SmallRegion(app, region.id, {"wide": wide.id, "narrow": narrow.id}, teams)
    for key, size in SIZES.items():
        token = built.invitation(key, uses=size)
        built.people[key] = [_join(token) for _ in range(size)]
    built.tick(START)
    return built


def _join(token: str) -> Joined:
    with writing(db.session):
        joined = join(db.session, token, today=STARTS_ON)
        write_entry(
            db.session,
            joined.keys,
            label=PROFILE,
            content={"experience": "3-6", "function": "ambulatory_worker"},
        )
    return joined
