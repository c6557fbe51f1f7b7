"""The pages for signing in with a one-time address, and for signing out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff, has_own_way_in
from app.accounts.sessions import LinkRefused, sign_in_with_link, sign_out, works
from app.accounts.staff_identity import forget, session_token, sign_in_here, staff_only, this_device
from app.db import db, writing
from app.web.access import open_to_all
from app.web.limits import UNKNOWN_ADDRESSES, limited

blueprint = Blueprint("staff", __name__)


@blueprint.get("/staff/enter/<token>")
@limited(UNKNOWN_ADDRESSES)
@open_to_all
def show_entrance(token: str) -> str | tuple[str, int]:
    """Show the page of a one-time sign-in address; only pressing its button uses the address up.

    Mail filters open every address before its reader does.
    """
    if not works(db.session, token, now=clock.now()):
        return _closed()
    return render_template("accounts/enter.html")


@blueprint.post("/staff/enter/<token>")
@limited(UNKNOWN_ADDRESSES)
@open_to_all
def enter(token: str) -> tuple[str, int] | Response:
    """Use the one-time address up and sign in; whoever has no other way to sign in is led to make one."""
    try:
        with writing(db.session):
            kept, staff = sign_in_with_link(db.session, token, device=this_device(), now=clock.now())
    except LinkRefused:
        return _closed()
    response = sign_in_here(kept, staff)
    if not has_own_way_in(db.session, staff.account_id):
        response.location = "/staff"
    return response


def _closed() -> tuple[str, int]:
    return render_template("accounts/link_closed.html"), 404


@blueprint.post("/staff/sign-out")
@staff_only
def leave(_staff: Staff) -> Response:
    with writing(db.session):
        sign_out(db.session, session_token(), now=clock.now())
    response = redirect("/", code=303)
    forget(response)
    return response
