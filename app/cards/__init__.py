"""Recommendation cards: their texts (content files), when they fit (rules), and which one comes next (choice).

Pure: it gets answers and published figures as arguments. Must not know Flask, the database or a clock.
"""

from app.cards.card_choice import cards_over_waves, choose_card, fitting_cards, group_cards, needs_people
from app.cards.card_schema import Card
from app.cards.situation import AnsweredWave, CardState, ChosenCard, Reason, Situation

__all__ = [
    "AnsweredWave",
    "Card",
    "CardState",
    "ChosenCard",
    "Reason",
    "Situation",
    "cards_over_waves",
    "choose_card",
    "fitting_cards",
    "group_cards",
    "needs_people",
]
