"""Limits on the texts of a card: how long each field may be, and that it is plain text without markup."""

import re
from collections.abc import Iterator

from app.cards.card_schema import Text

MOST_LETTERS = {"title": 60, "text": 520, "step": 190, "evidence": 260}
"""The most characters of each field; a longer text does not fit the screen of a phone."""

_MARKUP = re.compile(r"<[^>\s]|&[a-z]+;|&#|\]\(|\*\*")


def faults_of_text(name: str, text: Text) -> Iterator[tuple[str, str]]:
    """Yield the language and the fault for each text of one card field that is too long or contains markup."""
    for language, words in text.items():
        if len(words) > MOST_LETTERS[name]:
            yield language, f"has {len(words)} letters; at most {MOST_LETTERS[name]} fit"
        if _MARKUP.search(words):
            yield language, "is plain text: leave out HTML and other markup"
