"""Limits on the texts of a card: how long each field may be, and that it is plain text."""

from collections.abc import Iterator

from app.cards.card_schema import Text
from app.content.plain_text import NOT_PLAIN, is_plain

MOST_LETTERS = {"title": 60, "text": 520, "step": 190, "evidence": 260}
"""The most characters of each field; a longer text does not fit the screen of a phone."""


def faults_of_text(name: str, text: Text) -> Iterator[tuple[str, str]]:
    """Yield (language, fault) for each text of one card field that is too long or not plain text.
    Plain: without markup and invisible characters. `name`: the field's name, which sets the greatest length.
    """
    for language, words in text.items():
        if len(words) > MOST_LETTERS[name]:
            yield language, f"has {len(words)} letters; at most {MOST_LETTERS[name]} fit"
        if not is_plain(words):
            yield language, NOT_PLAIN
