"""`_`: a sentence in the reader's language, as text that the type checker knows."""

from __future__ import annotations

from flask_babel import gettext


def _(sentence: str, **values: object) -> str:
    return str(gettext(sentence, **values))
