"""Who sees what: for everybody in general, for a participant about their own team and period."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import select

from app import clock
from app.db import db
from app.organisations.models import Team
from app.participants.identity import signed_in
from app.participants.service import accounts_of
from app.programme.models import Period
from app.releases.read import released_periods
from app.web.access import open_to_all
from app.web.settings import settings

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
@open_to_all
def show_privacy() -> str:
    """What is kept, what is shown, what an operator could do, and the digest of every release."""
    participant = signed_in()
    place = participant.belonging if participant else None
    period = _present_period()
    return render_template(
        "privacy.html",
        min_group=period.min_group if period else settings().min_group,
        colluders=period.colluders if period else settings().colluders,
        grace_days=period.grace_days if period else 0,
        team_name=place.team_name if place else None,
        team_accounts=accounts_of(db.session, place.team_id) if place else None,
        team_size=db.session.get_one(Team, place.team_id).declared_size if place else None,
        releases=released_periods(db.session),
    )


def _present_period() -> Period | None:
    now = clock.now()
    query = select(Period).where(Period.opens_at <= now, Period.closes_at > now).order_by(Period.opens_at.desc())
    return db.session.scalars(query.limit(1)).first()
