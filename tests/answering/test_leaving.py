"""Leaving erases what is one's own, and nothing of anybody else."""

from __future__ import annotations

from sqlalchemy import func, select

from app.answering.models import Ballot, DiaryEntry
from app.answering.service import leave
from app.db import Base, db, writing
from app.participants.models import Membership
from tests.region import SmallRegion

ANSWERS = {"professional_space": "sufficient", "work_enjoyment": 7}


def count(table: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_leaving_erases_diary_membership_and_open_ballots(any_region: SmallRegion) -> None:
    """After leaving, the tables hold exactly what they would without this person."""
    any_region.answer(any_region.team_mate, ANSWERS)
    with_one = {table: count(table) for table in (Ballot, DiaryEntry, Membership)}
    any_region.answer(any_region.participant, ANSWERS)
    with writing(db.session):
        leave(db.session, any_region.participant.keys)
    after = {table: count(table) for table in (Ballot, DiaryEntry, Membership)}
    assert after[Ballot] == with_one[Ballot]
    assert after[DiaryEntry] == with_one[DiaryEntry] - 1  # The leaver's profile is gone as well.
    assert after[Membership] == with_one[Membership] - 1


def test_a_left_code_opens_nothing(region: SmallRegion) -> None:
    """The code of somebody who left is as unknown as one that never was."""
    with writing(db.session):
        leave(db.session, region.participant.keys)
    response = region.app.test_client().post("/code", data={"code": region.participant.code.text})
    assert response.status_code == 422
