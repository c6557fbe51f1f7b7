"""Drops periods in which no team takes part: they do not open, and later ones keep their own days.

A period that opened with nobody in it could never be published. Knows teams, no participants. Callers commit.
"""

from __future__ import annotations

from sqlalchemy import delete, func, select

from app.db import AnySession
from app.organisations.models import Organisation, Team
from app.programme.models import Period, Programme, Wave
from app.programme.service import DuePeriod, rhythm_of


def takes_part(session: AnySession, region_id: str) -> bool:
    """Return whether any team would take part if a period opened now; a moving team counts at its destination."""
    home = func.coalesce(Team.next_organisation_id, Team.organisation_id)
    team = (
        select(Team.id)
        .join(Organisation, Organisation.id == home)
        .where(Organisation.region_id == region_id, Team.closed_on.is_(None), Organisation.closed_on.is_(None))
    )
    return session.scalar(team.limit(1)) is not None


def pass_over(session: AnySession, due: DuePeriod) -> bool:
    """Delete a period that is due to open but in which no team takes part; return False when a team does.

    Call it while the period's row is locked and still planned. Its number is not used again.
    """
    period, programme = session.get_one(Period, due.id), session.get_one(Programme, due.programme_id)
    if takes_part(session, programme.region_id):
        return False
    if period.number >= programme.first_period:
        first_wave = period.waves[-1].number + 1
        programme.starts_on = rhythm_of(programme).begins_on(first_wave)
        programme.first_period, programme.first_wave = period.number + 1, first_wave
    session.flush()
    session.execute(delete(Wave).where(Wave.period_id == due.id))
    session.execute(delete(Period).where(Period.id == due.id))
    session.expire_all()
    return True
