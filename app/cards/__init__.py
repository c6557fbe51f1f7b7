"""Recommendation cards: what they say (content files), when they fit (rules), which one comes next (choice).

Pure: is given answers and published figures, never fetches one. Must not know Flask, the database or a clock.
"""

from app.cards.choose import cards_over_waves, choose_card, fitting_cards, group_cards, needs_people
from app.cards.schema import Card
from app.cards.situation import CardState, Choice, Moment, Reason, Situation

__all__ = [
    "Card",
    "CardState",
    "Choice",
    "Moment",
    "Reason",
    "Situation",
    "cards_over_waves",
    "choose_card",
    "fitting_cards",
    "group_cards",
    "needs_people",
]
