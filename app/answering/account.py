"""Joining with an invitation, the account page, and leaving: what touches both membership and diary."""

from __future__ import annotations

from contextlib import suppress

import segno
from flask import Blueprint, Response, make_response, render_template
from markupsafe import Markup

from app import clock
from app.answering.diary import PROFILE, write_entry
from app.answering.service import leave
from app.db import db, writing
from app.organisations.service import InvitationRefused, Welcome, welcome
from app.participants.forms import JoinForm, LeaveForm
from app.participants.identity import Participant, forget, participant_only, remember
from app.participants.promise import promise_of
from app.participants.service import NotAParticipant, join
from app.programme.instruments import instrument_of
from app.vault.codes import PersonalCode
from app.web.access import open_to_all
from app.web.compression import never_compressed
from app.web.limits import limiter
from app.web.settings import settings

blueprint = Blueprint("account", __name__)
INSTRUMENT = "peo"


@blueprint.get("/join/<token>")
@limiter.limit("60/minute")
@open_to_all
def show_invitation(token: str) -> str | tuple[str, int]:
    try:
        place = welcome(db.session, token, today=clock.today())
    except InvitationRefused as refusal:
        return _closed(refusal)
    return _join_page(place, form=_join_form())


@blueprint.post("/join/<token>")
@limiter.limit("20/minute")
@never_compressed
@open_to_all
def accept_invitation(token: str) -> str | tuple[str, int] | Response:
    """Join, and show the personal code once."""
    form = _join_form()
    try:
        place = welcome(db.session, token, today=clock.today())
        if not form.validate():
            return _join_page(place, form=form), 422
        with writing(db.session):
            joined = join(db.session, token, today=clock.today())
            write_entry(db.session, joined.keys, label=PROFILE, content=form.profile)
    except InvitationRefused as refusal:
        return _closed(refusal)
    response = make_response(render_template("code_new.html", **_code_page(joined.code)))
    remember(response, joined.code)
    return response


def _join_form() -> JoinForm:
    instrument = instrument_of(INSTRUMENT)
    return JoinForm().offer(experience=instrument.item("experience"), function=instrument.item("function"))


def _join_page(place: Welcome, *, form: JoinForm) -> str:
    instrument = instrument_of(INSTRUMENT)
    return render_template(
        "join.html",
        team_name=place.team_name,
        organisation_name=place.organisation_name,
        promise=promise_of(db.session, place.region_id),
        experience=instrument.item("experience"),
        function=instrument.item("function"),
        form=form,
        faults={name: errors[0] for name, errors in form.errors.items() if errors and name},
    )


def _closed(refusal: InvitationRefused) -> tuple[str, int]:
    status = 404 if refusal.reason == "unknown" else 410
    return render_template("join_closed.html", reason=refusal.reason), status


def _code_page(code: PersonalCode) -> dict[str, object]:
    """The code in groups, and a QR that opens the sign-in page elsewhere: after the # no server ever sees it."""
    address = f"{settings().base_url}/code#{code.text}"
    picture = segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=True, dark="#000", light="#fff")
    return {"code": code.text, "groups": code.groups, "qr": Markup(picture)}  # noqa: S704  # Made here, from base32.


@blueprint.get("/account")
@never_compressed
@participant_only
def show_account(participant: Participant) -> str:
    return _account_page(participant, form=LeaveForm())


def _account_page(participant: Participant, *, form: LeaveForm) -> str:
    return render_template(
        "account.html",
        **_code_page(participant.code),
        team_name=participant.belonging.team_name,
        organisation_name=participant.belonging.organisation_name,
        form=form,
        faults={name: errors[0] for name, errors in form.errors.items() if errors and name},
    )


@blueprint.post("/account/leave")
@never_compressed
@participant_only
def erase_account(participant: Participant) -> str | tuple[str, int] | Response:
    """Erase diary, membership and open ballots, after one deliberate tick."""
    form = LeaveForm()
    if not form.validate():
        return _account_page(participant, form=form), 422
    with suppress(NotAParticipant), writing(db.session):  # A second press finds nothing left to erase.
        leave(db.session, participant.keys)
    response = make_response(render_template("left.html", participant=False))
    forget(response)
    return response
