"""Reads and judges the form of an agreement, and words what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.meetings.agreements import AgreementDraft, Mistakes
from app.meetings.models import AGREEMENT_LETTERS
from app.wording.translated import _


def read_draft(form: Mapping[str, str]) -> AgreementDraft:
    """The form as a draft; spaces and line breaks become single spaces."""
    return AgreementDraft(
        text=" ".join(form.get("text", "").split()),
        construct=form.get("construct", ""),
        look_back_on=_day(form.get("look_back_on", "")),
        state=form.get("state", "open"),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def fault_words(mistakes: Mistakes) -> dict[str, str]:
    """Per field what to mend."""
    found = {
        "text": mistakes.text_missing and _("Write down what you agreed."),
        "construct": mistakes.construct_unknown and _("Choose what it is about."),
        "look_back_on": mistakes.day_impossible and _("Choose a day within a year from now, such as 2026-12-31."),
        "state": mistakes.state_unknown and _("Choose how it stands."),
    }
    if mistakes.text_too_long:
        found["text"] = _("Make it shorter: at most %(letters)s characters.", letters=AGREEMENT_LETTERS)
    return {field: words for field, words in found.items() if words}
