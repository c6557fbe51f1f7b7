"""Views that change one question of a draft: write it, move it, take it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort
from flask_babel import gettext as _

from app.accounts.service import Staff
from app.db import db
from app.instrument.questionnaire_drafts import (
    MOST_QUESTIONS,
    NEEDED,
    Content,
    moved,
    questions_in,
    with_question,
    without_question,
)
from app.programme.own_questionnaires import content_of
from app.running.question_content import can_be_edited, content_from, values_of
from app.running.questionnaire_forms import QuestionForm, question_form
from app.running.questionnaire_pages import draft_page, question_page
from app.running.questionnaire_routes import Page, back_to_draft, blueprint, change_draft, own_draft
from app.running.runners import runners_only


@blueprint.get("/<draft_id>/questions/new")
@runners_only
def show_new_question(runner: Staff, draft_id: str) -> Page:
    """Show the form of a new question."""
    draft = own_draft(db.session, runner, draft_id)
    form = _form(content_of(draft), None, sent=False, type="single", ordered=True)
    return question_page(draft, form, at=None)


@blueprint.post("/<draft_id>/questions/new")
@runners_only
def add_question(runner: Staff, draft_id: str) -> Page:
    """Add a question at the end of a draft; 422 with what is wrong, keeping what was typed."""
    return _write(runner, draft_id, None)


@blueprint.get("/<draft_id>/questions/<key>")
@runners_only
def show_question(runner: Staff, draft_id: str, key: str) -> Page:
    """Show the form of a question; 404 for one that the form cannot show whole."""
    draft = own_draft(db.session, runner, draft_id)
    content = content_of(draft)
    at = _place(content, key)
    values = values_of(content["items"][at], content["languages"])
    return question_page(draft, _form(content, at, sent=False, **values), at=at)


@blueprint.post("/<draft_id>/questions/<key>")
@runners_only
def change_question(runner: Staff, draft_id: str, key: str) -> Page:
    """Save a changed question; 422 with what is wrong, keeping what was typed."""
    return _write(runner, draft_id, key)


@blueprint.post("/<draft_id>/questions/<key>/<any(up, down):way>")
@runners_only
def move_question(runner: Staff, draft_id: str, *, key: str, way: str) -> Page:
    """Move a question one place up or down; what depends on it may then have a fault, which the list names."""
    step = -1 if way == "up" else 1
    return _changed(
        runner, draft_id, lambda content: moved(content, _place(content, key, whole=False), by=step), at=f"q-{key}"
    )


@blueprint.post("/<draft_id>/questions/<key>/out")
@runners_only
def remove_question(runner: Staff, draft_id: str, key: str) -> Page:
    """Take a question out of a draft; 409 for one that every questionnaire needs."""
    if key in NEEDED:
        words = _("This question stays: figures are broken down by it. You may change its words and its answers.")
        return draft_page(own_draft(db.session, runner, draft_id), refused=words), 409
    return _changed(
        runner, draft_id, lambda content: without_question(content, _place(content, key, whole=False)), at="questions"
    )


def _changed(runner: Staff, draft_id: str, change: Callable[[Content], Content], *, at: str) -> Page:
    own_draft(db.session, runner, draft_id)
    change_draft(runner, draft_id, change)
    return back_to_draft(draft_id, at=at)


def _write(runner: Staff, draft_id: str, key: str | None) -> Page:
    """Add or save a question from the sent form."""
    draft = own_draft(db.session, runner, draft_id)
    content = content_of(draft)
    at = None if key is None else _place(content, key)
    form, old = _form(content, at, sent=True), None if at is None else content["items"][at]
    form.validate_on_submit()
    taken = [item["key"] for place, item in enumerate(content["items"]) if place != at]
    item = content_from(form, content["languages"], old=old, taken=taken)
    if at is None and len(content["items"]) >= MOST_QUESTIONS:
        form.refuse("type", _("A questionnaire has at most %(most)s questions.", most=MOST_QUESTIONS))
    if form.errors:
        return question_page(draft, form, at=at), 422
    return _changed(
        runner,
        draft_id,
        lambda now: with_question(now, item, at=None if key is None else _place(now, key)),
        at="add" if key is None else f"q-{key}",
    )


def _form(content: Content, at: int | None, *, sent: bool, **values: Any) -> QuestionForm:
    """Return the form of the question at a position, or of a new one; `values`: those with which it starts."""
    made = question_form(content["languages"])
    earlier = {item["key"] for item in content["items"][:at]}
    form = made() if sent else made(None, **values)
    return form.offer([item for item in questions_in(content) if item.key in earlier])


def _place(content: Content, key: str, *, whole: bool = True) -> int:
    """Return the position of a question; 404 without one. `whole`: also for one that the form cannot show whole."""
    for at, item in enumerate(content["items"]):
        if item.get("key") == key and (can_be_edited(item) or not whole):
            return at
    return abort(404)
