"""A file of a release as an answer to a browser: its name, its version, and nothing written when it is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, abort, request

from app.db import db
from app.releases.cells import Row
from app.releases.files import KINDS, file_tag
from app.releases.read import ReleasedPeriod, released_periods


def period_or_404(period_id: str, *, region_id: str | None = None) -> ReleasedPeriod:
    """The period with a release, in this region or in any; anything else is a page that does not exist."""
    periods = released_periods(db.session, region_id=region_id)
    found = next((each for each in periods if each.id == period_id), None)
    return found or abort(404)


def file_response(
    period: ReleasedPeriod, read_rows: Callable[[], Sequence[Row]], *, about: str, ending: str
) -> Response:
    """The file of whom it is `about`; 304 without reading a row when the browser has this version."""
    kind = KINDS[ending]
    tag = file_tag(period, about=about, ending=ending)
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = Response(kind.write(read_rows(), period), content_type=kind.media_type)
        name = f"peil-{about}-{period.id}.{ending}"
        response.headers.set("Content-Disposition", "attachment", filename=name)
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
