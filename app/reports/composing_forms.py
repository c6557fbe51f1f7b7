"""The form with which a region composes its report: own sentences at each part, and buttons that move a part."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TextAreaField

from app.reports.report_parts import LETTERS, PARTS
from app.web.forms import Form


class CompositionForm(Form):
    """Own sentences by part in the reader's language. `after`: the version of the composition that its writer saw."""

    after = HiddenField()

    @property
    def texts(self) -> dict[str, str]:
        """Return what was typed, by part."""
        return {part: self[part].data for part in PARTS}

    @property
    def version(self) -> int:
        """Return the version that the writer saw; -1 when the form does not say."""
        after = self.after.data or ""
        return int(after) if after.isascii() and after.isdecimal() and len(after) < 6 else -1

    def refuse_long(self) -> bool:
        """Put a message at every text that is too long, and return whether there was one."""
        too_long = [part for part, text in self.texts.items() if len(text) > LETTERS]
        for part in too_long:
            self.refuse(part, _("Make it shorter: at most %(letters)s characters.", letters=LETTERS))
        return bool(too_long)


def _clean(text: str | None) -> str:
    """Return the text without characters that nothing can print, and with uniform line ends."""
    told = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in told if sign == "\n" or sign.isprintable() or sign == "\u00ad").strip()


for _part in PARTS:
    _field = TextAreaField(
        _("Own sentences (may stay empty)"),
        id=f"own-{_part}",
        filters=[_clean],
        render_kw={"rows": 3, "maxlength": LETTERS},
    )
    setattr(CompositionForm, _part, _field)


class PublishForm(Form):
    """The form that publishes what the preview shows. `after`: the version of the composition that was previewed."""

    after = HiddenField()
