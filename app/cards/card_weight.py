"""The weight of a card that fits, by which it is ranked against the other cards that fit; a whole number.

Decides from the card, the reasons why it fits, and what the person did with earlier cards. Must not know how
a card looks.
"""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from app.cards.card_schema import Card
from app.cards.situation import CardState, ChosenCard, Situation

PEOPLE_FIRST = 200
"""The weight of a card about people to turn to: more than everything else together can add."""

PUT_OFF = 60
"""The weight of a card that the person put off: they get it next, unless people come first."""

PER_PRIORITY = 3
FRESH_WAVES = 3
"""An answer this many waves old, or older, gives a card less weight."""

PER_OLD_WAVE = 2
SAME_KIND = 2
SAME_SUBJECT = 3
HELPED = 3
REFUSED = 2


RankedCards = Sequence[tuple[int, Card]]
"""Cards, each with the highest weight that it can have, the heaviest first."""
_WEIGHT = itemgetter(0)


class Scales:
    """Computes the weight of each card for one person or group at one moment; the heaviest card goes first.

    `cards`: every card the person may have reacted to.
    """

    def __init__(self, situation: Situation, cards: Iterable[Card]) -> None:
        self.situation = situation
        states = situation.card_states
        before = ((card, states[card.key]) for card in cards if card.key in states)
        self._before = [(card, state) for card, state in before if _counts(state, situation)]
        self._most_helped = HELPED * sum(state.helped is not None for _card, state in self._before)

    def most(self, card: Card) -> int:
        """Return the highest weight that this card can get, without evaluating its rule."""
        return _usually_at_most(card) + self._most_helped + self._put_off(card)

    def ranked(self, cards: RankedCards) -> RankedCards:
        """Return these cards of the deck (`heaviest_first`) with what each can weigh here, the heaviest first."""
        later = any(state.state == "later" for state in self.situation.card_states.values())
        if not later and not self._most_helped:
            return cards
        here = [(most + self._most_helped + (self._put_off(card) if later else 0), card) for most, card in cards]
        return sorted(here, key=_WEIGHT, reverse=True) if later else here

    def weight(self, choice: ChosenCard) -> int:
        """Return the weight of a card whose rule holds: a whole number, higher goes first."""
        card = choice.card
        weight = self._own(card) + _fit(choice) - _age(choice, self.situation)
        others = ((other, state) for other, state in self._before if other.key != card.key)
        return weight + sum(_beside(card, other, state, situation=self.situation) for other, state in others)

    def _own(self, card: Card) -> int:
        return _always(card) + self._put_off(card)

    def _put_off(self, card: Card) -> int:
        state = self.situation.card_states.get(card.key)
        return PUT_OFF if state is not None and state.state == "later" else 0


def heaviest_first(cards: Iterable[Card]) -> RankedCards:
    """Return cards with the highest weight that each has in anybody's situation, unless it was put off or cards helped.

    The heaviest come first. The same for everybody, so it is done once for all waves of a person.
    """
    return sorted(((_usually_at_most(card), card) for card in cards), key=_WEIGHT, reverse=True)


def _usually_at_most(card: Card) -> int:
    return _always(card) + card.conditions_needed + card.strength_at_most


def _always(card: Card) -> int:
    return card.priority * PER_PRIORITY + PEOPLE_FIRST * card.before_tips


def _counts(state: CardState, situation: Situation) -> bool:
    """Return whether an earlier card affects the weight of others.

    It does when it was new in the last wave, was refused, or its owner said whether it helped.
    """
    return state.wave_number == situation.wave_number - 1 or state.helped is not None or state.state == "refused"


def _fit(choice: ChosenCard) -> int:
    """Return the weight that a card's rule gives: its number of conditions plus the strongest reason's strength."""
    strongest = max((reason.strength for reason in choice.reasons), default=0)
    return strongest + choice.card.conditions_needed


def _age(choice: ChosenCard, situation: Situation) -> int:
    """Return the weight taken off because the oldest answer that supports the card is old."""
    waves = [reason.wave_number for reason in choice.reasons if reason.wave_number is not None]
    old = situation.wave_number - min(waves) - FRESH_WAVES + 1 if waves else 0
    return PER_OLD_WAVE * max(0, old)


def _beside(card: Card, other: Card, state: CardState, *, situation: Situation) -> int:
    """Return the weight that one earlier card adds to or takes off this card.

    Takes off for the same kind or subject as the last card and for a subject refused before; adds when an
    earlier card of the same kind helped.
    """
    alike = bool(set(card.constructs) & set(other.constructs))
    weight = 0
    if state.wave_number == situation.wave_number - 1:
        weight -= SAME_KIND * (card.kind == other.kind) + SAME_SUBJECT * alike
    if state.helped is not None and state.helped_in < situation.wave_number:
        turn = {"yes": HELPED, "a_bit": 1, "no": -HELPED}[state.helped]
        weight += turn * (card.kind == other.kind)
    if state.state == "refused" and alike:
        weight -= REFUSED
    return weight
