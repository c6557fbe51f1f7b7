"""The public file of learnt hyperparameters, with which anybody can compute the estimates again."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from app.estimates.estimate_lookup import estimated, learnt_of
from app.estimates.learnt_file import write_learnt
from app.other_sessions import release_session
from app.releases.files.served import period_or_404
from app.web.access import open_to_all
from app.web.every_site import readable_everywhere

blueprint = Blueprint("estimates", __name__)


@blueprint.get("/releases/<period_id>/learnt.csv")
@readable_everywhere
@open_to_all
def show_learnt(period_id: str) -> Response:
    """Send the CSV of hyperparameters, one coarse value per level and item; 404 until they are computed."""
    period = period_or_404(period_id)
    if not estimated(release_session(), period.id):
        abort(404)
    text = write_learnt({period.id: learnt_of(release_session(), period.id)})
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"peil-learnt-{period.id}.csv")
    response.headers["Cache-Control"] = "no-cache"
    return response
