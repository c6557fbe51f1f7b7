"""The form for a note with a subject of the mirror."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField

from app.mirror.notes import MOST_LETTERS
from app.web.forms import Form


class NoteForm(Form):
    """The form for a note that a participant writes for themselves."""

    note = TextAreaField(
        _("Write something with this subject"), default="", render_kw={"rows": 3, "maxlength": MOST_LETTERS}
    )
