"""Signing in by a one-time address, and signing out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from app import clock
from app.db import db, writing
from app.staff.identity import forget, session_token, sign_in_here, staff_only, this_device
from app.staff.service import Staff
from app.staff.sessions import LinkRefused, sign_in_with_link, sign_out
from app.web.access import open_to_all
from app.web.limits import limiter

blueprint = Blueprint("staff", __name__)


@blueprint.get("/staff/enter/<token>")
@limiter.limit("60/minute")
@open_to_all
def enter(token: str) -> str | tuple[str, int] | Response:
    """Use the address and go to the own board. A HEAD request, as mail filters send, uses nothing up."""
    if request.method == "HEAD":
        return ""
    try:
        with writing(db.session):
            kept, staff = sign_in_with_link(db.session, token, device=this_device(), now=clock.now())
    except LinkRefused:
        return render_template("staff/link_closed.html"), 404
    return sign_in_here(kept, staff)


@blueprint.post("/staff/sign-out")
@staff_only
def leave(_staff: Staff) -> Response:
    with writing(db.session):
        sign_out(db.session, session_token(), now=clock.now())
    response = redirect("/", code=303)
    forget(response)
    return response
