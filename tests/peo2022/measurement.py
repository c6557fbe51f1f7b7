"""The measurement of April 2022 as a full measurement of Peil: collected, sealed, counted and released by the services.

`collect` lets 150 people join and answer every question; `release` closes, counts and publishes. What the release
says is protected as always, or exact while a test has switched that on (`exact.py`).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.answering.diary import PROFILE
from app.answering.diary_rows import write_entry
from app.answering.models import Ballot
from app.answering.service import submit
from app.db import db, writing
from app.instrument.answers import read_form
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument, Relation
from app.jobs import tick
from app.lifecycle.ballot_box import close_box, destroy_counted
from app.lifecycle.ballot_reader import BallotReader
from app.lifecycle.period_box import PeriodBox
from app.organisations.service import create_organisation, create_region, create_team, invite
from app.participants.service import Joined, accounts_of, join
from app.programme import counting_plan
from app.programme.models import Period, Wave
from app.programme.plan_changes import plan_full
from app.programme.rhythm import midnight
from app.programme.service import create_programme
from app.releases.read import rows_of
from app.releases.rules.cells import Row
from app.releases.rules.noise import SeededNoise
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings
from tests.peo2022.pile import Pile
from tests.peo2022.respondents import TEAMS, TEAMS_PER_ORGANISATION, FormerRespondent, read_everybody

FIRST_DAY, DAYS = date(2022, 4, 4), 42
OPENS = midnight(FIRST_DAY)
AGREED = (
    *(
        ("work_enjoyment", by)
        for by in (
            "professional_space",
            "own_judgement",
            "do_what_is_needed",
            "invest_in_relationship",
            "reflection",
            "rules_negative_influence",
            "workload",
        )
    ),
    *(("stay_one_year", by) for by in ("professional_space", "do_what_is_needed", "invest_in_relationship")),
    *(("workload", by) for by in ("hours_vs_contract", "do_what_is_needed", "invest_in_relationship", "reflection")),
)
"""Every pair of questions that the report relates, as (of, by): what its makers would have agreed before opening."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A measurement that is over and not counted yet: what everybody sealed, and the questionnaire it opened with."""

    period_id: str
    closes: datetime
    pile: Pile
    instrument: Instrument


def collect(patch: pytest.MonkeyPatch) -> Collected:
    """Let 150 people join an empty installation and send in the whole form. Needs an application context."""
    instrument = instrument_of("peo")
    wider = instrument.model_copy(update={"relations": tuple(Relation(of=of, by=by) for of, by in AGREED)})
    patch.setattr(counting_plan, "instrument_of", lambda _key: wider)
    keys = PeriodKeys(settings().keys)
    period_id, teams = _plan()
    people = _join(teams)
    tick(db.session, now=OPENS, keys=keys, clock_is_right=True)
    _answer(people, now=OPENS + timedelta(days=3))
    org_types = {team: kind for (kind, _), team in teams.items()}
    pile = Pile(_opened(period_id, keys=keys), org_types=org_types)
    return Collected(period_id, db.session.get_one(Period, period_id).closes_at, pile, wider)


def release(collected: Collected, *, seed: int = 2022, items: Sequence[str] | None = None) -> tuple[Row, ...]:
    """Close and count the measurement as every period is, and return the published rows.

    `items`: publish these questions alone, because the theme's grids take the audit many seconds.
    """
    if items is not None:
        with writing(db.session):
            (wave,) = db.session.get_one(Period, collected.period_id).waves
            wave.items = [key for key in wave.items if key in items]
    keys = PeriodKeys(settings().keys)
    box = PeriodBox(collected.period_id, noise=SeededNoise(seed))
    outcome = close_box(db.session, box, keys=keys, now=collected.closes)
    assert outcome == "counted", db.session.get_one(Period, collected.period_id).waiting_because
    destroy_counted(db.session, box, keys=keys)
    return tuple(rows_of(db.session, collected.period_id))


def _plan() -> tuple[str, dict[tuple[str, int], str]]:
    """Make region, teams and the full measurement; return its id, and the teams by kind and place."""
    teams: dict[tuple[str, int], str] = {}
    ids = random.Random("April 2022").randbytes  # Noise falls in the order of ids: the same evidence every time.
    with writing(db.session):
        region = create_region(db.session, "Regio van 2022", random_bytes=ids)
        for kind, number in TEAMS.items():
            for first in range(0, number, TEAMS_PER_ORGANISATION):
                organisation = create_organisation(
                    db.session, region.id, name=f"{kind} {first}", org_type=kind, random_bytes=ids
                )
                for place in range(first, min(number, first + TEAMS_PER_ORGANISATION)):
                    name = f"{kind} team {place + 1}"
                    teams[kind, place] = create_team(
                        db.session, organisation.id, name=name, declared_size=20, random_bytes=ids
                    ).id
        programme = create_programme(
            db.session, region.id, instrument_key="peo", starts_on=FIRST_DAY, min_group=7, colluders=2
        )
        period = plan_full(db.session, programme, first_day=FIRST_DAY, days=DAYS, now=OPENS - timedelta(days=10))
    return period.id, teams


def _join(teams: Mapping[tuple[str, int], str]) -> list[tuple[FormerRespondent, Joined]]:
    found = []
    with writing(db.session):
        for each in read_everybody():
            team = teams[each.org_type, each.team]
            token = invite(db.session, team, uses=1, accounts=accounts_of(db.session, team))
            joined = join(db.session, token, today=FIRST_DAY)
            write_entry(db.session, joined.keys, label=PROFILE, content=each.profile)
            found.append((each, joined))
    return found


def _answer(people: Sequence[tuple[FormerRespondent, Joined]], *, now: datetime) -> None:
    """Let everybody send in the whole form, read as the server reads it."""
    wave = db.session.scalars(select(Wave).where(Wave.opens_at <= now, Wave.closes_at > now)).one()
    items = instrument_of("peo").items_named(wave.items)
    with writing(db.session):
        for number, (each, joined) in enumerate(people):
            reading = read_form(items, each.fields)
            assert not reading.faults, (number, reading.faults)
            submit(db.session, joined.keys, wave_id=wave.id, answers=reading.answers, submission=f"{number}", now=now)


def _opened(period_id: str, *, keys: PeriodKeys) -> list[tuple[dict[str, Any], int]]:
    """Open the envelopes as the count will, while the key still exists."""
    sealed = db.session.scalars(select(Ballot.sealed).where(Ballot.period_id == period_id))
    return list(BallotReader(keys.private(period_id)).contents(sealed))
