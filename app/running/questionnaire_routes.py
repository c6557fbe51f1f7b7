"""Views on which a region's programme team writes questionnaires: the list, a draft, its preview, file and versions."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, abort, redirect, send_file, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff
from app.db import AnySession, db, writing
from app.instrument.installed import installed_keys, instrument_of
from app.instrument.questionnaire_drafts import Content, as_draft, new_draft, read_draft, with_copies, with_title
from app.instrument.xlsform import XlsformRefused, read_xlsform, write_xlsform
from app.languages import available
from app.programme.models import Programme, QuestionnaireDraft
from app.programme.own_questionnaires import (
    DraftFaulty,
    DraftPublished,
    NothingNew,
    QuestionnaireTooLarge,
    ask_version,
    content_of,
    create_draft,
    packed,
    programmes_with_older,
    publish,
    throw_away,
    versions_of,
)
from app.programme.questionnaires import questionnaire_of_region
from app.programme.service import PLANNING
from app.running.questionnaire_forms import (
    LibraryForm,
    NewQuestionnaireForm,
    ThrowAwayForm,
    XlsformForm,
    chosen_questions,
    offer_questions,
    title_form,
)
from app.running.questionnaire_pages import draft_page, library_page, list_page, phone_page
from app.running.runners import own_region, record, runners_only

blueprint = Blueprint("questionnaires", __name__, url_prefix="/programme/questionnaires")

Page = str | tuple[str, int] | Response
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS_SHOWN = 50


@blueprint.get("")
@runners_only
def list_questionnaires(runner: Staff) -> Page:
    """Show the questionnaires that the region writes, and those that Peil comes with."""
    return list_page(own_region(db.session, runner).id)


@blueprint.post("")
@runners_only
def begin_questionnaire(runner: Staff) -> Page:
    """Begin a questionnaire with nothing but the questions at joining; 422 for a faulty form."""
    region_id, form = own_region(db.session, runner).id, NewQuestionnaireForm().offer(available())
    if not form.validate_on_submit():
        return list_page(region_id, beginning=form), 422
    title = dict.fromkeys(form.languages.data, form.title.data)
    return _kept(
        runner, region_id, new_draft(title, form.languages.data, first=questionnaire_of_region(db.session, region_id))
    )


@blueprint.post("/import")
@runners_only
def import_questionnaire(runner: Staff) -> Page:
    """Begin a questionnaire with an XLSForm workbook; 422 with each fault by sheet, row and column."""
    region_id, form = own_region(db.session, runner).id, XlsformForm()
    file, faults = form.file.data, []
    if not form.validate_on_submit() or not isinstance(file, FileStorage) or not file.filename:
        form.refuse("file", _("Choose a file first."))
        return list_page(region_id, importing=form), 422
    try:
        content = _read(file.read())
    except XlsformRefused as refused:
        faults = [str(fault) for fault in refused.faults[:FAULTS_SHOWN]]
    if faults:
        return list_page(region_id, importing=form, wrong=faults), 422
    return _kept(runner, region_id, as_draft(content, first=questionnaire_of_region(db.session, region_id)))


def _read(workbook: bytes) -> Content:
    """Return the content of an XLSForm workbook. Raises XlsformRefused."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "questionnaire.xlsx"
        path.write_bytes(workbook)
        return read_xlsform(path)[1]


def _kept(runner: Staff, region_id: str, content: Content) -> Response:
    with writing(db.session):
        made = create_draft(db.session, region_id, content).id
        record(runner, "questionnaire.begun", made)
    return back_to_draft(made)


@blueprint.get("/<draft_id>")
@runners_only
def show_draft(runner: Staff, draft_id: str) -> Page:
    """Show a questionnaire that is being written: its questions, what is wrong, and what can be done with it."""
    return draft_page(own_draft(db.session, runner, draft_id))


@blueprint.get("/<draft_id>/phone")
@runners_only
def show_on_phone(runner: Staff, draft_id: str) -> Page:
    """Show the questions of a draft as a phone does."""
    return phone_page(own_draft(db.session, runner, draft_id))


@blueprint.get("/<draft_id>.xlsx")
@runners_only
def send_workbook(runner: Staff, draft_id: str) -> Page:
    """Send a draft as an XLSForm workbook; 422 with what is wrong with it while it cannot be used."""
    draft = own_draft(db.session, runner, draft_id)
    instrument, _faults = read_draft(content_of(draft), key=f"peil_{draft_id}")
    if instrument is None:
        return draft_page(
            draft, refused=_("Mend what is named below first. Then it can be published or exported.")
        ), 422
    return send_file(
        io.BytesIO(write_xlsform(instrument)), XLSX, as_attachment=True, download_name=f"peil-{draft_id}.xlsx"
    )


@blueprint.post("/<draft_id>/title")
@runners_only
def rename_draft(runner: Staff, draft_id: str) -> Page:
    """Give a draft another name in each of its languages; 422 when one is missing."""
    draft = own_draft(db.session, runner, draft_id)
    languages = content_of(draft)["languages"]
    form = title_form(languages)()
    if not form.validate_on_submit():
        return draft_page(draft, naming=form), 422
    title = {code: form[f"title_{code}"].data for code in languages}
    change_draft(runner, draft_id, lambda content: with_title(content, title))
    return back_to_draft(draft_id)


@blueprint.get("/<draft_id>/library/<key>")
@runners_only
def show_library(runner: Staff, draft_id: str, key: str) -> Page:
    """Show the questions of a questionnaire that Peil comes with, to copy from."""
    draft = own_draft(db.session, runner, draft_id)
    return library_page(draft, _library(key), offer_questions(LibraryForm(None), instrument_of(key)))


@blueprint.post("/<draft_id>/library/<key>")
@runners_only
def copy_questions(runner: Staff, draft_id: str, key: str) -> Page:
    """Add copies of the chosen questions at the end of a draft; 422 when none was chosen."""
    form = offer_questions(LibraryForm(), instrument_of(_library(key)))
    draft = own_draft(db.session, runner, draft_id)
    if not form.validate_on_submit():
        return library_page(draft, key, form), 422
    source = instrument_of(key)
    chosen = chosen_questions(form, source)
    change_draft(runner, draft_id, lambda content: with_copies(content, source, keys=chosen))
    return back_to_draft(draft_id, at="add")


@blueprint.post("/<draft_id>/publish")
@runners_only
def publish_version(runner: Staff, draft_id: str) -> Page:
    """Publish the draft as a version that programmes can ask; 422 while it has faults, 409 when nothing changed."""
    draft = own_draft(db.session, runner, draft_id)
    try:
        with writing(db.session):
            locked = own_draft(db.session, runner, draft_id, lock=True)
            made = publish(db.session, locked, today=clock.today())
            record(runner, "questionnaire.published", made.key)
    except DraftFaulty:
        return draft_page(
            draft, refused=_("Mend what is named below first. Then it can be published or exported.")
        ), 422
    except NothingNew:
        return draft_page(draft, refused=_("Nothing has changed since the newest version.")), 409
    return back_to_draft(draft_id, at="publish")


@blueprint.post("/<draft_id>/ask/<programme_id>")
@runners_only
def ask_newest(runner: Staff, draft_id: str, programme_id: str) -> Page:
    """Let a programme ask the newest version in every period that has not opened; 404 when it asks no older one."""
    draft = own_draft(db.session, runner, draft_id)
    newest = next(iter(versions_of(db.session, draft.id)), None) or abort(404)
    if programme_id not in {each.id for each in programmes_with_older(db.session, newest)}:
        abort(404)
    with writing(db.session, turn=PLANNING):
        newest = versions_of(db.session, draft_id)[0]
        ask_version(db.session, db.session.get_one(Programme, programme_id), newest, now=clock.now())
        record(runner, "programme.changed", programme_id)
    return back_to_draft(draft_id, at="publish")


@blueprint.post("/<draft_id>/throw-away")
@runners_only
def throw_draft_away(runner: Staff, draft_id: str) -> Page:
    """Delete a draft once the confirming box is ticked; 409 when a version of it was published."""
    draft, form = own_draft(db.session, runner, draft_id), ThrowAwayForm()
    if not form.validate_on_submit():
        return draft_page(draft, throwing=form), 422
    try:
        with writing(db.session):
            throw_away(db.session, own_draft(db.session, runner, draft_id, lock=True))
            record(runner, "questionnaire.thrown_away", draft_id)
    except DraftPublished:
        return draft_page(draft, refused=_("A version was published: this questionnaire stays.")), 409
    return redirect(url_for("questionnaires.list_questionnaires"), code=303)


def change_draft(runner: Staff, draft_id: str, change: Callable[[Content], Content]) -> None:
    """Change a draft as it is at this moment, whoever changed it before. 413 when it would become too large."""
    try:
        with writing(db.session):
            draft = own_draft(db.session, runner, draft_id, lock=True)
            draft.content = packed(change(content_of(draft)))
    except QuestionnaireTooLarge:
        abort(413)


def own_draft(session: AnySession, runner: Staff, draft_id: str, *, lock: bool = False) -> QuestionnaireDraft:
    """Return a draft of the region that this person manages; 404 otherwise. `lock`: for a change."""
    region = own_region(session, runner)
    found = session.get(QuestionnaireDraft, draft_id, with_for_update=lock or None, populate_existing=lock)
    return found if found and found.region_id == region.id else abort(404)


def _library(key: str) -> str:
    return key if key in installed_keys() else abort(404)


def back_to_draft(draft_id: str, *, at: str = "") -> Response:
    """Return a redirect to the draft's page; `at`: the part of it where its author was."""
    return redirect(url_for("questionnaires.show_draft", draft_id=draft_id, _anchor=at or None), code=303)
