"""The pages for signing in with a password and then a code. After a mistake the address stays typed, secrets do not."""

from __future__ import annotations

import structlog
from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.attempts import AttemptOver, attempt_of, begin_attempt, finish_attempt
from app.accounts.forms import AppCodeForm, SignInForm, SingleSignOnForm
from app.accounts.models import StaffAccount
from app.accounts.passkeys import site_of
from app.accounts.password_sign_in import (
    DEVICE_DAYS,
    CodeRefused,
    Origin,
    account_for_password,
    count_code_try,
    count_password_try,
    use_code,
    welcome_device,
)
from app.accounts.providers import organisations_with_provider
from app.accounts.sessions import begin
from app.accounts.staff_identity import SIGN_IN, SIGN_IN_AGAIN, cookie_name, sign_in_here, signed_in, this_device
from app.accounts.throttle import TooManyTries
from app.db import db, writing
from app.web.access import open_to_all
from app.web.cookies import keep_cookie
from app.web.forms import Form, form_page
from app.web.limits import WRONG_SIGN_INS, TooOften, limited
from app.web.settings import settings

log = structlog.get_logger()
blueprint = Blueprint("staff_sign_in", __name__, url_prefix="/staff")
PURPOSE = "code"
ATTEMPT_SECONDS = 600


def attempt_token() -> str:
    return request.cookies.get(cookie_name("attempt"), "")


def sign_in_page(**sent: Form) -> str:
    """Show all ways to sign in; `sent` carries a refused form: `form` (password) or `through` (single sign-on)."""
    forms = {"form": SignInForm(None), "through": SingleSignOnForm(None), **sent}
    forms["through"].offer(organisations_with_provider(db.session))
    again = request.path == SIGN_IN_AGAIN
    return form_page("accounts/sign_in.html", site=site_of(settings().base_url), again=again, **forms)


@blueprint.get("/sign-in")
@open_to_all
def show_sign_in() -> str | Response:
    staff = signed_in()
    return redirect(staff.home, code=303) if staff else sign_in_page()


@blueprint.get("/again")
@open_to_all
def show_sign_in_again() -> str:
    """Show the ways to sign in to somebody who is signed in, and wants to change something about their access."""
    return sign_in_page()


@blueprint.post("/sign-in")
@limited(WRONG_SIGN_INS)
@open_to_all
def check_password() -> str | tuple[str, int] | Response:
    """Check e-mail address and password, the first step; the refusal does not say which of the two is wrong."""
    form = SignInForm()
    if not form.validate_on_submit():
        return sign_in_page(form=form), 422
    _count_try(form.email.data)
    account = account_for_password(db.session, form.email.data, password=form.password.data)
    if account is None:
        words = _("This address and this password do not belong together. Look for a typo, or ask for a sign-in link.")
        form.refuse("password", words)
        log.warning("staff.sign_in_refused", way="password")
        return sign_in_page(form=form), 422
    account_id = account.id
    with writing(db.session):
        token = begin_attempt(db.session, PURPOSE, account_id=account_id, now=clock.now())
    response = redirect("/staff/code", code=303)
    keep_cookie(response, cookie_name("attempt"), value=token, seconds=ATTEMPT_SECONDS)
    return response


@blueprint.get("/code")
@open_to_all
def show_code() -> str | Response:
    try:
        attempt_of(db.session, attempt_token(), purpose=PURPOSE, now=clock.now())
    except AttemptOver:
        return redirect(SIGN_IN, code=303)
    return form_page("accounts/code.html", form=AppCodeForm())


@blueprint.post("/code")
@limited(WRONG_SIGN_INS)
@open_to_all
def check_code() -> str | tuple[str, int] | Response:
    """Check the code of the authenticator app, the second step; each code works once."""
    form = AppCodeForm()
    if not form.validate_on_submit():
        return form_page("accounts/code.html", form=form), 422
    try:
        account_id = _count_code()
        return _enter(account_id, form.code.data)
    except AttemptOver:
        again = SignInForm(None)
        again.refuse("email", _("This took too long. Start again with your address and password."))
        return sign_in_page(form=again), 422
    except CodeRefused:
        log.warning("staff.sign_in_refused", way="code")
        form.refuse("code", _("This code is wrong, too old, or was used before. Wait for the next one in your app."))
        return form_page("accounts/code.html", form=form), 422


def _enter(account_id: str, code: str) -> Response:
    now, origin = clock.now(), _origin()
    with writing(db.session):
        account = db.session.get_one(StaffAccount, account_id)
        use_code(db.session, account, code=code, secret=settings().secret, now=now)
        finish_attempt(db.session, attempt_token(), purpose=PURPOSE, now=now)
        device = welcome_device(db.session, account, origin=origin)
        token, staff = begin(db.session, account, how="password", device=this_device(), now=now)
    response = sign_in_here(token, staff)
    keep_cookie(response, cookie_name("device"), value=device, seconds=DEVICE_DAYS * 86400)
    return response


def _count_try(email: str) -> None:
    """Count a password try before looking at it. Raises TooOften.

    The count is committed also when there were too many tries.
    """
    over: TooManyTries | None = None
    with writing(db.session):
        try:
            count_password_try(db.session, email, origin=_origin(), now=clock.now())
        except TooManyTries as stopped:
            over = stopped
    if over:
        raise _too_often(over)


def _count_code() -> str:
    """Count a code try, and return the id of the account that is signing in. Raises AttemptOver, TooOften."""
    over: TooManyTries | None = None
    with writing(db.session):
        account_id = attempt_of(db.session, attempt_token(), purpose=PURPOSE, now=clock.now()).account_id or ""
        try:
            count_code_try(db.session, account_id, secret=settings().secret, now=clock.now())
        except TooManyTries as stopped:
            over = stopped
    if over:
        raise _too_often(over)
    return account_id


def _origin() -> Origin:
    return Origin(
        device_token=request.cookies.get(cookie_name("device"), ""),
        address=request.remote_addr or "",
        secret=settings().secret,
    )


def _too_often(over: TooManyTries) -> TooOften:
    """Return the error whose page says how long to wait, and which ways to sign in are never counted."""
    return TooOften(over.seconds, meanwhile=_("A passkey or a sign-in link always works."))
