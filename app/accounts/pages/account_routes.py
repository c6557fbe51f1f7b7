"""The own account page of a staff member: rights, ways to sign in, the password with its code app, and sessions."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, render_template
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from app import clock
from app.accounts.app_codes import address_for_app, new_secret, qr_of, step_of
from app.accounts.forms import PasswordForm
from app.accounts.models import StaffAccount
from app.accounts.passkeys import passkeys_of, site_of
from app.accounts.password_sign_in import CODE_SECRET
from app.accounts.passwords import PasswordRefused, check_new, hash_of
from app.accounts.rights import RIGHTS
from app.accounts.role_names import age_words, moment_words, role_words
from app.accounts.service import Staff, place_name, record
from app.accounts.sessions import end_other_sessions, end_session, sessions_of
from app.accounts.staff_identity import fresh_only, session_token, staff_only
from app.accounts.way_back import came_back_at
from app.db import db, writing
from app.sealing import SealBroken, seal, unseal
from app.tokens import token_hash
from app.web.forms import form_page
from app.web.settings import settings

blueprint = Blueprint("staff_account", __name__, url_prefix="/staff")


@blueprint.get("")
@staff_only
def show_account(staff: Staff) -> str:
    now = clock.now()
    own = token_hash(session_token())
    return render_template(
        "accounts/account.html",
        role=role_words(staff.role),
        place=place_name(db.session, staff.role, scope=staff.scope) or "",
        tasks=tasks_of(staff),
        passkeys=passkeys_of(db.session, staff.account_id),
        site=site_of(settings().base_url),
        came_back_at=came_back_at(db.session, staff.account_id, now=now),
        moment_words=moment_words,
        has_password=db.session.get_one(StaffAccount, staff.account_id).password_hash is not None,
        sessions=[
            (each.id, each.device, age_words(each.began_at, now=now), each.token_hash == own)
            for each in sessions_of(db.session, staff.account_id, now=now)
        ],
    )


def tasks_of(staff: Staff) -> list[tuple[str, str]]:
    """Return (address, title) of each page on which this staff member can do something, if the installation has it."""
    tasks = (
        ("programme", "/programme", _("Programme: rounds, themes and the calendar")),
        ("organisations", "/organisations", _("Organisations, teams and invitations for participants")),
        ("staff_people", "/staff/people", _("People with access")),
        ("staff_log", "/staff/log", _("Log: what staff did")),
    )
    addresses = current_app.url_map.bind("localhost")
    return [
        (address, words)
        for part, address, words in tasks
        if staff.role in RIGHTS[part].reads and addresses.test(address, "GET")
    ]


@blueprint.post("/sessions/<session_id>/end")
@staff_only
@fresh_only
def end_one_session(staff: Staff, session_id: str) -> Response:
    with writing(db.session):
        ended = end_session(db.session, staff.account_id, session_id=session_id, now=clock.now())
    return redirect("/staff", code=303) if ended else abort(404)


@blueprint.post("/sessions/end-others")
@staff_only
@fresh_only
def end_others(staff: Staff) -> Response:
    with writing(db.session):
        end_other_sessions(db.session, staff.account_id, keep=session_token(), now=clock.now())
    return redirect("/staff", code=303)


@blueprint.get("/password")
@staff_only
@fresh_only
def show_password(staff: Staff) -> str:
    return _password_page(staff, PasswordForm(), secret=new_secret())


@blueprint.post("/password")
@staff_only
@fresh_only
def set_password(staff: Staff) -> tuple[str, int] | Response:
    """Store a new password together with its authenticator app, or neither: a password alone lets nobody in."""
    form = PasswordForm()
    try:
        secret = unseal(settings().secret, _purpose(staff), form.sealed.data or "")
    except SealBroken:
        form.refuse("code", _("This page was open too long. Scan the new code below."))
        return _password_page(staff, form, secret=new_secret()), 422
    now = clock.now()
    form.validate_on_submit()
    _check_password(form, staff=staff)
    step = step_of(form.code.data or "", secret=secret, now=now)
    if step is None:
        form.refuse("code", _("The app shows another code now. Wait for the next one and type that."))
    if step is None or form.errors:
        return _password_page(staff, form, secret=secret), 422
    kept = hash_of(form.password.data)
    with writing(db.session):
        account = db.session.get_one(StaffAccount, staff.account_id)
        account.password_hash, account.totp_step = kept, step
        account.totp_sealed = seal(settings().secret, CODE_SECRET, secret)
        record(db.session, staff.account_id, event="staff.password_set", now=now)
        end_other_sessions(db.session, staff.account_id, keep=session_token(), now=now)
    return redirect("/staff", code=303)


@blueprint.post("/password/remove")
@staff_only
@fresh_only
def remove_password(staff: Staff) -> Response:
    with writing(db.session):
        account = db.session.get_one(StaffAccount, staff.account_id)
        account.password_hash = account.totp_sealed = account.totp_step = None
        record(db.session, staff.account_id, event="staff.password_removed", now=clock.now())
    return redirect("/staff", code=303)


def _password_page(staff: Staff, form: PasswordForm, *, secret: str) -> str:
    form.sealed.data = seal(settings().secret, _purpose(staff), secret)
    return form_page(
        "accounts/password.html",
        form=form,
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        qr=Markup(qr_of(address_for_app(secret, email=staff.email))),  # noqa: S704  # Drawn here, of our own words.
    )


def _check_password(form: PasswordForm, *, staff: Staff) -> None:
    """Refuse a new password that guessers would try, with the reason at its field."""
    if form.password.errors:
        return
    try:
        place = place_name(db.session, staff.role, scope=staff.scope) or ""
        check_new(form.password.data, email=staff.email, names=[place])
    except PasswordRefused as refused:
        words: dict[str, str] = {
            "short": _("This password has fewer than %(least)s characters. Three or four words work well.", least=12),
            "long": _("This password is longer than 200 characters. Shorten it."),
            "breached": _("Many people use this password, so guessers try it first. Choose something of your own."),
            "simple": _(
                "This password is too easy to guess. Use more words, none of them from your address, group or work."
            ),
        }
        form.refuse("password", words[refused.reason])


def _purpose(staff: Staff) -> str:
    """Return the purpose that binds an encrypted code secret to this account, so that no other account can send it."""
    return f"staff/new-totp/{staff.account_id}"
