"""Content that is not there in the reader's language yet, and therefore stands in another one, marked as such."""

from __future__ import annotations

from markupsafe import Markup, escape


class Foreign(str):
    """Words in another language than the page has; in HTML they carry `lang`, everywhere else they are plain text.

    `lang` stands without quotes, so that the words also do no harm inside an attribute.
    """

    __slots__ = ("language",)

    def __new__(cls, words: str, language: str) -> Foreign:
        made = super().__new__(cls, words)
        made.language = language
        return made

    language: str

    def __html__(self) -> Markup:
        return Markup("<span lang={}>{}</span>").format(self.language, escape(str(self)))


def alike(words: str, *sources: str) -> str:
    """Return the words, in the language of the sources they were made of: marked when all of these are in one other
    one.
    """
    found = {each.language if isinstance(each, Foreign) else "" for each in sources}
    language = found.pop() if len(found) == 1 else ""
    return Foreign(words, language) if language else words
