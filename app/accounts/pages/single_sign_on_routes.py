"""The pages for signing in through the organisation's own sign-in: the way there and the way back."""

from __future__ import annotations

import structlog
from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.attempts import AttemptOver, begin_attempt, finish_attempt
from app.accounts.forms import SingleSignOnForm
from app.accounts.pages.sign_in_routes import ATTEMPT_SECONDS, attempt_token, sign_in_page
from app.accounts.providers import Provider, SecretMissing, provider_of
from app.accounts.sessions import begin
from app.accounts.single_sign_on import (
    ProviderSilent,
    SignInNotBelieved,
    account_for_identity,
    begin_trip,
    finish_trip,
)
from app.accounts.staff_identity import cookie_name, sign_in_here, this_device
from app.accounts.staff_invitations import INVITING
from app.db import db, writing
from app.web.access import open_to_all
from app.web.cookies import keep_cookie
from app.web.limits import BEGUN, WRONG_SIGN_INS, limited
from app.web.settings import settings

log = structlog.get_logger()
blueprint = Blueprint("staff_single_sign_on", __name__, url_prefix="/staff/single-sign-on")
PURPOSE = "single_sign_on"


@blueprint.post("")
@limited(BEGUN)
@open_to_all
def begin_single_sign_on() -> str | tuple[str, int] | Response:
    """Show a link to the organisation's own sign-in; a link, because forms here may not lead to other sites."""
    try:
        form = SingleSignOnForm()
        provider = _provider(form.organisation.data or "")
        if provider is None:
            form.refuse("organisation", _("Choose the organisation you work for."))
            return sign_in_page(through=form), 422
        trip = begin_trip(provider, return_to=_return_to(provider))
    except (ProviderSilent, SecretMissing) as fault:
        return _failed("silent", fault)
    with writing(db.session):
        token = begin_attempt(db.session, PURPOSE, content=trip.kept, now=clock.now())
    response = Response(
        render_template("accounts/single_sign_on.html", name=provider.name, url=trip.url), mimetype="text/html"
    )
    keep_cookie(response, cookie_name("attempt"), value=token, seconds=ATTEMPT_SECONDS)
    return response


@blueprint.get("/<organisation_id>")
@limited(WRONG_SIGN_INS)
@open_to_all
def come_back(organisation_id: str) -> tuple[str, int] | Response:
    """Check the answer with which the single sign-on provider sends the browser back, and sign in or say why not.

    Only the browser that began the single sign-on can finish it, once.
    """
    now = clock.now()
    try:
        with writing(db.session):
            begun = finish_attempt(db.session, attempt_token(), purpose=PURPOSE, now=now)
        provider = _provider(organisation_id)
        if provider is None:
            raise AttemptOver
        identity = finish_trip(
            provider, kept=begun.content, answer=request.args.to_dict(), return_to=_return_to(provider)
        )
        with writing(db.session, turn=INVITING):
            account = account_for_identity(db.session, identity, organisation_id=organisation_id, now=now)
            token, staff = begin(db.session, account, how=PURPOSE, device=this_device(), now=now)
    except AttemptOver as fault:
        return _failed("forged", fault)
    except SignInNotBelieved as fault:
        return _failed(fault.reason, fault)
    except (ProviderSilent, SecretMissing) as fault:
        return _failed("silent", fault)
    return sign_in_here(token, staff)


def _provider(organisation_id: str) -> Provider | None:
    """Return the organisation's provider; None where it has none. Raises SecretMissing."""
    return provider_of(db.session, organisation_id, keys=settings().keys)


def _return_to(provider: Provider) -> str:
    """Return the address to come back to, one per organisation, so that no provider can answer for another."""
    return f"{settings().base_url}/staff/single-sign-on/{provider.organisation_id}"


def _failed(reason: str, fault: Exception) -> tuple[str, int]:
    log.warning("staff.single_sign_on_failed", reason=reason, cause=type(fault.__cause__ or fault).__name__)
    return render_template("accounts/single_sign_on_failed.html", reason=reason), 503 if reason == "silent" else 400
