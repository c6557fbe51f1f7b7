"""Decides where the installed app opens: at the open pulse when it is not answered yet, else at today's page."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from app import clock
from app.answering.diary_rows import own_diary
from app.answering.to_answer import open_pulse
from app.db import db
from app.participants.identity import Participant, participant_only

blueprint = Blueprint("start", __name__)


@blueprint.get("/start")
@participant_only
def open_app(participant: Participant) -> Response:
    """Redirect to the open pulse when it is not answered yet, else to today's page."""
    diary = own_diary(db.session, participant.keys)
    pulse = open_pulse(db.session, participant.belonging, diary=diary, now=clock.now())
    waits = pulse is not None and not pulse.answered
    return redirect(url_for("answering.show_pulse" if waits else "mirror.show_today"), code=303)
