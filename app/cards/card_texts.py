"""What a text on a card may be: short, and plain words without markup."""

import re
from collections.abc import Iterator

from app.cards.card_schema import Text

MOST_LETTERS = {"title": 60, "text": 520, "step": 190, "evidence": 260}
"""By field; longer does not fit a phone at one glance."""

_MARKUP = re.compile(r"<[^>\s]|&[a-z]+;|&#|\]\(|\*\*")


def faults_of_text(name: str, text: Text) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one text of a card, by language."""
    for language, words in text.items():
        if len(words) > MOST_LETTERS[name]:
            yield language, f"has {len(words)} letters; at most {MOST_LETTERS[name]} fit"
        if _MARKUP.search(words):
            yield language, "is plain text: leave out HTML and other markup"
