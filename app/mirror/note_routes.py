"""Pages that store and delete notes about a construct; only the participant who wrote a note can read it."""

from __future__ import annotations

from flask import abort, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.db import db, writing
from app.mirror.forms import NoteForm
from app.mirror.mirror_sources import ConstructUnknown, Looking
from app.mirror.notes import MOST_LETTERS, NoteUnusable, QuestionUnknown, add_note, drop_note
from app.mirror.reflection import questions_about
from app.mirror.routes import blueprint, looking_of
from app.participants.identity import Participant, ask_for_code, participant_only
from app.participants.service import NotAParticipant
from app.web.forms import form_page
from app.web.language import say


@blueprint.post("/mirror/<construct>/notes")
@participant_only
def write_note(participant: Participant, construct: str) -> BaseResponse:
    """Store a new note of the participant about a construct, or delete one; notes are in the encrypted diary only."""
    looking, form = looking_of(participant), NoteForm()
    try:
        looking.items_of(construct)
        with writing(db.session):
            _write(participant, looking, construct, form=form)
    except ConstructUnknown:
        abort(404)
    except NotAParticipant:
        return ask_for_code()
    except QuestionUnknown:
        abort(400, description=_("Choose one of the questions that stand with this subject."))
    except NoteUnusable:
        form.offer(questions_about(looking, construct))
        form.refuse("note", _("Write something, in at most %(most)s letters.", most=MOST_LETTERS))
        title = say(looking.items_of(construct)[0].short)
        return make_response(form_page("mirror/note.html", construct=construct, title=title, form=form), 422)
    return redirect(url_for("mirror.show_construct", construct=construct) + "#notes", code=303)


def _write(participant: Participant, looking: Looking, construct: str, *, form: NoteForm) -> None:
    """Raise NoteUnusable, QuestionUnknown or NotAParticipant when the note cannot be kept."""
    if (place := request.form.get("drop", "")).isdecimal():
        drop_note(db.session, participant.keys, construct, place=int(place[:4]))
        return
    about, last = form.about.data or "", next((wave.id for wave in reversed(looking.timeline.waves)), "")
    if about and about not in questions_about(looking, construct):
        raise QuestionUnknown(about)
    add_note(db.session, participant.keys, construct, text=form.note.data, wave_id=last, about=about)
