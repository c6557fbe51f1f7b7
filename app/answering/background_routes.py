"""The page on which a participant corrects their background: experience and job."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app.answering.background import change_background, waits_for_next_period
from app.answering.diary_rows import own_diary
from app.db import db, writing
from app.participants.forms import BackgroundForm
from app.participants.identity import Participant, ask_for_code, participant_only
from app.participants.service import NotAParticipant
from app.programme.questionnaires import questionnaire_of_region
from app.web.forms import form_page

blueprint = Blueprint("background", __name__)


@blueprint.get("/account/background")
@participant_only
def show_background(participant: Participant) -> str:
    """Show what the participant said of their work, to correct it, and from when a correction counts."""
    diary = own_diary(db.session, participant.keys)
    return _page(participant, _offered(participant, BackgroundForm(None, **diary.profile)))


@blueprint.post("/account/background")
@participant_only
def correct_background(participant: Participant) -> str | tuple[str, int] | Response:
    """Store what was chosen; 422 for something that cannot be chosen."""
    form, region_id = _offered(participant, BackgroundForm()), participant.belonging.region_id
    if not form.validate():
        return _page(participant, form), 422
    try:
        with writing(db.session):
            change_background(db.session, participant.keys, region_id=region_id, profile=form.profile)
    except NotAParticipant:
        return ask_for_code()
    return redirect(url_for("background.show_background", kept=1), code=303)


def _offered(participant: Participant, form: BackgroundForm) -> BackgroundForm:
    instrument = questionnaire_of_region(db.session, participant.belonging.region_id)
    return form.offer(experience=instrument.item("experience"), function=instrument.item("function"))


def _page(participant: Participant, form: BackgroundForm) -> str:
    diary, region_id = own_diary(db.session, participant.keys), participant.belonging.region_id
    return form_page(
        "participants/background.html",
        form=form,
        waits=waits_for_next_period(db.session, diary, region_id=region_id),
        kept="kept" in request.args,
        team_name=participant.belonging.team_name,
    )
