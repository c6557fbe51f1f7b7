"""Which staff member is signed in on this browser. The cookie holds a random token; what it opens is a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from flask import g, redirect, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from app import clock
from app.db import db
from app.staff.service import SESSION_HOURS, Staff, staff_of
from app.web.settings import settings

P = ParamSpec("P")
R = TypeVar("R")


def cookie_name() -> str:
    """`__Host-` binds the cookie to our own host over https; browsers refuse that name on plain http."""
    return "__Host-peil-staff" if settings().https else "peil_staff"


def session_token() -> str:
    """What this browser shows as its session; empty when it shows nothing."""
    return request.cookies.get(cookie_name(), "")


def signed_in() -> Staff | None:
    """The staff member of this request; None without a session that still runs."""
    if "staff" not in g:
        token = session_token()
        g.staff = staff_of(db.session, token, now=clock.now()) if token else None
    return cast("Staff | None", g.staff)


def remember(response: Response, token: str) -> None:
    """Keep this browser signed in until the session is over; nothing prolongs it."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=SESSION_HOURS * 3600,
        httponly=True,
        samesite="Lax",
        secure=settings().https,
        path="/",
    )


def forget(response: Response) -> None:
    """Take the cookie away and ask the browser to drop the pages it kept."""
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=settings().https, path="/")
    response.headers["Clear-Site-Data"] = '"cache"'


def staff_only(view: Callable[Concatenate[Staff, P], R]) -> Callable[P, R | Response]:
    """Only for signed-in staff; the view gets the staff member as its first argument."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        staff = signed_in()
        if staff is None:
            if request.headers.get("HX-Request"):
                raise Forbidden
            return redirect("/code", code=303)
        return view(staff, *args, **kwargs)

    guarded.opens_for = "staff"  # type: ignore[attr-defined]
    return guarded
