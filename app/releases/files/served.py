"""Sends a file of a release to a browser: its name, and its version for the cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, abort

from app.db import db
from app.releases.files.kinds_of_file import KINDS, take_of
from app.releases.read import ReleasedPeriod, released_periods, tree_of_release
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import Labels
from app.web.validators import ASK_EACH_TIME, revalidated


def period_or_404(period_id: str, *, region_id: str | None = None) -> ReleasedPeriod:
    """Return the released period with this id, of this region or (None) of any; answers 404 when there is none."""
    periods = released_periods(db.session, region_id=region_id)
    found = next((each for each in periods if each.id == period_id), None)
    return found or abort(404)


def file_response(
    period: ReleasedPeriod,
    rows: Sequence[Row],
    *,
    about: str,
    ending: str,
    labels: Callable[[], Labels],
    caching: str = ASK_EACH_TIME,
) -> Response:
    """Return the file of these rows, with labels in the reader's language; 304 when the browser's copy is current."""
    kind = KINDS[ending]
    take = take_of(period, rows, tree=tree_of_release(db.session, period.id), labels=labels())
    response = Response(kind.write(take), content_type=kind.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"peil-{about}-{period.id}.{ending}")
    response.vary.update(("Accept-Language", "Cookie"))
    return revalidated(response, caching=caching)
