"""The form for a note about a construct, on its page in the mirror."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import RadioField, TextAreaField

from app.mirror.notes import MOST_LETTERS
from app.web.forms import Form


class NoteForm(Form):
    """The form for a note that a participant writes for themselves."""

    about = RadioField(_("To think over"), default="", validate_choice=False)
    note = TextAreaField(
        _("Write something with this subject"), default="", render_kw={"rows": 3, "maxlength": MOST_LETTERS}
    )

    def offer(self, questions: Mapping[str, str]) -> NoteForm:
        """Set the questions that a note can be about, by key; unless one is chosen the note is about none of them."""
        self.about.choices = [*questions.items(), ("", str(_("Something else")))] if questions else []
        return self
