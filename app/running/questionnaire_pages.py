"""What the pages show on which a programme team writes a questionnaire: its questions, their faults, its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.db import db
from app.instrument.indicators import BACKGROUND
from app.instrument.installed import installed_keys, instrument_of
from app.instrument.questionnaire_drafts import NEEDED, Content, DraftFault, questions_in, read_draft
from app.instrument.schema import seconds_to_answer
from app.languages import SOURCE, available
from app.programme.models import QuestionnaireDraft
from app.programme.own_questionnaires import content_of, drafts_of, programmes_with_older, versions_of
from app.programme.rhythm import midnight
from app.running.cards_of_draft import cards_of_draft
from app.running.draft_fault_words import FaultWords, fault_words
from app.running.question_content import can_be_edited
from app.running.questionnaire_forms import (
    LibraryForm,
    NewQuestionnaireForm,
    QuestionForm,
    StepForm,
    ThrowAwayForm,
    XlsformForm,
    title_form,
)
from app.web.forms import Form, form_page
from app.web.language import say
from app.web.settings import settings

MOST_TICKED = 2
"""How many languages are ticked at first: those in which Peil itself opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question in the list of a draft. `faults`: what is wrong with it.

    `fixed`: a background question that every questionnaire needs. `editable`: the form can show all of it.
    """

    at: int
    key: str
    text: str
    type: str
    conditional: bool
    faults: tuple[FaultWords, ...]
    fixed: bool
    editable: bool


def list_page(region_id: str, *, wrong: Sequence[str] = (), **sent: Form) -> str:
    """Return the HTML of the list of questionnaires.
    `sent`: a form, `beginning` or `importing`, that was refused. `wrong`: each fault of a workbook that was sent.
    """
    drafts = [(draft.id, say(content_of(draft)["title"])) for draft in drafts_of(db.session, region_id)]
    beginning = NewQuestionnaireForm(None, languages=list(settings().languages[:MOST_TICKED])).offer(available())
    return form_page(
        "running/questionnaires.html",
        drafts=drafts,
        installed=[(key, instrument_of(key).title) for key in installed_keys()],
        wrong=wrong,
        source=SOURCE,
        **{"beginning": beginning, "importing": XlsformForm(None), **sent},
    )


def _said_once(faults: Sequence[DraftFault], question: int, content: Content) -> list[FaultWords]:
    """Return the words for the faults of one question; the same about each of its languages is said once."""
    return list(dict.fromkeys(fault_words(each.message, content) for each in faults if each.question == question))


def draft_page(draft: QuestionnaireDraft, *, refused: str = "", **sent: Form) -> str:
    """Return the HTML of a draft: its questions with their faults, what can be added, and its versions.

    `refused`: why it could not be published. `sent`: a form (`naming`, `throwing`) that was refused.
    """
    content = content_of(draft)
    _instrument, faults = read_draft(content)
    versions = versions_of(db.session, draft.id)
    return form_page(
        "running/questionnaire.html",
        draft=draft,
        title=say(content["title"]),
        languages=content["languages"],
        lines=[line_of(content, at, _said_once(faults, at, content)) for at in _places(content)],
        whole=_said_once(faults, -1, content),
        sound=not faults,
        seconds=seconds_to_answer(item for item in questions_in(content) if item.block != BACKGROUND),
        versions=[(each, midnight(each.published_on)) for each in versions],
        behind=programmes_with_older(db.session, versions[0]) if versions else [],
        refused=refused,
        source=SOURCE,
        step=StepForm(None),
        cards=cards_of_draft(content),
        libraries=installed_keys(),
        titles={key: say(instrument_of(key).title) for key in installed_keys()},
        **{"throwing": ThrowAwayForm(None), "naming": _naming(content), **sent},
    )


def _naming(content: Content) -> Form:
    values = {f"title_{code}": content["title"].get(code, "") for code in content["languages"]}
    return title_form(content["languages"])(None, **values)


def line_of(content: Content, at: int, faults: Sequence[FaultWords]) -> QuestionLine:
    """Return one question of a draft as its list shows it."""
    item = content["items"][at]
    return QuestionLine(
        at=at,
        key=str(item.get("key", "")),
        text=say(item["text"]) if item.get("text") else str(item.get("key", "")),
        type=str(item.get("type", "")),
        conditional="shown_if" in item,
        faults=tuple(faults),
        fixed=item.get("key") in NEEDED,
        editable=can_be_edited(item),
    )


def _places(content: Content) -> range:
    return range(len(content["items"]))


def question_page(draft: QuestionnaireDraft, form: QuestionForm, *, at: int | None) -> str:
    """Return the HTML of the form of one question; `at`: its position, None for a new one."""
    content = content_of(draft)
    return form_page(
        "running/question.html",
        draft=draft,
        title=say(content["title"]),
        languages=content["languages"],
        form=form,
        at=at,
    )


def library_page(draft: QuestionnaireDraft, key: str, form: LibraryForm) -> str:
    """Return the HTML of the questions of another questionnaire, by part, to copy from."""
    return form_page("running/library.html", draft=draft, source=instrument_of(key), key=key, form=form)


def phone_page(draft: QuestionnaireDraft) -> str:
    """Return the HTML of a draft as a phone shows it, without the questions that are asked once, at joining."""
    content: dict[str, Any] = content_of(draft)
    asked = [item for item in questions_in(content) if item.key not in NEEDED]
    return form_page("running/phone_preview.html", draft=draft, title=say(content["title"]), items=asked)
