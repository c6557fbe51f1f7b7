"""`_`: a sentence in the reader's language, as text that the type checker knows; looked up without detours."""

from __future__ import annotations

from app.web.language import translations


def _(sentence: str, **values: object) -> str:
    words = str(translations().ugettext(sentence))
    return words % values if values else words
