"""Shows a refused form again on its own page, with everything typed and a new token.

One mechanism for whatever refuses a form before its view runs: an expired token, too many tries. Decides how
the page of a form is found and how it is filled in. Nothing is done with what was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.web.filling_in import CSRF_TOKEN, filled_in
from app.web.settings import settings

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
HIDDEN_FROM_PAGES = "password"


def from_elsewhere() -> bool:
    """Return whether the browser says that another site sent this request.

    Our own forms come with `Origin: null`, because of the no-referrer policy.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc not in {request.host, urlsplit(settings().base_url).netloc}


def same_form(*, title: str, text: str, status: int) -> Response | None:
    """Return a response with the form as it was sent; None when there is no form, or it may not be shown.

    `title`, `text`: why it comes back. A file cannot be put back; a password is not.
    """
    if request.method != "POST" or request.mimetype not in FORM_TYPES or request.headers.get("HX-Request"):
        return None
    if from_elsewhere() or request.endpoint is None:
        return None
    typed = {name: values for name, values in request.form.lists() if name != CSRF_TOKEN}
    again = bool(request.files)
    notice = render_template("_given_back.html", reason=title, mend=text, file_again=again)
    page = next((each for each in _pages(typed, notice) if each), None)
    if page is None:
        kept = [(name, value) for name, values in typed.items() for value in values if HIDDEN_FROM_PAGES not in name]
        page = render_template("given_back.html", reason=title, mend=text, file_again=again, kept=kept)
    g.form_given_back = True
    return Response(page, status=status, mimetype="text/html")


def _pages(typed: Mapping[str, Sequence[str]], notice: str) -> Iterator[str | None]:
    """Yield the pages on which the form may stand, nearest first, filled in; None for a page without the form."""
    action = request.path
    parts = action.rstrip("/").split("/")
    for end in range(len(parts), 0, -1):
        nearest = "/".join(parts[:end]) or "/"
        for address in (nearest, f"{nearest.rstrip('/')}/manage"):
            shown = _shown(address)
            yield filled_in(shown, action=action, page=address, typed=typed, notice=notice) if shown else None


def _shown(address: str) -> str | None:
    """Return the HTML of the page at `address` as this visitor sees it; None for anything but a page."""
    adapter = current_app.create_url_adapter(request)
    try:
        if adapter is None:
            return None
        rule, values = adapter.match(address, method="GET", return_rule=True)
        with _as_if_opened(address, rule, values):
            refused = current_app.preprocess_request()
            answer = current_app.make_response(current_app.dispatch_request() if refused is None else refused)
    except (HTTPException, RequestRedirect):
        return None
    return answer.get_data(as_text=True) if answer.status_code == 200 and answer.mimetype == "text/html" else None


@contextmanager
def _as_if_opened(address: str, rule: object, values: Mapping[str, object]) -> Iterator[None]:
    """Make the views treat this request as opening another page; reading changes nothing (tests/web)."""
    kept = (request.method, request.path, request.url_rule, request.view_args, request.routing_exception)
    try:
        request.method, request.path = "GET", address
        request.url_rule, request.view_args = rule, dict(values)  # type: ignore[assignment]  # A rule, as matched.
        request.routing_exception = None
        yield
    finally:
        request.method, request.path, request.url_rule, request.view_args, request.routing_exception = kept
