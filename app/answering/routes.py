"""The pages of the open pulse: show it, check what is sent, store it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from jinja2.utils import htmlsafe_json_dumps
from werkzeug.wrappers import Response

from app import clock
from app.answering.answer_fields import fields_of
from app.answering.blank_form import PLACES, blank_form, filled_form, mark
from app.answering.diary import Diary, WaveEntry
from app.answering.diary_rows import own_diary
from app.answering.outbox import owner_of_page
from app.answering.sealing_answers import Given
from app.answering.service import hand_in
from app.answering.to_answer import OpenPulse, earlier_answers, open_pulse, own_pulse
from app.clock import REGION_TIME
from app.db import db
from app.instrument.answers import FormReading, read_form
from app.instrument.faults import fault_text
from app.instrument.routing import routing_for_browser
from app.participants.identity import Participant, ask_for_code, participant_only
from app.participants.service import NotAParticipant
from app.programme.service import wave_order
from app.web.compression import quickly_compressed
from app.web.language import day, reader_language

blueprint = Blueprint("answering", __name__)


@blueprint.get("/pulse")
@quickly_compressed
@participant_only
def show_pulse(participant: Participant) -> str | Response:
    """Show the open pulse as one form, filled in with what was answered before, or kept to go on later."""
    diary = own_diary(db.session, participant.keys)
    pulse = open_pulse(db.session, participant.belonging, diary=diary, now=clock.now())
    if pulse is None:
        return redirect(url_for("mirror.show_today"), code=303)
    before = diary.waves.get(pulse.wave_id)
    fields = pulse.draft.fields if pulse.draft else fields_of(before.answers) if before else {}
    return _page(pulse, fields=fields, earlier=_earlier(participant, diary, pulse), before=before)


@blueprint.post("/pulse")
@participant_only
def submit_pulse(participant: Participant) -> str | tuple[str, int] | Response:
    """Check and store the answers, and lead to the page that confirms them; a faulty form comes back as typed."""
    diary = own_diary(db.session, participant.keys)
    pulse = _posted_pulse(participant, diary=diary)
    if pulse is None:
        return redirect(url_for("mirror.show_today"), code=303)
    fields = {name: request.form.getlist(name) for name in request.form}
    earlier = _earlier(participant, diary, pulse)
    reading = read_form(pulse.items, fields, earlier=earlier)
    if reading.faults:
        before = diary.waves.get(pulse.wave_id)
        return _page(pulse, fields=fields, earlier=earlier, reading=reading, before=before), 422
    given = Given(wave_id=pulse.wave_id, answers=reading.answers, submission=_submission(pulse), now=clock.now())
    try:
        hand_in(db.session, participant.keys, given=given, diary=diary, team_id=participant.belonging.team_id)
    except NotAParticipant:  # Their account was erased meanwhile, on another device.
        return ask_for_code()
    return redirect(url_for("mirror.show_done", wave_id=pulse.wave_id), code=303)


def _page(
    pulse: OpenPulse,
    *,
    fields: Mapping[str, Sequence[str]],
    earlier: Mapping[str, Any],
    reading: FormReading | None = None,
    before: WaveEntry | None = None,
) -> str:
    """Render the form of a pulse; `before` is the entry that was sent earlier, if any.

    `submission` names the wave, so that an answer that comes late is still stored with its wave.
    """
    sent, said_on = before is not None, before.on if before else ""
    own = {
        "csrf_token": generate_csrf(),
        "submission": _submission(pulse) if reading else _new_submission(pulse),
        "owner": owner_of_page(),
        "sent_day": day(datetime.fromisoformat(said_on).replace(tzinfo=REGION_TIME)) if said_on else "",
        "routing": htmlsafe_json_dumps(routing_for_browser(pulse.items, earlier)),
    }
    if reading is None and not pulse.full and (page := _quick_page(pulse, fields=fields, sent=sent, own=own)):
        return page
    return _rendered(
        pulse,
        fields=fields,
        faults={name: fault_text(fault, gettext) for name, fault in reading.faults.items()} if reading else {},
        sent=sent,
        own=own,
    )


def _quick_page(
    pulse: OpenPulse, *, fields: Mapping[str, Sequence[str]], sent: bool, own: Mapping[str, str]
) -> str | None:
    """Return the same page as the template gives, from the empty form of the wave; None when only the template can.

    Not for a full measurement, whose page tells where its reader paused. `own`: see `filled_form`.
    """
    marks = {place: mark(place) if place != "sent_day" or own[place] else "" for place in PLACES}
    asked = (pulse.wave_id, pulse.number, pulse.items, reader_language(), sent, marks["sent_day"])
    form = blank_form(*asked, make=lambda: _rendered(pulse, fields={}, faults={}, sent=sent, own=marks))
    return filled_form(form, own=own, fields=fields)


def _rendered(
    pulse: OpenPulse,
    *,
    fields: Mapping[str, Sequence[str]],
    faults: Mapping[str, str],
    sent: bool,
    own: Mapping[str, str],
) -> str:
    return render_template(
        "answering/pulse.html",
        pulse=pulse,
        fields=fields,
        faults=faults,
        sent=sent,
        sent_day=own["sent_day"],
        submission=own["submission"],
        routing=own["routing"],
        csrf_token=lambda: own["csrf_token"],
        owner=lambda: own["owner"],
    )


def _new_submission(pulse: OpenPulse) -> str:
    return f"{pulse.wave_id}.{secrets.token_urlsafe(12)}"


def _submission(pulse: OpenPulse) -> str:
    return request.form.get("submission", "")[:80] or _new_submission(pulse)


def _posted_pulse(participant: Participant, *, diary: Diary) -> OpenPulse | None:
    """Return the pulse that the sent form belongs to, open or closed; the open one when the form names none."""
    wave_id = request.form.get("submission", "").partition(".")[0]
    now, belonging = clock.now(), participant.belonging
    named = own_pulse(db.session, belonging, wave_id=wave_id, diary=diary, now=now)
    return named or open_pulse(db.session, belonging, diary=diary, now=now)


def _earlier(participant: Participant, diary: Diary, pulse: OpenPulse) -> Mapping[str, Any]:
    """Return the participant's earlier answers, if some item of this pulse is shown only after certain answers."""
    if not any(item.shown_if for item in pulse.items):
        return {}
    order = wave_order(db.session, region_id=participant.belonging.region_id)
    return earlier_answers(diary, order=order, wave_id=pulse.wave_id)
