"""People join, move and leave while the region runs, and nothing that they did is lost or left behind."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from app.answering.models import DiaryEntry
from app.clock import REGION_TIME
from app.db import db
from app.demo.build import first_day
from app.participants.models import Membership
from tests.demo.conftest import NOW, Built


def test_people_came_and_went(built: Built) -> None:
    """Numbers go up for everybody who joined; those who left are missing, newcomers have the highest."""
    at_start = sum(home.size for home in built.region.scene.homes)
    numbers = {member.person.number for member in built.region.members}
    assert max(numbers) > at_start
    assert set(range(1, at_start + 1)) - numbers
    assert any(member.person.number > at_start and member.waves_answered for member in built.region.members)


def test_somebody_changed_team_within_the_organisation(built: Built) -> None:
    """Each team was filled in turn, so whoever moved carries a number of another team."""
    first_home = [home for home in built.region.scene.homes for _ in range(home.size)]
    moved = [
        (first_home[member.person.number - 1], member.home)
        for member in built.region.members
        if member.person.number <= len(first_home) and member.home is not first_home[member.person.number - 1]
    ]
    assert moved
    assert all(before.organisation_id == after.organisation_id for before, after in moved)


def test_nothing_is_left_of_who_left(built: Built) -> None:
    """As many accounts and diaries as there are people, and no more."""
    people = len(built.region.members)
    assert db.session.scalar(select(func.count()).select_from(Membership)) == people
    assert db.session.scalar(select(func.count(DiaryEntry.owner.distinct()))) == people


def test_the_open_wave_is_partly_answered(built: Built) -> None:
    """Some have answered, so that the next tick has something; most have not, so that they can be tried."""
    answered = sum(member.answered_last for member in built.region.members)
    assert 0.15 < answered / len(built.region.members) < 0.55


def test_the_open_wave_opened_on_a_monday_two_to_eight_days_ago() -> None:
    """On whatever day the region is built, there is a week or more to try the open wave."""
    for days in range(14):
        now = NOW + timedelta(days=days)
        opened = first_day(now, 12) + timedelta(days=14 * 12)
        assert opened.weekday() == 0
        assert 2 <= (now.astimezone(REGION_TIME).date() - opened).days <= 8
