"""Who has access: inviting, taking an invitation back, ending access; and accepting an invitation."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.forms import EndAccessForm, InvitationForm, InvitationsForm
from app.accounts.invitation_lines import MOST_LINES, InvitationLine, NamedAccess, read_lines
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
from app.web.forms import faults_of
from app.web.limits import UNKNOWN_ADDRESSES, limited
from app.web.settings import settings

blueprint = Blueprint("staff_people", __name__, url_prefix="/staff")


def people_page(staff: Staff, form: InvitationForm, *, faults: dict[str, str]) -> str:
    accounts, invited = people_within(db.session, staff)
    return render_template(
        "accounts/people.html",
        form=form,
        faults=faults,
        accounts=accounts,
        invited=invited,
        gifts=gifts_of(db.session, staff),
        now=clock.now(),
        days=DAYS,
        role_words=role_words,
        moment_words=moment_words,
    )


@blueprint.get("/people")
@staff_only
def show_people(staff: Staff) -> str:
    return people_page(staff, InvitationForm(), faults={})


@blueprint.post("/people")
@staff_only
def invite_person(staff: Staff) -> str | tuple[str, int]:
    """Make an invitation and show its address, once."""
    form = InvitationForm()
    if not form.validate_on_submit():
        return people_page(staff, form, faults=faults_of(form)), 422
    role, _colon, scope = form.access.data.partition(":")
    try:
        with writing(db.session):
            token = invite(db.session, staff, email=form.email.data, role=role, scope=scope, now=clock.now())
    except BeyondReach:
        fault = {"access": _("You cannot give this access. Choose one from the list.")}
        return people_page(staff, form, faults=fault), 422
    except HasAccess:
        fault = {"email": _("This person has access already, or was invited by somebody else.")}
        return people_page(staff, form, faults=fault), 422
    address = f"{settings().base_url}/staff/invitation/{token}"
    return render_template("accounts/invited.html", address=address, email=form.email.data.strip(), days=DAYS)


@blueprint.get("/people/several")
@staff_only
def show_several(staff: Staff) -> str:
    return _several_page(staff, lines="", access="")


@blueprint.post("/people/several")
@staff_only
def invite_several(staff: Staff) -> str | tuple[str, int]:
    """Invite whoever stands on a good line and show their addresses once; the other lines come back to be mended."""
    form = InvitationsForm()
    typed, access = form.lines.data or "", form.access.data or ""
    if not form.validate_on_submit():
        return _several_page(staff, lines=typed, access=access, fault=faults_of(form)["lines"]), 422
    gifts = [NamedAccess(gift.value, gift.role, gift.place) for gift in gifts_of(db.session, staff)]
    lines = read_lines(typed, gifts, usual=access)
    if len(lines) > MOST_LINES:
        fault = _("These are %(count)s lines. At most %(most)s at once.", count=len(lines), most=MOST_LINES)
        return _several_page(staff, lines=typed, access=access, fault=fault), 422
    made, wrong = _invite_each(staff, lines)
    page = _several_page(staff, lines="\n".join(line.text for line in wrong), access=access, made=made, wrong=wrong)
    return (page, 422) if wrong else page


def _invite_each(staff: Staff, lines: list[InvitationLine]) -> tuple[list[tuple[str, str]], list[InvitationLine]]:
    """E-mail and address of every invitation that was made, and the lines that could not be used."""
    made, wrong = [], [line for line in lines if line.fault]
    for line in lines:
        if line.fault:
            continue
        role, _colon, scope = line.access.partition(":")
        try:
            with writing(db.session):
                token = invite(db.session, staff, email=line.email, role=role, scope=scope, now=clock.now())
            made.append((line.email, f"{settings().base_url}/staff/invitation/{token}"))
        except (BeyondReach, HasAccess) as refusal:
            fault = "has_access" if isinstance(refusal, HasAccess) else "no_access"
            wrong.append(InvitationLine(line.text, fault=fault))
    return made, wrong


def _line_fault(line: InvitationLine) -> str:
    words = {
        "no_address": _("This is no e-mail address. Look for a typo."),
        "twice": _("This address stands here twice."),
        "no_access": _("Choose below what this person may see, or name a team after a semicolon."),
        "no_team": _("There is no team with this name."),
        "several_teams": _("Several teams have this name. Invite this person alone and choose the team."),
        "has_access": _("This person has access already, or was invited by somebody else."),
    }
    return str(words[line.fault])


def _several_page(
    staff: Staff,
    *,
    lines: str,
    access: str,
    fault: str = "",
    made: list[tuple[str, str]] | None = None,
    wrong: list[InvitationLine] | None = None,
) -> str:
    faults = {"lines": fault} if fault else {}
    return render_template(
        "accounts/several.html",
        lines=lines,
        access=access,
        made=made or [],
        wrong=[(line.text, _line_fault(line)) for line in wrong or []],
        faults=faults,
        gifts=gifts_of(db.session, staff),
        days=DAYS,
        role_words=role_words,
    )


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
def end_persons_access(staff: Staff, account_id: str) -> tuple[str, int] | Response:
    form = EndAccessForm()
    if not form.validate_on_submit():
        return people_page(
            staff, InvitationForm(formdata=None), faults={f"end-{account_id}": faults_of(form)["end"]}
        ), 422
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
    """Says what the invitation is to. Looking uses nothing up."""
    try:
        welcome = look_at(db.session, token, now=clock.now())
    except (InvitationUnknown, InvitationExpired) as refusal:
        return _closed(refusal)
    return render_template("accounts/invitation.html", welcome=welcome, role=role_words(welcome.role))


@blueprint.post("/invitation/<token>")
@limited(UNKNOWN_ADDRESSES)
@open_to_all
def accept_invitation(token: str) -> tuple[str, int] | Response:
    """Make the account, sign in, and go where a way in of one's own can be made."""
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
