"""A file of a release as an answer to a browser: its name, its version, and nothing written when it is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, abort, request

from app.db import db
from app.releases.cells import Row
from app.releases.files import KINDS, file_tag, take_of
from app.releases.read import ReleasedPeriod, released_periods, tree_of_release
from app.releases.table import Labels
from app.web.language import reader_language


def period_or_404(period_id: str, *, region_id: str | None = None) -> ReleasedPeriod:
    """The period with a release, in this region or in any; anything else is a page that does not exist."""
    periods = released_periods(db.session, region_id=region_id)
    found = next((each for each in periods if each.id == period_id), None)
    return found or abort(404)


def file_response(
    period: ReleasedPeriod,
    read_rows: Callable[[], Sequence[Row]],
    *,
    about: str,
    ending: str,
    labels: Callable[[], Labels],
) -> Response:
    """The file of these rows, in the reader's language; 304 without reading a row when it is known."""
    kind = KINDS[ending]
    tag = file_tag(period, about=about, ending=ending, language=reader_language())
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        take = take_of(period, read_rows(), tree=tree_of_release(db.session, period.id), labels=labels())
        response = Response(kind.write(take), content_type=kind.media_type)
        name = f"peil-{about}-{period.id}.{ending}"
        response.headers.set("Content-Disposition", "attachment", filename=name)
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Accept-Language", "Cookie"))
    return response
