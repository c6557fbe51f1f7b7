"""Receives the answers that a phone kept while it was offline: JSON in, a receipt out. Sending twice counts once.

Decides what is refused and with which words. Which answers count is decided by the service; the phone never says when
an answer was given, so nothing here can show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import RequestEntityTooLarge

from app import clock
from app.answering.diary import Diary
from app.answering.diary_rows import own_diary
from app.answering.sealing_answers import Given
from app.answering.service import hand_in
from app.answering.to_answer import OpenPulse, earlier_answers, own_pulse
from app.db import db
from app.instrument.answers import read_form
from app.instrument.faults import fault_text
from app.participants.identity import Participant, signed_in
from app.participants.service import NotAParticipant
from app.programme.service import wave_order
from app.web.access import opens_for
from app.web.compression import STEP_BYTES, filled_to
from app.web.refused_input import takes_json

blueprint = Blueprint("outbox", __name__, url_prefix="/outbox")

MOST_BYTES = 64 * 1024
MOST_FIELDS = 500
OWNER = "Peil-Owner"
SUBMISSION = re.compile(r"[\w-]{1,40}\.[\w-]{8,64}", re.ASCII)

P = ParamSpec("P")
R = TypeVar("R")


class NotTakenIn(Exception):
    """The answers were refused and nothing was changed. `status`: the HTTP status to answer with.
    `words`: what is wrong. `fields`: what to mend, by the name of the form control.
    """

    def __init__(self, status: int, words: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.words, self.fields = status, words, dict(fields or {})


@dataclass(frozen=True, slots=True, repr=False)
class SentAnswers:
    """The answers of one form as the phone sent them; `submission` begins with the wave's id."""

    wave_id: str
    submission: str
    fields: dict[str, list[str]]

    def __repr__(self) -> str:
        return "Sent(hidden)"


def participant_with_json(
    view: Callable[Concatenate[Participant, P], R],
) -> Callable[P, R | tuple[Response, int]]:
    """Decorate a view for scripts: 401 when nobody is signed in, 409 when the request is about another participant."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R | tuple[Response, int]:
        participant = signed_in()
        if participant is None:
            raise NotTakenIn(401, _("Open Peil with your code first. What is waiting stays on this device."))
        if request.headers.get(OWNER, participant.owner_tag) != participant.owner_tag:
            raise NotTakenIn(409, _("Somebody else is signed in on this device. What is waiting stays where it is."))
        return view(participant, *args, **kwargs)

    return opens_for("participant", checked)


@blueprint.get("/token")
@participant_with_json
def give_token(participant: Participant) -> Response:
    """Return as JSON a fresh CSRF token for the next delivery, and the `owner_tag` of the signed-in participant."""
    return jsonify(token=generate_csrf(), owner=participant.owner_tag)


@blueprint.post("")
@filled_to(STEP_BYTES)
@takes_json
@participant_with_json
def take_in(participant: Participant) -> Response:
    """Store answers that a phone kept while offline, exactly once, and return the receipt as JSON."""
    sent = read_sent(_json())
    now, diary = clock.now(), own_diary(db.session, participant.keys)
    pulse, answers = _read(participant, sent, diary=diary, now=now)
    given = Given(wave_id=pulse.wave_id, answers=answers, submission=sent.submission, now=now)
    receipt = hand_in(db.session, participant.keys, given=given, diary=diary, team_id=participant.belonging.team_id)
    told = {name: value for name, value in asdict(receipt).items() if name != "wave_id"}
    return jsonify(wave=receipt.wave_id, submission=sent.submission, closes=pulse.closes.isoformat(), **told)


def _read(
    participant: Participant, sent: SentAnswers, *, diary: Diary, now: datetime
) -> tuple[OpenPulse, Mapping[str, Any]]:
    """Return the pulse that was answered and its checked answers. Raises NotTakenIn (404 not theirs, 422 faults)."""
    pulse = own_pulse(db.session, participant.belonging, wave_id=sent.wave_id, diary=diary, now=now)
    if pulse is None:
        raise NotTakenIn(404, _("There is no such round for you."))
    order = wave_order(db.session, region_id=participant.belonging.region_id)
    earlier = earlier_answers(diary, order=order, wave_id=pulse.wave_id)
    reading = read_form(pulse.items, sent.fields, earlier=earlier)
    if reading.faults:
        fields = {name: fault_text(fault, _) for name, fault in reading.faults.items()}
        raise NotTakenIn(422, _("Something in your answers is not right yet."), fields=fields)
    return pulse, reading.answers


def _json() -> object:
    if request.mimetype != "application/json":
        raise NotTakenIn(415, _("Answers are taken in as JSON (Content-Type: application/json)."))
    request.max_content_length = MOST_BYTES
    try:
        return request.get_json(silent=True)
    except RecursionError:  # Nested deeper than anything that our own script sends.
        return None


def read_sent(body: object) -> SentAnswers:
    """Check the shape of the JSON that came in. Raises NotTakenIn (422), which names the part that is wrong."""
    if not isinstance(body, dict):
        raise _malformed("body", _("This is not JSON with wave, submission and fields."))
    wave_id, submission = body.get("wave"), body.get("submission")
    if not isinstance(wave_id, str):
        raise _malformed("wave", _("The round is missing."))
    if not isinstance(submission, str) or not SUBMISSION.fullmatch(submission):
        raise _malformed("submission", _("A submission is the round, a dot, and 8 to 64 letters or digits."))
    if submission.partition(".")[0] != wave_id:
        raise _malformed("submission", _("This submission was made for another round."))
    return SentAnswers(wave_id, submission, _fields(body.get("fields")))


def _fields(fields: object) -> dict[str, list[str]]:
    if not isinstance(fields, dict) or len(fields) > MOST_FIELDS:
        raise _malformed("fields", _("Answers are an object of at most 500 names."))
    for name, values in fields.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise _malformed(f"fields.{name}"[:200], _("Each answer is a list of texts."))
    return cast("dict[str, list[str]]", fields)


def _malformed(part: str, words: str) -> NotTakenIn:
    return NotTakenIn(422, words, fields={part: words})


@blueprint.errorhandler(NotTakenIn)
def tell_refusal(refusal: NotTakenIn) -> tuple[Response, int]:
    return jsonify(fault=refusal.words, fields=refusal.fields), refusal.status


@blueprint.errorhandler(RequestEntityTooLarge)
def tell_too_large(_error: RequestEntityTooLarge) -> tuple[Response, int]:
    return tell_refusal(NotTakenIn(413, _("This is too much at once. Make your notes shorter and send it again.")))


@blueprint.errorhandler(CSRFError)
def tell_stale_token(_error: CSRFError) -> tuple[Response, int]:
    return tell_refusal(NotTakenIn(400, _("The token has expired. Ask for a new one and send it again.")))


@blueprint.errorhandler(NotAParticipant)
def tell_left(_error: NotAParticipant) -> tuple[Response, int]:
    return tell_refusal(NotTakenIn(401, _("This code no longer opens anything.")))


@blueprint.app_context_processor
def tag_for_pages() -> dict[str, object]:
    """Add the function `owner()` to templates: it returns the `owner_tag` of who is signed in, empty when nobody is."""
    return {"owner": owner_of_page}


def owner_of_page() -> str:
    """Return the `owner_tag` of who is signed in; empty when nobody is."""
    participant = signed_in()
    return participant.owner_tag if participant else ""


@blueprint.after_app_request
def say_whose_page(response: Response) -> Response:
    """Add a header with `owner_tag` to a participant's pages, so that a phone caches them for that person alone."""
    if response.mimetype == "text/html" and request.blueprint != "pwa" and (participant := signed_in()):
        response.headers[OWNER] = participant.owner_tag
    return response
