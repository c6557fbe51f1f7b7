"""Content that is not translated into the reader's language yet, shown in another language and marked as such."""

from __future__ import annotations

from markupsafe import Markup, escape


class Foreign(str):
    """Text in another language than the page has; in HTML it carries `lang`, elsewhere it is plain text.

    `lang` stands without quotes, so that the text does no harm inside an attribute either.
    """

    __slots__ = ("language",)

    def __new__(cls, words: str, language: str) -> Foreign:
        made = super().__new__(cls, words)
        made.language = language
        return made

    language: str

    def __reduce__(self) -> tuple[type[Foreign], tuple[str, str]]:
        """Return what a copy is made from, so that a copy of the text still names its language."""
        return Foreign, (str(self), self.language)

    def __html__(self) -> Markup:
        """Return the text as HTML that names its language."""
        return Markup("<span lang={}>{}</span>").format(self.language, escape(str(self)))


def alike(words: str, *sources: str) -> str:
    """Return `words`, marked as foreign when all the texts that they were made of are in one foreign language."""
    found = {each.language if isinstance(each, Foreign) else "" for each in sources}
    language = found.pop() if len(found) == 1 else ""
    return Foreign(words, language) if language else words
