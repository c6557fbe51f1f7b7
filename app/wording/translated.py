"""Sentences in the reader's language: as Flask-Babel's functions, which find that language anew for each phrase."""

from __future__ import annotations

from app.web.language import translations


def _(sentence: str, **values: object) -> str:
    """Return the sentence as its catalogue has it, with `values` in the places that have their names."""
    words = str(translations().ugettext(sentence))
    return words % values if values else words


def ngettext(one: str, several: str, number: int, **values: object) -> str:
    """Return the form that goes with `number`, which stands in the sentence as `num`."""
    return str(translations().ungettext(one, several, number)) % {"num": number, **values}
