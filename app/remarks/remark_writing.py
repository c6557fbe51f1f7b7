"""Views with which a participant writes a remark, replaces it, or takes it back while the box is open."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import clock
from app.db import db, writing
from app.organisations.models import Organisation
from app.participants.identity import Participant, ask_for_code, participant_only
from app.participants.service import NotAParticipant
from app.remarks.forms import RemarkForm
from app.remarks.kept_remarks import KEPT_DAYS
from app.remarks.models import RemarksOfPeriod
from app.remarks.remark_envelopes import RemarksClosed, hand_in_remark, has_written, open_remarks, take_remark_back
from app.web.compression import never_compressed
from app.web.forms import form_page

blueprint = Blueprint("remarks", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/remarks")
@never_compressed
@participant_only
def show_box(participant: Participant) -> Page:
    """Show the remarks box with its warning, or that there is none now."""
    return _page(participant)


@blueprint.post("/remarks/<period_id>")
@never_compressed
@participant_only
def write_remark(participant: Participant, period_id: str) -> Page:
    """Hand in a remark; one that seems to name somebody is shown again once, and may then be sent anyway."""
    found, form = _own_box(participant, period_id), RemarkForm()
    if not form.validate():
        return _page(participant, writing_form=form), 422
    region_id = found.period.programme.region_id
    known = db.session.scalars(select(Organisation.name).where(Organisation.region_id == region_id)).all()
    if not form.looked.data and form.names_somebody(known=known):
        form.looked.data = "y"
        return _page(participant, writing_form=form), 422
    try:
        with writing(db.session):
            now, text = clock.now(), form.remark.data
            hand_in_remark(db.session, participant.keys, period_id=found.period_id, text=text, now=now)
    except RemarksClosed:
        return _page(participant, writing_form=form, late=True), 409
    except NotAParticipant:  # They left on another device meanwhile.
        return ask_for_code()
    return redirect(url_for("remarks.show_box"), code=303)


@blueprint.post("/remarks/<period_id>/back")
@participant_only
def take_own_remark_back(participant: Participant, period_id: str) -> Page:
    """Delete the participant's remark while the box is open; 409 when it has closed."""
    found = _own_box(participant, period_id)
    try:
        with writing(db.session):
            take_remark_back(db.session, participant.keys, period_id=found.period_id, now=clock.now())
    except RemarksClosed:
        return _page(participant, late=True), 409
    except NotAParticipant:
        return ask_for_code()
    return redirect(url_for("remarks.show_box"), code=303)


def _own_box(participant: Participant, period_id: str) -> RemarksOfPeriod:
    """Return a box of the participant's region; 404 otherwise."""
    found = db.session.get(RemarksOfPeriod, period_id)
    if found is None or found.period.programme.region_id != participant.belonging.region_id:
        abort(404)
    return found


def _page(participant: Participant, *, writing_form: RemarkForm | None = None, late: bool = False) -> str:
    """Return the HTML of the remarks page; `writing_form`: a remark that was refused or came too late."""
    box = open_remarks(db.session, region_id=participant.belonging.region_id, now=clock.now())
    written = box and has_written(db.session, participant.keys, period_id=box.period_id)
    return form_page(
        "remarks/write.html",
        box=box,
        written=bool(written),
        late=late,
        kept_days=KEPT_DAYS.days,
        form=writing_form or RemarkForm(None),
    )
