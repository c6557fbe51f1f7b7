"""The pages for signing in with a one-time address, and for signing out."""

from __future__ import annotations

import structlog
from flask import Blueprint, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.forms import SpokenCodeForm
from app.accounts.service import Staff, has_own_way_in
from app.accounts.sessions import LinkRefused, end_other_sessions, sign_in_with_link, sign_out, works
from app.accounts.staff_identity import forget, session_token, sign_in_here, staff_only, this_device
from app.accounts.way_back import WAY_BACK, SpokenCodeRefused, check_spoken_code, wants_spoken_code
from app.db import db, writing
from app.web.access import open_to_all
from app.web.forms import form_page
from app.web.limits import UNKNOWN_ADDRESSES, limited
from app.web.settings import settings

log = structlog.get_logger()
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
    return _entrance(SpokenCodeForm(None) if wants_spoken_code(db.session, token) else None)


@blueprint.post("/staff/enter/<token>")
@limited(UNKNOWN_ADDRESSES)
@open_to_all
def enter(token: str) -> tuple[str, int] | Response:
    """Use the one-time address up and sign in; whoever has no other way to sign in is led to make one."""
    if not works(db.session, token, now=clock.now()):
        log.warning("staff.sign_in_refused", way="link")
        return _closed()
    if wants_spoken_code(db.session, token):
        return _come_back(token)
    return _sign_in(token, how="link")


def _come_back(token: str) -> tuple[str, int] | Response:
    """Sign somebody in who lost their own ways, if they type the code that was spoken to them."""
    form, refused = SpokenCodeForm(), None
    if not form.validate_on_submit():
        return _entrance(form), 422
    with writing(db.session):
        try:
            check_spoken_code(db.session, token, typed=form.code.data, secret=settings().secret, now=clock.now())
        except SpokenCodeRefused as refusal:
            refused = refusal
    if refused is None:
        return _sign_in(token, how=WAY_BACK)
    log.warning("staff.sign_in_refused", way=WAY_BACK)
    if refused.last:
        return _closed()
    form.refuse("code", _("This is another code. Ask the person who made the address to say it once more."))
    return _entrance(form), 422


def _sign_in(token: str, *, how: str) -> tuple[str, int] | Response:
    try:
        with writing(db.session):
            kept, staff = sign_in_with_link(db.session, token, how=how, device=this_device(), now=clock.now())
            if how == WAY_BACK:
                end_other_sessions(db.session, staff.account_id, keep=kept, now=clock.now())
    except LinkRefused:
        return _closed()
    response = sign_in_here(kept, staff)
    if how == WAY_BACK or not has_own_way_in(db.session, staff.account_id):
        response.location = "/staff"
    return response


def _entrance(form: SpokenCodeForm | None) -> str:
    return form_page("accounts/enter.html", form=form)


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
