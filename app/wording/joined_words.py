"""Joins translated words and sentences: lists, quotation marks, one sentence after another.

The only place where translations are put together, so that no sentence is glued from pieces elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from babel.lists import format_list
from markupsafe import Markup, escape

from app import languages
from app.web.language import reader_language
from app.wording.translated import _


def either(words: Sequence[str]) -> str:
    """Return "a, b or c", as the reader's language writes it."""
    return _listed(words, "or")


def both(words: Sequence[str]) -> str:
    """Return "a, b and c", as the reader's language writes it."""
    return _listed(words, "standard")


def _listed(words: Sequence[str], style: Literal["or", "standard"]) -> str:
    code = reader_language()
    return str(format_list(list(words), style, locale=languages.WRITTEN_AS.get(code, code)))


def in_quotes(name: str) -> str:
    """Return a name or an answer in quotation marks."""
    return _("‘%(name)s’", name=name)


def sentences(*told: str) -> str:
    """Return sentences after one another as plain text, without empty ones."""
    return " ".join(each.striptags() if isinstance(each, Markup) else each for each in told if each)


def ended(words: str) -> str:
    """Return words as a sentence that ends with a stop."""
    return words if words.rstrip().endswith((".", "!", "?")) else f"{words}."


def marked_sentences(*told: str) -> Markup:
    """Return sentences after one another as HTML, without empty ones; text that is not `Markup` is escaped."""
    return Markup(" ").join(each for each in told if each)


def filled_in(sentence: str, **parts: str) -> Markup:
    """Return a sentence of our own, which may hold HTML, with its parts filled in; the parts are escaped."""
    escaped = {name: escape(part) for name, part in parts.items()}
    return Markup(sentence % escaped)  # noqa: S704  # The sentence comes from a catalogue, never from a person.
