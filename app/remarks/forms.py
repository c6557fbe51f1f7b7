"""The form in which a participant writes a remark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.remarks.models import LETTERS
from app.web.forms import Form
from app.web.name_warning import seems_to_name_somebody


def _one_kind_of_line(text: str | None) -> str:
    return "\n".join((text or "").split("\r\n")).strip()


class RemarkForm(Form):
    """The form for a remark. `looked`: set once its writer was asked whether it names somebody."""

    remark = TextAreaField(
        _("Your remark"),
        [
            DataRequired(_("Write something, or leave the page: nothing is kept of it.")),
            Length(max=LETTERS, message=_("Make it shorter: at most %(letters)s characters.", letters=LETTERS)),
        ],
        filters=[_one_kind_of_line],
        description=_("At most %(letters)s characters.", letters=LETTERS),
        render_kw={"rows": 6},
    )
    looked = HiddenField()

    def validate_remark(self, field: Any) -> None:
        """Refuse characters that cannot be seen, except ends of lines and tabs. Raises ValidationError."""
        if not "".join(field.data.split("\n")).replace("\t", " ").isprintable():
            raise ValidationError(_("Leave out signs that cannot be seen."))

    def names_somebody(self, *, known: Iterable[str]) -> bool:
        """Return whether the remark seems to name a person. `known`: names of organisations, which are allowed."""
        return seems_to_name_somebody(self.remark.data, known=known)
