"""Reads a proposal as it was typed, and says what is wrong with it. Pure but for the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.themes.models import TITLE_LETTERS, WHY_LETTERS
from app.web.name_warning import seems_to_name_somebody


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """A proposal in single spaces; `why` may be empty."""

    title: str
    why: str

    def names_somebody(self, *, known: Iterable[str]) -> bool:
        """Whether its writer should look again. `known`: names of organisations, which may stand in it."""
        allowed = tuple(known)
        return any(seems_to_name_somebody(text, known=allowed) for text in (self.title, self.why))


def read_draft(form: Mapping[str, str]) -> ProposalDraft:
    return ProposalDraft(*(" ".join(form.get(name, "").split()) for name in ("title", "why")))


def faults_in(draft: ProposalDraft) -> dict[str, str]:
    """Per field what to mend."""
    faults = {}
    if not draft.title:
        faults["title"] = _("Give your proposal a name.")
    for name, text, most in (("title", draft.title, TITLE_LETTERS), ("why", draft.why, WHY_LETTERS)):
        if len(text) > most:
            faults[name] = _("Make it shorter: at most %(letters)s characters.", letters=most)
        elif not text.isprintable():
            faults[name] = _("Leave out signs that cannot be seen.")
    return faults
