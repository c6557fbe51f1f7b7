"""A card's own texts in the reader's language: the same wherever the card is shown, whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass

from app.cards import Card
from app.cards.card_deck import document_titles
from app.web.language import say, source_words


@dataclass(frozen=True, slots=True, kw_only=True)
class CardInWords:
    """A card by itself: nothing about why somebody got it, or what they did with it."""

    key: str
    kind: str
    audience: str
    title: str
    text: str
    step: str
    evidence: str
    sources: tuple[str, ...]


def card_in_words(card: Card, *, audience: str) -> CardInWords:
    """Return the texts of a card in the reader's language; `audience`: for whom it is, in words."""
    titles = document_titles()
    return CardInWords(
        key=card.key,
        kind=card.kind,
        audience=audience,
        title=say(card.title),
        text=say(card.text),
        step=say(card.step),
        evidence=say(card.evidence),
        sources=tuple(source_words(titles[each.document], each.section) for each in card.sources),
    )
