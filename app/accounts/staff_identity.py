"""Which staff member is signed in on this browser. The cookie holds a random token; what it opens is a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypeVar, cast

from flask import Response as FlaskResponse
from flask import abort, current_app, g, redirect, request
from flask import session as form_session
from werkzeug.wrappers import Response

from app import clock
from app.accounts.known_devices import device_words
from app.accounts.rights import may
from app.accounts.service import Staff, staff_from
from app.accounts.sessions import SESSION_HOURS, TOUCH_MINUTES, session_of, touch
from app.db import db, writing
from app.web.access import guarded
from app.web.cookies import drop_cookie, keep_cookie
from app.web.settings import settings
from app.web.viewer import NO_DATABASE

P = ParamSpec("P")
R = TypeVar("R")

SIGN_IN = "/staff/sign-in"


def cookie_name(end: str = "") -> str:
    """`__Host-` binds the cookie to our own host over https; browsers refuse that name on plain http."""
    name = f"__Host-peil-staff-{end}" if settings().https else f"peil_staff_{end}"
    return name if end else name[:-1]


def session_token() -> str:
    """Return what this browser shows as its session; empty when it shows nothing."""
    return request.cookies.get(cookie_name(), "")


def signed_in() -> Staff | None:
    """Return the staff member of this request; None without a session that still runs."""
    if NO_DATABASE in request.environ:
        return None
    if "staff" not in g:
        token = session_token()
        found = session_of(db.session, token, now=clock.now()) if token else None
        g.staff = staff_from(found.account) if found else None
        g.staff_waits = found is not None and clock.now() - found.seen_at >= timedelta(minutes=TOUCH_MINUTES)
    return cast("Staff | None", g.staff)


def this_device() -> str:
    """Two words for the browser of this request."""
    return device_words(request.user_agent.string)


def sign_in_here(token: str, staff: Staff) -> Response:
    """Send the browser home, signed in; whatever it had begun under an older identity is over."""
    form_session.clear()
    response = redirect(staff.home, code=303)
    remember(response, token)
    return response


def remember(response: Response, token: str) -> None:
    """Keep this browser signed in until the session is over; nothing prolongs it."""
    keep_cookie(response, cookie_name(), value=token, seconds=SESSION_HOURS * 3600)


def forget(response: Response) -> None:
    """Take the cookie away and ask the browser to drop the pages it kept."""
    drop_cookie(response, cookie_name())
    response.headers["Clear-Site-Data"] = '"cache"'


def staff_only(view: Callable[Concatenate[Staff, P], R]) -> Callable[P, R | Response]:
    """Only for signed-in staff whose role may (`policy.RIGHTS`); the view gets the staff member first.

    Whoever was signed in as staff here is asked to do so again, everybody else for a personal code.
    """
    return guarded("staff", view, visitor=signed_in, otherwise=_ask_to_sign_in)


def _ask_to_sign_in() -> Response:
    return redirect(SIGN_IN if session_token() else "/code", code=303)


def refuse_without_right() -> None:
    """Before every request: what the table of rights does not give to the role, the role cannot open.

    Covers pages for staff and pages about groups, so that a page added tomorrow is closed until the table names it.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "opens_for", None) not in {"staff", "group"}:
        return
    staff = signed_in()
    changes = request.method not in {"GET", "HEAD", "OPTIONS"}
    if staff and not may(staff.role, request.endpoint or "", changes=changes):
        abort(403)


def note_presence(response: FlaskResponse) -> FlaskResponse:
    """After every request: a session that was used stays awake. Writes once in five minutes at most."""
    if g.pop("staff_waits", False) and g.get("staff") and NO_DATABASE not in request.environ:
        with writing(db.session):
            touch(db.session, session_token(), now=clock.now())
    return response
