"""Who sees what: for everybody in general, for a participant about their own team and period."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template
from sqlalchemy import select

from app.db import db
from app.organisations.models import Team
from app.participants.identity import signed_in
from app.participants.service import accounts_of
from app.programme.models import Period, Programme
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
    periods = _sealed_periods(place.region_id if place else None)
    return render_template(
        "privacy.html",
        min_group=min((each.min_group for each in periods), default=settings().min_group),
        colluders=min((each.colluders for each in periods), default=settings().colluders),
        grace_days=max((each.grace_days for each in periods), default=0),
        team_name=place.team_name if place else None,
        team_accounts=accounts_of(db.session, place.team_id) if place else None,
        team_size=db.session.get_one(Team, place.team_id).declared_size if place else None,
        releases=released_periods(db.session),
    )


def _sealed_periods(region_id: str | None) -> Sequence[Period]:
    """Those with answers nobody has counted yet: of the own region, or of all. What is promised has to hold in each."""
    query = select(Period).where(Period.state.in_(("open", "closing", "waiting")), ~Period.destroyed)
    if region_id is not None:
        query = query.join(Programme, Programme.id == Period.programme_id).where(Programme.region_id == region_id)
    return db.session.scalars(query).all()
