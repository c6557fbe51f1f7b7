"""The addresses that `static/js/passkey.js` calls to make a passkey and to sign in with one. JSON in, JSON out."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, abort, jsonify, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.attempts import AttemptOver, begin_attempt, finish_attempt
from app.accounts.pages.sign_in_routes import ATTEMPT_SECONDS, attempt_token
from app.accounts.passkeys import Site, remove_passkey, site_of
from app.accounts.service import Staff
from app.accounts.sessions import begin
from app.accounts.staff_identity import cookie_name, fresh_only, sign_in_here, staff_only, this_device
from app.db import db, writing
from app.web.access import open_to_all
from app.web.cookies import keep_cookie
from app.web.limits import BEGUN, WRONG_SIGN_INS, limited
from app.web.refused_input import takes_json
from app.web.settings import settings

log = structlog.get_logger()
blueprint = Blueprint("staff_passkeys", __name__, url_prefix="/staff")
MAKING, USING = "passkey.make", "passkey.use"


@blueprint.post("/passkeys/begin")
@takes_json
@staff_only
@fresh_only
def ask_for_new_passkey(staff: Staff) -> Response:
    from app.accounts.ceremonies import ask_for_new

    options, challenge = ask_for_new(db.session, staff.account_id, email=staff.email, site=_site())
    return _asked(options, challenge, purpose=MAKING, account_id=staff.account_id)


@blueprint.post("/passkeys")
@takes_json
@staff_only
@fresh_only
def keep_new_passkey(staff: Staff) -> Response | tuple[Response, int]:
    from app.accounts.ceremonies import PasskeyRefused, keep_new

    try:
        with writing(db.session):
            begun = finish_attempt(db.session, attempt_token(), purpose=MAKING, now=clock.now())
            if begun.account_id != staff.account_id:
                raise AttemptOver
            keep_new(
                db.session,
                staff.account_id,
                credential=_sent(),
                challenge=begun.content["challenge"],
                site=_site(),
                device=this_device(),
                now=clock.now(),
            )
    except (AttemptOver, PasskeyRefused):
        return jsonify(fault=_("This passkey could not be checked. Nothing was saved; try once more.")), 422
    return jsonify(to="/staff")


@blueprint.post("/passkeys/<passkey_id>/remove")
@staff_only
@fresh_only
def remove_own_passkey(staff: Staff, passkey_id: str) -> Response:
    with writing(db.session):
        removed = remove_passkey(db.session, staff.account_id, passkey_id=passkey_id, now=clock.now())
    return redirect("/staff", code=303) if removed else abort(404)


@blueprint.post("/passkey/begin")
@limited(BEGUN)
@takes_json
@open_to_all
def ask_for_passkey() -> Response:
    from app.accounts.ceremonies import ask_for_one

    options, challenge = ask_for_one(_site())
    return _asked(options, challenge, purpose=USING)


@blueprint.post("/passkey")
@limited(WRONG_SIGN_INS)
@takes_json
@open_to_all
def sign_in_with_passkey() -> Response | tuple[Response, int]:
    from app.accounts.ceremonies import PasskeyRefused, account_for_passkey

    try:
        with writing(db.session):
            begun = finish_attempt(db.session, attempt_token(), purpose=USING, now=clock.now())
            account = account_for_passkey(
                db.session, credential=_sent(), challenge=begun.content["challenge"], site=_site()
            )
            token, staff = begin(db.session, account, how="passkey", device=this_device(), now=clock.now())
    except AttemptOver:
        return jsonify(fault=_("This took too long. Try once more.")), 422
    except PasskeyRefused:
        log.warning("staff.sign_in_refused", way="passkey")
        fault = _("We do not know this passkey. Use another way to sign in; you can make a new passkey afterwards.")
        return jsonify(fault=fault), 422
    home = sign_in_here(token, staff)
    response = jsonify(to=home.location)
    response.headers.extend([("Set-Cookie", cookie) for cookie in home.headers.getlist("Set-Cookie")])
    return response


def _asked(options: dict[str, Any], challenge: str, *, purpose: str, account_id: str | None = None) -> Response:
    """Send the passkey options to the browser and store their challenge, which may be answered once."""
    with writing(db.session):
        token = begin_attempt(
            db.session, purpose, content={"challenge": challenge}, account_id=account_id, now=clock.now()
        )
    response = jsonify(options)
    keep_cookie(response, cookie_name("attempt"), value=token, seconds=ATTEMPT_SECONDS)
    return response


def _site() -> Site:
    """Return the site that passkeys are bound to; answers 404 where this installation has none."""
    return site_of(settings().base_url) or abort(404)


def _sent() -> dict[str, Any]:
    """Return the JSON object that was sent; an empty one for anything else, or when it is nested too deeply."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:
        sent = None
    return sent if isinstance(sent, dict) else {}
