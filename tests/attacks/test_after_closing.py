"""Attack 6: whoever erases, moves, answers late or closes twice hopes for a second release to compare."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.answering.service import leave
from app.db import db, writing
from app.lifecycle.ballot_box import close_box
from app.lifecycle.period_box import PeriodBox
from app.participants.service import move
from app.releases.models import Release, ReleaseRow
from app.releases.rules.noise import SeededNoise
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT


def released(region: SmallRegion) -> str:
    """Everybody answers, the period closes; its id."""
    period = region.wave().period_id
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient", "work_enjoyment": 7})
    region.tick(CLOSED)
    return period


def published(period_id: str) -> list[tuple[object, ...]]:
    """Every stored byte of a release, digest included."""
    db.session.rollback()
    rows = db.session.execute(
        select(*ReleaseRow.__table__.columns).where(ReleaseRow.period_id == period_id).order_by(ReleaseRow.place)
    )
    release = db.session.execute(select(Release.digest, Release.previous).where(Release.period_id == period_id))
    return [*map(tuple, rows), *map(tuple, release)]


@pytest.mark.parametrize("trick", ["erase", "move", "late answer", "second closing", "closing by hand"])
def test_no_trick_changes_a_release(any_region: SmallRegion, trick: str) -> None:
    """Byte-identical afterwards, and no noise is drawn a second time."""
    region = any_region
    wave_id = region.wave().id
    period = released(region)
    before = published(period)
    later = CLOSED + timedelta(hours=1)
    person = region.participant
    if trick == "erase":
        with writing(db.session):
            leave(db.session, person.keys)
    elif trick == "move":
        with writing(db.session):
            move(db.session, person.keys, team_id=region.teams["south"])
    elif trick == "late answer":
        late = {"professional_space": "very_insufficient"}
        receipt = region.answer(person, late, moment=later, submission="late", wave_id=wave_id)
        assert receipt.repeated
    noise = _CountingNoise()
    if trick in {"second closing", "closing by hand"}:
        box = PeriodBox(period, noise=noise, by_hand=trick == "closing by hand")
        assert close_box(db.session, box, keys=region.keys, now=later) == "left"
    region.tick(later)
    assert noise.draws == 0
    assert published(period) == before


class _CountingNoise(SeededNoise):
    def __init__(self) -> None:
        super().__init__(2)
        self.draws = 0

    def draw(self) -> int:
        self.draws += 1
        return super().draw()
