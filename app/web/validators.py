"""Sets ETags, so that a browser can cache a page and ask each time whether it is still the same.

The version of a response is a digest of what it shows, so nothing can change on a page without another
version, and nothing that a visitor does not see can change theirs.
"""

from __future__ import annotations

import hashlib

from flask import Response, g, request, session
from werkzeug.exceptions import PreconditionFailed

from app.web.filling_in import CSRF_TOKEN

ASK_EACH_TIME = "private, no-cache"


def revalidated(response: Response, *, caching: str = ASK_EACH_TIME, version: str = "") -> Response:
    """Return the response with its ETag, or 304 without a body when the browser has this very version.
    Raises PreconditionFailed where the request asks for other versions only.

    `version`: a digest of what it shows, where that is known already.
    """
    response.headers["Cache-Control"] = caching
    response.set_etag(version or version_of(response.get_data()), weak=True)
    asked = dict(request.environ)
    if request.if_match.star_tag:  # Any version will do, and there is one.
        del asked["HTTP_IF_MATCH"]
    response.make_conditional(asked)
    if response.status_code == 412:  # The visitor named other versions by If-Match.
        raise PreconditionFailed
    if response.status_code == 304:
        response.set_data(b"")
    return response


def version_of(body: bytes) -> str:
    """Return a digest of a page, 32 hexadecimal digits; the same page in the same session has the same digest.

    Before hashing, the page's CSRF token, which differs each time, is replaced by the one stored in the session.
    """
    token = str(g.get(CSRF_TOKEN, ""))
    shown = body.replace(token.encode(), str(session.get(CSRF_TOKEN, "")).encode()) if token else body
    return hashlib.sha256(shown).hexdigest()[:32]
