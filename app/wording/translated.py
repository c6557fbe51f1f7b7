"""Functions that translate a sentence into the reader's language, looked up once per request, not once per sentence."""

from __future__ import annotations

from app.web.language import translations


def _(sentence: str, **values: object) -> str:
    """Return the sentence in the reader's language, with `values` in the places that have their names."""
    words = str(translations().ugettext(sentence))
    return words % values if values else words


def ngettext(one: str, several: str, number: int, **values: object) -> str:
    """Return the singular or plural form for `number`, which stands in the sentence as `num`."""
    return str(translations().ungettext(one, several, number)) % {"num": number, **values}
