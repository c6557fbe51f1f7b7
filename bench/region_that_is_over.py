"""A small region in which everybody answered and whose first period is over: what a drill closes, again and again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.answering.service import submit
from app.db import db, writing
from app.jobs import tick
from app.organisations.service import create_organisation, create_region, create_team, invite
from app.participants.service import Joined, join
from app.programme.models import Wave
from app.programme.service import create_programme, open_wave
from app.releases.rules.noise import SeededNoise
from app.vault.period_keys import PeriodKeys

STARTS_ON = date(2026, 3, 2)
STARTS = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENDS = STARTS + timedelta(days=28)
TEAMS, PER_TEAM = 2, 9


def build_region_that_is_over(*, keys: PeriodKeys) -> tuple[str, datetime]:
    """Build it in the present application's context; return the period's id and the moment at which it is over."""
    people, region_id = _people()
    tick(db.session, now=STARTS, keys=keys, make_noise=lambda _period: SeededNoise(1), clock_is_right=True)
    wave = open_wave(db.session, STARTS, region_id=region_id)
    if wave is None:
        raise AssertionError("a wave opened")
    for number, person in enumerate(people):
        answer(person, wave, grade=1 + number % 10, moment=STARTS)
    return wave.period_id, ENDS


def answer(person: Joined, wave: Wave, *, grade: int, moment: datetime) -> None:
    """Let somebody answer the open wave."""
    answers = {"work_enjoyment": grade, "professional_space": "sufficient" if grade > 5 else "insufficient"}
    submission = f"s-{grade}"
    with writing(db.session):
        submit(db.session, person.keys, wave_id=wave.id, answers=answers, submission=submission, now=moment)


def _people() -> tuple[list[Joined], str]:
    people: list[Joined] = []
    with writing(db.session):
        region = create_region(db.session, "Oefenregio")
        organisation = create_organisation(db.session, region.id, name="Oefening", org_type="certified")
        create_programme(db.session, region.id, instrument_key="peo", starts_on=STARTS_ON, min_group=7, colluders=2)
        for number in range(TEAMS):
            team = create_team(db.session, organisation.id, name=f"Team {number}", declared_size=PER_TEAM)
            token = invite(db.session, team.id, uses=PER_TEAM, accounts=0)
            people += [join(db.session, token, today=STARTS_ON) for _ in range(PER_TEAM)]
        return people, region.id
