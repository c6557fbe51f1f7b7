"""The forms with which participants take part in a theme round: a proposal, support, a vote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from app.themes.choosing import MOST_SUPPORTED, NONE
from app.themes.models import TITLE_LETTERS, WHY_LETTERS, ThemeProposal
from app.web.forms import Form
from app.web.language import say
from app.web.name_warning import seems_to_name_somebody

NOT_LISTED = _("Choose from the list.")


def _single_spaces(text: str | None) -> str:
    return " ".join((text or "").split())


def _within(letters: int) -> Length:
    return Length(max=letters, message=_("Make it shorter: at most %(letters)s characters.", letters=letters))


def _printable(_form: Any, field: Any) -> None:
    if not field.data.isprintable():
        raise ValidationError(_("Leave out signs that cannot be seen."))


class ProposalForm(Form):
    """The form for a proposal; `why` may be empty.

    `looked`: its writer was asked once whether it names somebody.
    """

    title = StringField(
        _("Name of the theme"),
        [DataRequired(_("Give your proposal a name.")), _within(TITLE_LETTERS), _printable],
        filters=[_single_spaces],
        description=_("A few words, such as: working together with schools."),
    )
    why = TextAreaField(
        _("Why this, and why now?"),
        [_within(WHY_LETTERS), _printable],
        filters=[_single_spaces],
        description=_("You may leave this empty. Name nobody: everybody in the region reads it."),
        render_kw={"rows": 4},
    )
    looked = HiddenField()

    @property
    def content(self) -> dict[str, str]:
        """Return the typed title and reason of the proposal, as they are encrypted in the participant's ballot."""
        return {"title": self.title.data, "why": self.why.data}

    def names_somebody(self, *, known: Iterable[str]) -> bool:
        """Return whether the proposal seems to name a person. `known`: names of organisations, which are allowed."""
        allowed = tuple(known)
        return any(seems_to_name_somebody(text, known=allowed) for text in self.content.values())


class SupportForm(Form):
    """The form that supports up to three proposals."""

    proposal = SelectMultipleField(
        _("Proposals"), filters=[lambda ids: list(dict.fromkeys(ids or ()))], validate_choice=False
    )

    def offer(self, proposals: Sequence[ThemeProposal]) -> SupportForm:
        """Set the proposals that can be supported; return the form."""
        self.proposal.choices = _offered(proposals)
        return self

    def validate_proposal(self, field: Any) -> None:
        """Refuse an empty choice, too many proposals, and unknown ones. Raises ValidationError."""
        if not field.data:
            raise ValidationError(_("Tick at least one proposal."))
        if len(field.data) > MOST_SUPPORTED:
            raise ValidationError(_("Tick at most %(most)s proposals.", most=MOST_SUPPORTED))
        if not set(field.data) <= {each.value for each in field.choices}:
            raise ValidationError(NOT_LISTED)


class VoteForm(Form):
    """The form that votes for one theme, or for none of these."""

    proposal = RadioField(_("Themes"), validate_choice=False)

    def offer(self, proposals: Sequence[ThemeProposal]) -> VoteForm:
        """Set the proposals that can be voted for, with "none of these"; return the form."""
        self.proposal.choices = [*_offered(proposals), SelectChoice(NONE, _("None of these"), {"apart": True})]
        return self

    def validate_proposal(self, field: Any) -> None:
        """Refuse an unknown proposal. Raises ValidationError."""
        if field.data not in {each.value for each in field.choices}:
            raise ValidationError(NOT_LISTED)


def _offered(proposals: Sequence[ThemeProposal]) -> list[SelectChoice]:
    return [SelectChoice(each.id, say(each.title)) for each in proposals]
