"""The forms of a meeting: an agreement, and a note on how a group reads a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import DateInput

from app.meetings.agreements import AgreementDraft, Mistakes
from app.meetings.models import AGREEMENT_LETTERS, Agreement
from app.meetings.readings import LETTERS, PARTS, Texts, part_title
from app.web.forms import Form

STATES = (("open", _("Still open")), ("done", _("Done")), ("dropped", _("Let go")))


class SubjectsForm(Form):
    """The form that chooses the topics of a meeting; it is sent with GET, so that the page's address holds them."""

    first = SelectField(_("First topic"))
    second = SelectField(_("Second topic"))
    third = SelectField(_("Third topic"))

    def offer(self, topics: Iterable[tuple[str, str]]) -> SubjectsForm:
        """Set the topics to choose from, as pairs of key and words; return the form."""
        offered = [SelectChoice(*each) for each in topics]
        for field in (self.first, self.second, self.third):
            field.choices = offered
        return self


class AgreementForm(Form):
    """The form for an agreement. `agreement`: the id of the one that is changed; empty for a new one.

    `agreements.mistakes_in` checks the draft, `tell` puts a message at each faulty field.
    """

    agreement = HiddenField()
    text = TextAreaField(
        _("What do we agree?"),
        filters=[lambda text: " ".join((text or "").split())],
        render_kw={"class": "field low", "rows": 2, "autocomplete": "off"},
    )
    construct = SelectField(_("What is it about?"), default="")
    look_back_on = StringField(
        _("When do we look back?"),
        default="",
        description=_("Leave empty for the day that stands at the topic: its next result."),
        widget=DateInput(),
        render_kw={"class": "field short"},
    )
    state = SelectField(
        _("How does it stand?"), default="open", choices=[SelectChoice(key, words) for key, words in STATES]
    )

    def offer(self, topics: Iterable[tuple[str, str]]) -> AgreementForm:
        """Set the topics to choose from, as pairs of key and words; return the form."""
        self.construct.choices = [SelectChoice("", _("Choose a topic")), *(SelectChoice(*each) for each in topics)]
        return self

    def propose(self, days: Mapping[str, date], *, otherwise: date) -> AgreementForm:
        """Fill in the day of the topic's next result where no day was typed; return the form.
        `days`: that day by construct; `otherwise`: for a topic without one.
        """
        if not (self.look_back_on.data or "").strip():
            self.look_back_on.data = days.get(self.construct.data, otherwise).isoformat()
        return self

    @property
    def draft(self) -> AgreementDraft:
        """Return what was typed, as a draft."""
        return AgreementDraft(
            text=self.text.data,
            construct=self.construct.data,
            look_back_on=_day(self.look_back_on.data),
            state=self.state.data,
        )

    def tell(self, mistakes: Mistakes) -> None:
        """Put a message at each faulty field that says how to mend it."""
        if mistakes.text_missing:
            self.refuse("text", _("Write down what you agreed."))
        if mistakes.text_too_long:
            self.refuse("text", _("Make it shorter: at most %(letters)s characters.", letters=AGREEMENT_LETTERS))
        if mistakes.construct_unknown:
            self.refuse("construct", _("Choose what it is about."))
        if mistakes.day_impossible:
            self.refuse("look_back_on", _("Choose a day within a year from now, such as 2026-12-31."))
        if mistakes.state_unknown:
            self.refuse("state", _("Choose how it stands."))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def agreement_form(kept: Agreement) -> AgreementForm:
    """Return the form to change an agreement, filled with its present contents."""
    return AgreementForm(
        None,
        mark=kept.id,
        agreement=kept.id,
        text=kept.text,
        construct=kept.construct,
        look_back_on=kept.look_back_on.isoformat(),
        state=kept.state,
    )


class ReadingForm(Form):
    """The form for the next version of a reading note: its parts in each language.

    `after`: the version that its writer saw.
    """

    after = HiddenField()

    @property
    def texts(self) -> Texts:
        """Return the typed texts by part and language."""
        fields = [each for each in self if "." in each.name]
        found: dict[str, dict[str, str]] = {part: {} for part in PARTS}
        for each in fields:
            part, _dot, tongue = each.name.partition(".")
            found[part][tongue] = each.data
        return found

    @property
    def version(self) -> int:
        """Return the number of the version that the writer saw; -1 when the form does not say."""
        after = self.after.data or ""
        return int(after) if after.isdecimal() and len(after) < 6 else -1


@cache
def reading_form(tongues: tuple[str, ...]) -> type[ReadingForm]:
    """Return the form class for a reading note in these languages; its fields are named `part.language`."""
    fields = {f"{part}.{tongue}": _part_field(part, tongue) for tongue in tongues for part in PARTS}
    return type("ReadingInLanguages", (ReadingForm,), fields)


def _part_field(part: str, tongue: str) -> TextAreaField:
    return TextAreaField(
        LazyString(part_title, part),
        id=f"{part}-{tongue}",
        filters=[lambda text: (text or "").strip()],
        render_kw={"lang": tongue, "rows": 5, "maxlength": LETTERS},
    )


def reading_values(texts: Texts) -> Mapping[str, str]:
    """Return the values with which the form for the next version starts, by field name (`part.language`).
    `texts`: the last version, by part and language.
    """
    return {f"{part}.{tongue}": text for part, by in texts.items() for tongue, text in by.items()}
