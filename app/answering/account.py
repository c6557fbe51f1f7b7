"""The pages to join with an invitation, to see one's account, and to leave; they touch membership and diary."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import segno
from flask import Blueprint, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from app import clock
from app.answering.diary import PROFILE
from app.answering.diary_rows import write_entry
from app.answering.new_code import change_code
from app.answering.service import leave
from app.db import db, writing
from app.organisations.card_codes import LENGTH as CARD_LENGTH
from app.organisations.card_codes import CardCode, CardCodeUnreadable
from app.organisations.service import InvitationRefused, InvitedTeam, welcome
from app.participants.device_routes import devices_page
from app.participants.devices import end_device
from app.participants.forms import CardCodeForm, JoinForm, LeaveForm, NewCodeForm
from app.participants.identity import (
    Participant,
    ask_for_code,
    begin_joining,
    forget,
    joining_here,
    new_joining,
    participant_only,
    remember,
    signed_in,
)
from app.participants.promise import promise_of
from app.participants.service import NotAParticipant, admitted, join
from app.participants.tickets import Joining
from app.programme.questionnaires import questionnaire_of_region
from app.vault.codes import LENGTH as PERSONAL_LENGTH
from app.vault.codes import PersonalCode
from app.vault.left_rows import note_left
from app.vault.personal_keys import derive_keys
from app.web.access import guarded, open_to_all
from app.web.compression import never_compressed
from app.web.forms import form_page
from app.web.limits import UNKNOWN_ADDRESSES, WRONG_CODES, limited
from app.web.settings import settings

blueprint = Blueprint("account", __name__)
MOST_TYPED = 1000  # Characters: a code with the message that it stood in.
CODE_PAGE = "/account/code"
NEW_CODE = "new-code"  # A new code is prepared like a joining, with this instead of an invitation's token.


@blueprint.get("/join")
@open_to_all
def show_card_code() -> str:
    """Show the form in which the code of a printed invitation card is typed."""
    return form_page("participants/card_code.html", form=CardCodeForm())


@blueprint.post("/join")
@limited(WRONG_CODES)
@open_to_all
def open_card() -> str | tuple[str, int] | Response:
    """Redirect from the typed code of an invitation card to its invitation; 422 with what was typed if it is wrong."""
    form = CardCodeForm()
    try:
        token = CardCode.read((form.code.data or "")[:MOST_TYPED]).token(settings().secret)
        welcome(db.session, token, today=clock.today())
    except (CardCodeUnreadable, InvitationRefused) as refusal:
        if not isinstance(refusal, InvitationRefused) or refusal.reason == "unknown":
            form.refuse("code", _why_no_card(refusal))
            return form_page("participants/card_code.html", form=form), 422
    return redirect(url_for("account.show_invitation", token=token), code=303)


def _why_no_card(refusal: CardCodeUnreadable | InvitationRefused) -> str:
    """Return in words why a typed code leads to no invitation."""
    if isinstance(refusal, InvitationRefused):
        return str(_("We do not know this code. The signs fit together, so it may belong to another Peil."))
    if refusal.length == 0:
        return str(_("Type the code that stands on your card."))
    if refusal.length == PERSONAL_LENGTH:
        return str(_("This looks like a personal code, for somebody who has joined. Use “Open with your code” below."))
    if refusal.length != CARD_LENGTH:
        return str(
            _("The code of a card has %(all)s signs; this has %(count)s.", all=CARD_LENGTH, count=refusal.length)
        )
    return str(_("There is a typo in this code: the last sign does not fit. Compare it with your card."))


def _typed_as_address(token: str) -> Response | None:
    """Return a redirect to the invitation of a card whose code was typed behind the address; None without one."""
    try:
        meant = CardCode.read(token).token(settings().secret)
        welcome(db.session, meant, today=clock.today())
    except (CardCodeUnreadable, InvitationRefused):
        return None
    return redirect(url_for("account.show_invitation", token=meant), code=303)


@blueprint.get("/join/<token>")
@limited(UNKNOWN_ADDRESSES)
@open_to_all
def show_invitation(token: str) -> str | tuple[str, int] | Response:
    """Show the form to join with; whoever joined with this invitation in this browser sees their own code instead."""
    begun, participant = joining_here(token), signed_in()
    try:
        place = welcome(db.session, token, today=clock.today())
    except InvitationRefused as refusal:
        return _typed_as_address(token) or _closed(refusal)
    if begun and participant and begun.code == participant.code:
        return redirect(CODE_PAGE, code=303) if place.single else _joined_page(place)
    response = make_response(_join_page(place, form=_join_form(place)))
    begin_joining(response, token, begun or new_joining())
    return response


@blueprint.post("/join/<token>")
@limited(UNKNOWN_ADDRESSES)
@never_compressed
@open_to_all
def accept_invitation(token: str) -> str | tuple[str, int] | Response:
    """Join, and lead to the personal code. The same form sent twice makes one account."""
    begun = joining_here(token) or new_joining()
    if not (again := _joined_already(begun)):
        try:
            place = welcome(db.session, token, today=clock.today())
            form = _join_form(place)
            if not form.validate():
                return _join_page(place, form=form), 422
            with writing(db.session):
                joined = join(db.session, token, today=clock.today(), code=begun.code)
                if not joined.again:
                    write_entry(db.session, joined.keys, label=PROFILE, content=form.profile)
        except InvitationRefused as refusal:
            return _closed(refusal)
        again = _joined_already(begun)
    if not again:  # Their devices were signed out since.
        return ask_for_code()
    return _to_code_page(token, begun)


def _joined_already(begun: Joining) -> bool:
    """Return whether the account of this registration exists and this device may open it."""
    keys = derive_keys(begun.code)
    return admitted(db.session, keys, code=begun.code, device=begun.device, epoch=None) is not None


def _to_code_page(token: str, begun: Joining) -> Response:
    response = redirect(CODE_PAGE, code=303)
    begin_joining(response, token, begun)
    remember(response, begun.code, device=begun.device)
    return response


@blueprint.get("/account/code")
@never_compressed
@participant_only
def show_own_code(participant: Participant) -> str:
    """Show the personal code after joining or renewing it; reloading the page makes no other code."""
    return render_template("participants/code_new.html", **_code_page(participant.code))


@blueprint.get("/account/devices")
@participant_only
def show_devices(_participant: Participant) -> Response:
    """Show the page about signed-in devices, with a new personal code that takes effect only when its form is sent.

    Sending that form twice therefore makes one code.
    """
    response = make_response(devices_page())
    begin_joining(response, NEW_CODE, new_joining())
    return response


def _led_to_new_code() -> Response:
    """Answer a form for a new code that was sent twice: the first one did the work, so show its code."""
    begun = joining_here(NEW_CODE)
    return _to_code_page(NEW_CODE, begun) if begun and _joined_already(begun) else ask_for_code()


def _give_new_code(participant: Participant) -> tuple[str, int] | Response:
    """Replace the personal code after one deliberate tick, and sign all other devices out."""
    form = NewCodeForm()
    if not form.validate():
        return devices_page(renewing=form), 422
    begun = joining_here(NEW_CODE) or new_joining()
    try:
        with writing(db.session):
            change_code(db.session, participant.keys, code=begun.code)
            end_device(db.session, participant.device, today=clock.today())
    except NotAParticipant:
        return _led_to_new_code()
    response = _to_code_page(NEW_CODE, begun)
    response.headers["Clear-Site-Data"] = '"cache"'  # The page deletes what the phone stored for it.
    return response


give_new_code = never_compressed(guarded("participant", _give_new_code, visitor=signed_in, otherwise=_led_to_new_code))
blueprint.add_url_rule("/account/devices/new-code", "give_new_code", give_new_code, methods=["POST"])


def _joined_page(place: InvitedTeam) -> str:
    return render_template(
        "participants/joined.html", team_name=place.team_name, organisation_name=place.organisation_name
    )


def _join_form(place: InvitedTeam) -> JoinForm:
    instrument = questionnaire_of_region(db.session, place.region_id)
    return JoinForm().offer(experience=instrument.item("experience"), function=instrument.item("function"))


def _join_page(place: InvitedTeam, *, form: JoinForm) -> str:
    return form_page(
        "participants/join.html",
        team_name=place.team_name,
        organisation_name=place.organisation_name,
        promise=promise_of(db.session, place.region_id),
        form=form,
    )


def _closed(refusal: InvitationRefused) -> tuple[str, int]:
    status = 404 if refusal.reason == "unknown" else 410
    return render_template("participants/join_closed.html", reason=refusal.reason), status


def _code_page(code: PersonalCode) -> dict[str, object]:
    """Return the personal code in groups, and a QR code that opens the sign-in page on another device.

    The code stands after the # of the address, which browsers send to no server.
    """
    address = f"{settings().base_url}/code#{code.text}"
    picture = segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=True, dark="#000", light="#fff")
    return {"code": code.text, "groups": code.groups, "qr": Markup(picture)}  # noqa: S704  # Made here, from base32.


@blueprint.get("/account")
@never_compressed
@participant_only
def show_account(participant: Participant) -> str:
    return _account_page(participant, form=LeaveForm())


def _account_page(participant: Participant, *, form: LeaveForm) -> str:
    return form_page(
        "participants/account.html",
        **_code_page(participant.code),
        team_name=participant.belonging.team_name,
        organisation_name=participant.belonging.organisation_name,
        form=form,
    )


def _keep_away(names: Iterable[bytes]) -> None:
    """List what is erased, so that no backup brings it back.

    Leaving goes on where the list cannot be written. No log says so, because its line would tell when somebody left;
    `peil doctor` says that the folder cannot be written.
    """
    with suppress(OSError):
        note_left(settings().keys, names)


@blueprint.post("/account/leave")
@never_compressed
@participant_only
def erase_account(participant: Participant) -> str | tuple[str, int] | Response:
    """Erase the participant's diary, membership, unopened ballots and remarks, once the confirming box is ticked."""
    form = LeaveForm()
    if not form.validate():
        return _account_page(participant, form=form), 422
    with suppress(NotAParticipant), writing(db.session):  # A form that is sent twice finds nothing left to erase.
        names = leave(db.session, participant.keys)
        _keep_away(names)
    response = make_response(render_template("participants/left.html", participant=False))
    forget(response)
    return response
