"""The pages of a full measurement: answering page by page without a script, pausing, and the review before sending.

All pages have one address and the same number for everybody, and responses are padded, so that neither a log of
addresses nor the number or size of requests tells which questions somebody was asked.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.answering.answer_fields import fields_of
from app.answering.answer_review import reviewed
from app.answering.diary import Diary
from app.answering.diary_rows import own_diary
from app.answering.measurement_pages import Measurement
from app.answering.sealing_answers import Given
from app.answering.service import hand_in, keep_draft
from app.answering.to_answer import OpenPulse, earlier_answers, open_pulse
from app.answering.unsent import Draft, fields_about, sealed_draft, with_page
from app.db import db, writing
from app.instrument.answers import FormReading
from app.instrument.faults import fault_text
from app.participants.identity import Participant, ask_for_code, participant_only
from app.participants.service import NotAParticipant
from app.programme.service import wave_order
from app.vault.diary_seal import EntryTooLarge
from app.vault.draft_seal import DraftTooLarge
from app.web.compression import filled_to

blueprint = Blueprint("measurement", __name__)

PAGE_BYTES = 16 * 1024
"""Every page of the measurement is this long on the wire, and a review with much text a multiple."""

REVIEW = "_review"
"""What the script calls the step after the last question."""

TOO_LARGE = (DraftTooLarge, EntryTooLarge)

Page = str | tuple[str, int] | Response


@blueprint.get("/pulse/pages")
@filled_to(PAGE_BYTES)
@participant_only
def show_page(participant: Participant) -> Page:
    """Show the page of the measurement where this participant is, or the review."""
    found = _measurement(participant, own_diary(db.session, participant.keys))
    if found is None:
        return redirect(url_for("mirror.show_today"), code=303)
    return _shown(found, found.page)


@blueprint.post("/pulse/pages")
@filled_to(PAGE_BYTES)
@participant_only
def submit_page(participant: Participant) -> Page:
    """Keep what was filled in on a page and go where the pressed button says; a faulty page comes back as typed."""
    diary = own_diary(db.session, participant.keys)
    found = _measurement(participant, diary)
    if found is None:
        return render_template("answering/measurement_closed.html"), 409
    go, page = request.form.get("go", "next"), found.number_of(request.form.get("page", ""))
    typed = found.with_fields(with_page(found.draft.fields, found.on_page(page), _sent()))
    if go == "send":
        return _send(participant, diary, typed)
    faults = typed.reading_of(page).faults
    if faults and go in ("next", "review"):
        return _shown(typed, page, reading=typed.reading_of(page)), 422
    return _kept(participant, typed.going(go, page=page), then="mirror.show_today" if go == "pause" else None)


@blueprint.post("/pulse/pause")
@participant_only
def pause_pulse(participant: Participant) -> Page:
    """Keep what was filled in of the whole form, to go on later on any device."""
    found = _measurement(participant, own_diary(db.session, participant.keys))
    if found is None:
        return render_template("answering/measurement_closed.html"), 409
    places = {item.key: item.key for item in found.pulse.items} | {REVIEW: ""}
    at = places.get(request.form.get("at", ""), found.draft.at)
    draft = Draft(fields_about(found.pulse.items, _sent()), at, found.draft.reviewed or not at)
    return _kept(participant, replace(found, draft=draft), then="mirror.show_today")


def _sent() -> dict[str, list[str]]:
    return {name: request.form.getlist(name) for name in request.form}


def _measurement(participant: Participant, diary: Diary) -> Measurement | None:
    """Return the open full measurement with what was filled in; None when none is open."""
    pulse = open_pulse(db.session, participant.belonging, diary=diary, now=clock.now())
    if pulse is None or not pulse.full or pulse.draft_key is None:
        return None
    order = wave_order(db.session, region_id=participant.belonging.region_id)
    return Measurement(pulse, _begun(pulse, diary), earlier_answers(diary, order=order, wave_id=pulse.wave_id))


def _begun(pulse: OpenPulse, diary: Diary) -> Draft:
    """Return the draft to go on with: the one that is kept, else what was sent before, else an empty one."""
    before, first = diary.waves.get(pulse.wave_id), pulse.items[0].key
    return pulse.draft or Draft(fields_of(before.answers) if before else {}, at=first)


def _kept(participant: Participant, found: Measurement, *, then: str | None) -> Page:
    """Store the draft, and lead on: to the page it stands at, or to the page named `then`."""
    assert found.pulse.draft_key is not None
    try:
        sealed = sealed_draft(found.draft, key=found.pulse.draft_key)
        with writing(db.session):
            open_still = keep_draft(db.session, participant.keys, wave_id=found.pulse.wave_id, draft=sealed)
    except TOO_LARGE:
        return _shown(found, found.page, too_large=True), 422
    except NotAParticipant:  # Their account was erased meanwhile, on another device.
        return ask_for_code()
    if not open_still:
        return render_template("answering/measurement_closed.html"), 409
    return redirect(url_for(then or "measurement.show_page"), code=303)


def _send(participant: Participant, diary: Diary, found: Measurement) -> Page:
    """Store the answers for good, and lead to the receipt; faults lead back to their page."""
    reading = found.reading
    if reading.faults:
        page = found.page_of_control(next(iter(reading.faults)))
        return _shown(found, page, reading=found.reading_of(page)), 422
    named = request.form.get("submission", "")[:80]
    submission = named if named.startswith(f"{found.pulse.wave_id}.") else _new_submission(found)
    given = Given(wave_id=found.pulse.wave_id, answers=reading.answers, submission=submission, now=clock.now())
    try:
        hand_in(db.session, participant.keys, given=given, diary=diary, team_id=participant.belonging.team_id)
    except NotAParticipant:
        return ask_for_code()
    return redirect(url_for("mirror.show_done", wave_id=found.pulse.wave_id), code=303)


def _new_submission(found: Measurement) -> str:
    return f"{found.pulse.wave_id}.{secrets.token_urlsafe(12)}"


def _shown(found: Measurement, page: int, *, reading: FormReading | None = None, too_large: bool = False) -> str:
    """Render a page of the measurement; the number after the last is the review."""
    if page == len(found.pages):
        lines = reviewed(found.shown, found.reading)
        return render_template(
            "answering/measurement_review.html", found=found, lines=lines, submission=_new_submission(found)
        )
    faults = {name: fault_text(fault, gettext) for name, fault in reading.faults.items()} if reading else {}
    return render_template(
        "answering/measurement_page.html", found=found, page=page, faults=faults, too_large=too_large
    )
