"""Public downloads: the released figures of the region and of its kinds of organisation, open to everybody."""

from __future__ import annotations

from flask import Blueprint, Response

from app.groups.service import instrument_of_period
from app.other_sessions import release_session
from app.releases.files.served import file_response, period_or_404
from app.releases.read import rows_of
from app.releases.rules.cells import Level
from app.web.access import open_to_all
from app.web.every_site import readable_everywhere
from app.wording.file_labels import labels_of

blueprint = Blueprint("releases", __name__)

A_DAY = 86400
PUBLIC: tuple[Level, ...] = ("region", "orgtype")


@blueprint.get("/releases/<period_id>.<any(csv, json, xlsx, sav, R, proof):ending>")
@readable_everywhere
@open_to_all
def show_file(period_id: str, ending: str) -> Response:
    """Send the public tables of one period as a file, with a caching time of a day: a release never changes."""
    period = period_or_404(period_id)
    return file_response(
        period,
        lambda: [row for level in PUBLIC for row in rows_of(release_session(), period_id, level=level)],
        about="region",
        ending=ending,
        labels=lambda: labels_of(instrument_of_period(release_session(), period_id)),
        caching=f"public, max-age={A_DAY}",
    )
