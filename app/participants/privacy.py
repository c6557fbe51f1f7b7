"""Views that tell who sees what: for everybody, for a participant about their own team, and for privacy officers."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.db import db
from app.organisations.models import Team
from app.participants.identity import signed_in
from app.participants.promise import promise_of
from app.participants.service import accounts_of
from app.releases.read import released_periods
from app.web.access import open_to_all

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
@open_to_all
def show_privacy() -> str:
    """Show what is stored, what is published, what an operator could do, and the digest of every release."""
    participant = signed_in()
    place = participant.belonging if participant else None
    return render_template(
        "participants/privacy.html",
        promise=promise_of(db.session, place.region_id if place else None),
        team_name=place.team_name if place else None,
        team_accounts=accounts_of(db.session, place.team_id) if place else None,
        team_size=db.session.get_one(Team, place.team_id).declared_size if place else None,
        releases=released_periods(db.session),
    )


@blueprint.get("/privacy/officer")
@open_to_all
def show_officer_page() -> str:
    """Show a summary for privacy officers; docs/dpia.md has the whole."""
    return render_template("participants/privacy_officer.html", promise=promise_of(db.session, None))
