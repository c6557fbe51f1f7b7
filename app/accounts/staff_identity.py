"""Finds which staff member is signed in on this browser. The cookie holds a random token; the session is a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

import structlog
from flask import Response as FlaskResponse
from flask import abort, current_app, g, jsonify, redirect, request
from flask import session as form_session
from werkzeug.wrappers import Response

from app import clock
from app.accounts.known_devices import device_words
from app.accounts.rights import may
from app.accounts.service import Staff, has_own_way_in, staff_from
from app.accounts.sessions import SESSION_HOURS, TOUCH_MINUTES, is_fresh, session_of, sign_out, touch
from app.db import db, writing
from app.web.access import guarded
from app.web.cookies import drop_cookie, keep_cookie
from app.web.settings import settings
from app.web.viewer import NO_DATABASE

P = ParamSpec("P")
R = TypeVar("R")

log = structlog.get_logger()
SIGN_IN = "/staff/sign-in"
SIGN_IN_AGAIN = "/staff/again"


def cookie_name(end: str = "") -> str:
    """Return the name of the staff session cookie, or with `end` that of another staff cookie, which ends in `end`.

    Over https it begins with `__Host-`, which binds the cookie to our own host; browsers refuse that name on plain
    http.
    """
    name = f"__Host-peil-staff-{end}" if settings().https else f"peil_staff_{end}"
    return name if end else name[:-1]


def session_token() -> str:
    """Return the session token in this browser's cookie; empty when there is none."""
    return request.cookies.get(cookie_name(), "")


def signed_in() -> Staff | None:
    """Return the staff member of this request; None without a session that has not expired."""
    if NO_DATABASE in request.environ:
        return None
    if "staff" not in g:
        token = session_token()
        found = session_of(db.session, token, now=clock.now()) if token else None
        g.staff = staff_from(found.account) if found else None
        g.staff_is_fresh = found is not None and is_fresh(found, now=clock.now())
        g.staff_waits = found is not None and clock.now() - found.seen_at >= timedelta(minutes=TOUCH_MINUTES)
    return cast("Staff | None", g.staff)


def this_device() -> str:
    """Return two words for the browser of this request, such as `Firefox · Windows`."""
    return device_words(request.user_agent.string)


def sign_in_here(token: str, staff: Staff) -> Response:
    """Redirect a staff member who just signed in to their first page; forms left by an earlier one are dropped.

    The session that this browser had before ends. Whoever signed in once more, to change something about their access,
    goes back to that page.
    """
    form_session.clear()
    before, older = signed_in(), session_token()
    if older:
        with writing(db.session):
            sign_out(db.session, older, now=clock.now())
    again = before is not None and before.account_id == staff.account_id
    response = redirect("/staff" if again else staff.home, code=303)
    remember(response, token)
    return response


def remember(response: Response, token: str) -> None:
    """Set the staff session cookie for as long as the session can last; it is never prolonged."""
    keep_cookie(response, cookie_name(), value=token, seconds=SESSION_HOURS * 3600)


def forget(response: Response) -> None:
    """Delete the staff session cookie and ask the browser to clear its cached pages."""
    drop_cookie(response, cookie_name())
    response.headers["Clear-Site-Data"] = '"cache"'


def staff_only(view: Callable[Concatenate[Staff, P], R]) -> Callable[P, R | Response]:
    """Decorate a view that only signed-in staff whose role has the right can open; it gets the staff member first.

    Rights stand in `rights.RIGHTS`. Whoever was signed in as staff in this browser is asked to sign in again, everybody
    else is asked for a personal code.
    """
    return guarded("staff", view, visitor=signed_in, otherwise=_ask_to_sign_in)


def fresh_only(view: Callable[Concatenate[Staff, P], R]) -> Callable[Concatenate[Staff, P], R | Response]:
    """Guard a view that changes how somebody signs in or where they are signed in: not from a session that lay open.

    Whoever signed in longer than ten minutes ago is asked to sign in once more, so that a minute at somebody's open
    screen gives nobody a lasting way in. An account without a way of its own cannot sign in again, and makes its first.
    """

    @wraps(view)
    def checked(staff: Staff, /, *args: P.args, **kwargs: P.kwargs) -> R | Response:
        if g.staff_is_fresh or not has_own_way_in(db.session, staff.account_id):
            return view(staff, *args, **kwargs)
        return jsonify(to=SIGN_IN_AGAIN) if request.is_json else redirect(SIGN_IN_AGAIN, code=303)

    return checked


def _ask_to_sign_in() -> Response:
    return redirect(SIGN_IN if session_token() else "/code", code=303)


def refuse_without_right() -> None:
    """Abort with 403 when a staff member opens a page that the table of rights does not list for their role.

    A page added tomorrow is therefore closed until the table names it.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "opens_for", None) not in {"staff", "group"}:
        return
    staff = signed_in()
    changes = request.method not in {"GET", "HEAD", "OPTIONS"}
    if staff and not may(staff.role, request.endpoint or "", changes=changes):
        log.warning("staff.refused", role=staff.role, endpoint=request.endpoint)
        abort(403)


def note_presence(response: FlaskResponse) -> FlaskResponse:
    """Store after a request that the staff session is in use, so it does not expire; at most every five minutes."""
    if g.pop("staff_waits", False) and g.get("staff") and NO_DATABASE not in request.environ:
        with writing(db.session):
            touch(db.session, session_token(), now=clock.now())
    return response
