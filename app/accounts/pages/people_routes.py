"""The pages about who has access: inviting, withdrawing an invitation, ending access, accepting an invitation."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.forms import EndAccessForm, InvitationForm, InvitationsForm
from app.accounts.invitation_lines import MOST_LINES, InvitationLine, NamedAccess, read_lines
from app.accounts.people import end_access, gifts_of, people_within, within_reach
from app.accounts.role_names import moment_words, role_words
from app.accounts.service import Staff
from app.accounts.sessions import begin
from app.accounts.staff_identity import sign_in_here, staff_only, this_device
from app.accounts.staff_invitations import (
    DAYS,
    INVITING,
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


def people_page(staff: Staff, form: InvitationForm, *, ending: Mapping[str, EndAccessForm] | None = None) -> str:
    """Return the HTML of the page that lists who has access and who is invited.
    `ending`: by account id, the form to end that account's access, where it was sent with mistakes.
    """
    accounts, invited = people_within(db.session, staff)
    ends = {each.id: EndAccessForm(None, mark=each.id) for each in accounts}
    return form_page(
        "accounts/people.html",
        form=form.offer(gifts_of(db.session, staff)),
        ending={**ends, **(ending or {})},
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
        with writing(db.session, turn=INVITING):
            token = invite(db.session, staff, email=form.email.data, role=role, scope=scope, now=clock.now())
    except BeyondReach:
        form.refuse("access", _("You cannot give this access. Choose one from the list."))
        return people_page(staff, form), 422
    except HasAccess:
        form.refuse("email", _("This person has access already, or was invited by somebody else."))
        return people_page(staff, form), 422
    address = f"{settings().base_url}/staff/invitation/{token}"
    return render_template("accounts/invited.html", address=address, email=form.email.data.strip(), days=DAYS)


@blueprint.get("/people/several")
@staff_only
def show_several(staff: Staff) -> str:
    """Show the form that invites several people."""
    return _several_page(staff, InvitationsForm(None))


@blueprint.post("/people/several")
@staff_only
def invite_several(staff: Staff) -> str | tuple[str, int]:
    """Invite the person on each line without mistakes and show the new sign-in addresses once.
    Lines with mistakes are shown in the form again, to be mended.
    """
    form = InvitationsForm()
    if not form.validate_on_submit():
        return _several_page(staff, form), 422
    gifts = [NamedAccess(gift.value, gift.role, gift.place) for gift in gifts_of(db.session, staff)]
    lines = read_lines(form.lines.data, gifts, usual=form.access.data or "")
    if len(lines) > MOST_LINES:
        form.refuse(
            "lines", _("These are %(count)s lines. At most %(most)s at once.", count=len(lines), most=MOST_LINES)
        )
        return _several_page(staff, form), 422
    made, wrong = _invite_each(staff, lines)
    form.lines.data = "\n".join(line.text for line in wrong)
    page = _several_page(staff, form, made=made, wrong=wrong)
    return (page, 422) if wrong else page


def _invite_each(staff: Staff, lines: list[InvitationLine]) -> tuple[list[tuple[str, str]], list[InvitationLine]]:
    """Make the invitations; return the e-mail and address of each, and the lines that could not be used."""
    made, wrong = [], [line for line in lines if line.fault]
    for line in lines:
        if line.fault:
            continue
        role, _colon, scope = line.access.partition(":")
        try:
            with writing(db.session, turn=INVITING):
                token = invite(db.session, staff, email=line.email, role=role, scope=scope, now=clock.now())
            made.append((line.email, f"{settings().base_url}/staff/invitation/{token}"))
        except (BeyondReach, HasAccess) as refusal:
            fault = "has_access" if isinstance(refusal, HasAccess) else "no_access"
            wrong.append(InvitationLine(line.text, fault=fault))
    return made, wrong


def _line_fault(line: InvitationLine) -> str:
    """Return in words what is wrong with a line."""
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
    form: InvitationsForm,
    *,
    made: list[tuple[str, str]] | None = None,
    wrong: list[InvitationLine] | None = None,
) -> str:
    """Return the HTML of the page that invites several people, with what came of the last lines."""
    return form_page(
        "accounts/several.html",
        form=form.offer(gifts_of(db.session, staff)),
        made=made or [],
        wrong=[(line.text, _line_fault(line)) for line in wrong or []],
        days=DAYS,
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
    """End somebody's access after a ticked box; 404 when the visitor may not end that person's access."""
    form = EndAccessForm(mark=account_id)
    try:
        within_reach(db.session, staff, account_id=account_id)
        if not form.validate_on_submit():
            return people_page(staff, InvitationForm(None), ending={account_id: form}), 422
        with writing(db.session):
            end_access(db.session, staff, account_id=account_id, now=clock.now())
    except BeyondReach:
        abort(404)
    return redirect("/staff/people", code=303)


@blueprint.get("/invitation/<token>")
@limited(UNKNOWN_ADDRESSES)
@open_to_all
def show_invitation(token: str) -> str | tuple[str, int]:
    """Show which role in which group the invitation gives, without using it up."""
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
        with writing(db.session, turn=INVITING):
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
