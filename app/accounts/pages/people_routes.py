"""The pages about who has access: inviting, withdrawing an invitation, ending access, accepting an invitation."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.forms import InvitationForm
from app.accounts.people import end_access, gifts_of, people_within
from app.accounts.role_names import moment_words, role_words
from app.accounts.service import Staff
from app.accounts.sessions import begin
from app.accounts.staff_identity import sign_in_here, staff_only, this_device
from app.accounts.staff_invitations import (
    DAYS,
    BeyondReach,
    HasAccess,
    InvitationExpired,
    InvitationUnknown,
    accept,
    invite,
    look_at,
    take_back,
)
from app.db import db, writing
from app.web.access import open_to_all
from app.web.forms import form_page
from app.web.limits import UNKNOWN_ADDRESSES, limited
from app.web.settings import settings

blueprint = Blueprint("staff_people", __name__, url_prefix="/staff")


def people_page(staff: Staff, form: InvitationForm) -> str:
    accounts, invited = people_within(db.session, staff)
    return form_page(
        "accounts/people.html",
        form=form.offer(gifts_of(db.session, staff)),
        accounts=accounts,
        invited=invited,
        now=clock.now(),
        days=DAYS,
        role_words=role_words,
        moment_words=moment_words,
    )


@blueprint.get("/people")
@staff_only
def show_people(staff: Staff) -> str:
    return people_page(staff, InvitationForm())


@blueprint.post("/people")
@staff_only
def invite_person(staff: Staff) -> str | tuple[str, int]:
    """Make an invitation and show its address, which is shown only now."""
    form = InvitationForm()
    if not form.validate_on_submit():
        return people_page(staff, form), 422
    role, _colon, scope = form.access.data.partition(":")
    try:
        with writing(db.session):
            token = invite(db.session, staff, email=form.email.data, role=role, scope=scope, now=clock.now())
    except BeyondReach:
        form.refuse("access", _("You cannot give this access. Choose one from the list."))
        return people_page(staff, form), 422
    except HasAccess:
        form.refuse("email", _("This person has access already, or was invited by somebody else."))
        return people_page(staff, form), 422
    address = f"{settings().base_url}/staff/invitation/{token}"
    return render_template("accounts/invited.html", address=address, email=form.email.data.strip(), days=DAYS)


@blueprint.post("/people/invitations/<invitation_id>/take-back")
@staff_only
def take_invitation_back(staff: Staff, invitation_id: str) -> Response:
    try:
        with writing(db.session):
            take_back(db.session, staff, invitation_id=invitation_id, now=clock.now())
    except InvitationUnknown:
        abort(404)
    return redirect("/staff/people", code=303)


@blueprint.post("/people/<account_id>/end")
@staff_only
def end_persons_access(staff: Staff, account_id: str) -> Response:
    try:
        with writing(db.session):
            end_access(db.session, staff, account_id=account_id, now=clock.now())
    except BeyondReach:
        abort(404)
    return redirect("/staff/people", code=303)


@blueprint.get("/invitation/<token>")
@limited(UNKNOWN_ADDRESSES)
@open_to_all
def show_invitation(token: str) -> str | tuple[str, int]:
    """Show which access the invitation gives, without using it up."""
    try:
        welcome = look_at(db.session, token, now=clock.now())
    except (InvitationUnknown, InvitationExpired) as refusal:
        return _closed(refusal)
    return render_template("accounts/invitation.html", welcome=welcome, role=role_words(welcome.role))


@blueprint.post("/invitation/<token>")
@limited(UNKNOWN_ADDRESSES)
@open_to_all
def accept_invitation(token: str) -> tuple[str, int] | Response:
    """Make the invited account, sign in, and lead to the page where a passkey or password can be made."""
    try:
        with writing(db.session):
            account = accept(db.session, token, now=clock.now())
            kept, staff = begin(db.session, account, how="invitation", device=this_device(), now=clock.now())
    except (InvitationUnknown, InvitationExpired) as refusal:
        return _closed(refusal)
    response = sign_in_here(kept, staff)
    response.location = "/staff"
    return response


def _closed(refusal: InvitationUnknown | InvitationExpired) -> tuple[str, int]:
    expired = isinstance(refusal, InvitationExpired)
    return render_template("accounts/invitation_closed.html", expired=expired, days=DAYS), 422 if expired else 404
