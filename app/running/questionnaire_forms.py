"""The forms with which a programme team writes a questionnaire: a new one, one question, what to copy, a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, StopValidation

from app.content.plain_text import seen
from app.instrument.indicators import BACKGROUND
from app.instrument.schema import Instrument, Item
from app.languages import own_name
from app.organisations.spreadsheet_text import plain
from app.running.typed import name_field
from app.web.forms import FROM_LIST, Form
from app.web.language import say, speaking

TYPES = (
    ("single", _("One answer from a list")),
    ("multi", _("Several answers from a list")),
    ("scale", _("A number on a scale, with words at both ends")),
    ("percent", _("A percentage")),
    ("number", _("A number to type")),
    ("grid", _("Several rows with the same answers")),
    ("text", _("Own words: they stay in the person's own diary")),
)
WITH_OPTIONS = frozenset({"single", "multi", "grid"})
PART = "part:"
"""What stands before the key of a part that is copied whole; no question's key has a colon."""
MOST_TEXT, MOST_SHORT, MOST_LINE, MOST_LINES, MOST_OPTIONS = 500, 80, 200, 4000, 30
MOST_APART = 5
"""The most answers of one kind that stand apart from the list, such as "I don't know" and "Does not apply"."""
LONG = {"maxlength": MOST_TEXT, "class": "field"}
LINES = {"rows": 5, "maxlength": MOST_LINES, "class": "field"}
SHORT = {"class": "field short", "inputmode": "numeric", "maxlength": 6}


def tidy(text: str | None) -> str:
    """Return typed text without invisible signs and with ordinary spaces; curly quotation marks stay as typed."""
    return seen(plain(text or ""))


def lines_in(text: str | None) -> list[str]:
    """Return the typed lines that hold anything, each tidied."""
    return [line for line in (tidy(each) for each in (text or "").splitlines()) if line]


class NewQuestionnaireForm(Form):
    """The form that begins a questionnaire: its name, and the languages in which it will be asked."""

    title = name_field(_("What is it called?"))
    languages = SelectMultipleField(
        _("In which languages do you write it?"),
        [DataRequired(_("Choose at least one language."))],
        description=_("Every question then needs its words in each of them."),
    )

    def offer(self, codes: Iterable[str]) -> NewQuestionnaireForm:
        """Set the languages to choose from; return the form."""
        self.languages.choices = [SelectChoice(code, own_name(code)) for code in codes]
        return self


def title_form(languages: Sequence[str]) -> type[Form]:
    """Return the class of the form for a questionnaire's name: a field for each of these languages."""
    fields = {f"title_{code}": name_field(_("Name (%(language)s)", language=own_name(code))) for code in languages}
    return type("TitleInLanguages", (Form,), fields)


class XlsformForm(Form):
    """The form that uploads a questionnaire as an XLSForm workbook."""

    file = FileField(_("XLSForm file"), render_kw={"accept": ".xlsx"})


class LibraryForm(Form):
    """The form that copies questions of another questionnaire: one by one, or a whole part of it."""

    chosen = SelectMultipleField(_("Which questions?"), [DataRequired(_("Choose at least one question."))])


class StepForm(Form):
    """The form of a button about one question or version; it has nothing to fill in, but it can be refused."""

    about = HiddenField()


class QuestionForm(Form):
    """The form of one question, without its words: those stand in a field for each language, see `question_form`."""

    type = SelectField(_("How do people answer?"), choices=[SelectChoice(*each) for each in TYPES], **FROM_LIST)
    ordered = BooleanField(_("The answers are steps of a scale: the best stands first"))
    good = StringField(
        _("How many of the first answers are good?"),
        description=_("Their share is what groups see. Leave empty if no answer is better than another."),
        render_kw=SHORT,
    )
    outside = BooleanField(_("“I don't know”: no step of the scale, and not counted on it"))
    other = BooleanField(_("“Other”, with a field for own words, which stay in the person's own diary"))
    alone = BooleanField(_("“None of these”: cannot be chosen together with another answer"))
    most = StringField(_("At most how many answers?"), description=_("Only for several answers."), render_kw=SHORT)
    low = StringField(_("Lowest number"), render_kw=SHORT)
    high = StringField(_("Highest number"), render_kw=SHORT)
    good_from = StringField(_("From which number is it good?"), description=_("Only for a scale."), render_kw=SHORT)
    shown = SelectMultipleField(
        _("Ask it only of people who answered"),
        description=_("Tick nothing to ask everybody. Of one question, any ticked answer is enough."),
    )
    either = BooleanField(_("Of several questions one is enough. Without this tick all of them have to fit."))
    never = SelectMultipleField(
        _("But never of people who answered"),
        description=_("Whoever skipped that question is asked. A question that depends on two others has no figures."),
    )

    def offer(self, earlier: Sequence[Item]) -> QuestionForm:
        """Set the answers to `earlier` questions to choose from, by question; return the form.

        The nearest question comes first, and what people are asked once, at joining, comes last.
        """
        own = [item for item in earlier if item.block != BACKGROUND]
        nearest = [*reversed(own), *(item for item in earlier if item.block == BACKGROUND)]
        for field in (self.shown, self.never):
            field.choices = [
                SelectChoice(f"{item.key}={option.key}", say(option.text), {"about": said}, optgroup=said)
                for item in nearest
                if item.type in ("single", "multi")
                for said in [say(item.text)]
                for option in item.options
            ]
        return self


class ThrowAwayForm(Form):
    """The form that throws a draft away, with a box to tick: it cannot be brought back."""

    confirm = BooleanField(
        _("I understand that nobody can bring this draft back."),
        [DataRequired(_("Tick that you understand what is thrown away."))],
    )


def offer_questions(form: LibraryForm, instrument: Instrument) -> LibraryForm:
    """Set the questions of a questionnaire to choose from, by part, each part as a whole too; return the form."""
    form.chosen.choices = []
    for block in instrument.blocks:
        part, items = say(block.title), [item for item in instrument.items if item.block == block.key]
        whole = gettext("All %(count)s questions of this part", count=len(items))
        form.chosen.choices += [
            *([SelectChoice(f"{PART}{block.key}", whole, {"about": part}, optgroup=part)] if len(items) > 1 else []),
            *(SelectChoice(item.key, say(item.text), optgroup=part) for item in items),
        ]
    return form


def chosen_questions(form: LibraryForm, instrument: Instrument) -> list[str]:
    """Return the keys of the questions that were chosen, one by one or with their part."""
    chosen = set(form.chosen.data or ())
    return [item.key for item in instrument.items if chosen & {item.key, f"{PART}{item.block}"}]


def question_form(languages: Sequence[str]) -> type[QuestionForm]:
    """Return the class of the form for a question in these languages: a field for each text in each of them."""
    fields: dict[str, Any] = {}
    for code in languages:
        named = {"language": own_name(code)}
        fields[f"text_{code}"] = StringField(
            _("Question (%(language)s)", **named),
            [_needed, _not_longer(MOST_TEXT)],
            filters=[tidy],
            render_kw={**LONG, "lang": code},
        )
        fields[f"short_{code}"] = StringField(
            _("In a few words (%(language)s)", **named),
            [_not_longer(MOST_SHORT)],
            filters=[tidy],
            description=_("The title in charts and tables. Leave empty to use the question."),
            render_kw={"maxlength": MOST_SHORT, "lang": code, "class": "field"},
        )
        fields[f"hint_{code}"] = StringField(
            _("Explanation (%(language)s)", **named),
            [_not_longer(MOST_TEXT)],
            filters=[tidy],
            render_kw={**LONG, "lang": code},
        )
        fields[f"options_{code}"] = TextAreaField(
            _("Answers, one on a line (%(language)s)", **named), render_kw={**LINES, "lang": code}
        )
        fields |= _apart_fields(code, first=code == languages[0])
        fields[f"rows_{code}"] = TextAreaField(
            _("Rows, one on a line (%(language)s)", **named),
            description=_("Only for several rows."),
            render_kw={**LINES, "rows": 3, "lang": code},
        )
        end = {"maxlength": MOST_SHORT, "lang": code, "class": "field"}
        fields[f"first_{code}"] = StringField(
            _("Words at the lowest number (%(language)s)", **named),
            [_not_longer(MOST_SHORT)],
            filters=[tidy],
            render_kw=end,
        )
        fields[f"last_{code}"] = StringField(
            _("Words at the highest number (%(language)s)", **named),
            [_not_longer(MOST_SHORT)],
            filters=[tidy],
            render_kw=end,
        )
    return type("QuestionInLanguages", (QuestionForm,), fields)


def _apart_fields(code: str, *, first: bool) -> dict[str, Any]:
    """Return the fields for the words, in one language, of the answers that stand apart; they begin with usual ones.

    `first`: it is the first language, whose fields have the hints.
    """
    several = {**LINES, "rows": 2, "lang": code}
    named = {"language": own_name(code)}
    with speaking(code):
        usual = gettext("I don't know"), gettext("Other, namely"), gettext("None of the above")
    return {
        f"outside_{code}": TextAreaField(
            _("Words for “I don't know” (%(language)s)", **named),
            description=_("A second line, such as “Does not apply”, is a second answer.") if first else "",
            default=usual[0],
            render_kw=several,
        ),
        f"other_{code}": StringField(
            _("Words for “other” (%(language)s)", **named),
            filters=[tidy],
            description=_("In a question with rows this is one more row.") if first else "",
            default=usual[1],
            render_kw={"maxlength": MOST_LINE, "lang": code, "class": "field"},
        ),
        f"alone_{code}": TextAreaField(
            _("Words for “none of these” (%(language)s)", **named), default=usual[2], render_kw=several
        ),
    }


def _not_longer(most: int) -> Length:
    return Length(max=most, message=_("Keep it to %(most)s characters.", most=most))


def _needed(_form: Any, field: Any) -> None:
    if not field.data:
        raise StopValidation(gettext("Type the question in this language."))
