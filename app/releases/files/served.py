"""Sends a file of a release to a browser: its name, and its version for the cache."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import cast

from flask import Response, abort, current_app

from app.other_sessions import release_session
from app.releases.files.kept_files import KeptFiles
from app.releases.files.kinds_of_file import KINDS, take_of
from app.releases.read import ReleasedPeriod, released_periods, tree_of_release
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import Labels
from app.web.compression import is_written, pack, takes_brotli
from app.web.language import reader_language
from app.web.validators import ASK_EACH_TIME, revalidated
from app.web.working_line import WorkingLine, heavy_line

_KEPT = "peil.kept_files"


def period_or_404(period_id: str, *, region_id: str | None = None) -> ReleasedPeriod:
    """Return the released period with this id, of this region or (None) of any; answers 404 when there is none."""
    periods = released_periods(release_session(), region_id=region_id)
    found = next((each for each in periods if each.id == period_id), None)
    return found or abort(404)


def file_response(
    period: ReleasedPeriod,
    rows: Callable[[], Sequence[Row]],
    *,
    about: str,
    ending: str,
    labels: Callable[[], Labels],
    caching: str = ASK_EACH_TIME,
) -> Response:
    """Return the file of these rows, with labels in the reader's language; 304 when the browser's copy is current.

    `about`: which rows they are, such as "team-" and its id. Rows and labels are read for a file that is not cached.
    """
    kind = KINDS[ending]

    def write() -> bytes:
        tree = tree_of_release(release_session(), period.id)
        return kind.write(take_of(period, rows(), tree=tree, labels=labels(), about=about))

    asked = (period.digest, period.id, about, ending)
    response = kept_response(asked, write, media_type=kind.media_type, caching=caching, line=heavy_line())
    return named_download(response, f"peil-{about}-{period.id}.{ending}")


def kept_response(
    asked: tuple[Hashable, ...],
    write: Callable[[], bytes],
    *,
    media_type: str,
    caching: str,
    line: WorkingLine | None = None,
) -> Response:
    """Return a response with the bytes that `write` makes, cached on the server; 304 when the browser's copy is right.

    `asked`: everything that the bytes depend on besides the reader's language, which is added to it as the cache key.
    `line`: of files that take long to write. Raises StillWorking.
    """
    kept = cast("KeptFiles", current_app.extensions.setdefault(_KEPT, KeptFiles()))
    packing = pack if is_written(media_type) else None
    file = kept.file((*asked, reader_language()), write, line=line, pack=packing)
    response = Response(file.content, content_type=media_type)
    if file.packed is not None:
        response.vary.add("Accept-Encoding")
        if takes_brotli():
            response.set_data(file.packed)
            response.headers["Content-Encoding"] = "br"
    response.vary.update(("Accept-Language", "Cookie"))
    return revalidated(response, caching=caching, version=file.version)


def named_download(response: Response, name: str) -> Response:
    """Return the response as a download that a browser saves under `name`."""
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
