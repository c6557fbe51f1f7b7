"""Which card a person gets next, and which cards fit a person or a group.

Decides by rule alone: the same situation always gives the same card. Must not know how a card looks, nor keep
anything: the caller stores that a card was shown.
"""

from collections.abc import Iterable

from app.cards.rules import reasons_for, specificity
from app.cards.schema import Audience, Card, Rule
from app.cards.situation import Choice, Figures, Situation


def choose_card(cards: Iterable[Card], situation: Situation) -> Choice | None:
    """The one new card of this wave; None when none fits or when this wave already had its card.

    While the card of this wave got no reaction, it is the answer again, so that a reload shows the same.
    """
    states = situation.card_states
    fitting = fitting_cards(cards, situation)
    if any(state.wave_number == situation.wave_number for state in states.values()):
        return next((choice for choice in fitting if _is_open_now(choice.card, situation)), None)
    return next((choice for choice in fitting if _may_be_new(choice.card, situation)), None)


def fitting_cards(cards: Iterable[Card], situation: Situation) -> tuple[Choice, ...]:
    """Every card that fits this person now, best first; not those that were refused or done."""
    closed = {key for key, state in situation.card_states.items() if state.state in {"refused", "done"}}
    return _fitting(((card, card.rule) for card in cards if card.key not in closed), situation)


def group_cards(cards: Iterable[Card], figures: Figures, audience: Audience) -> tuple[Choice, ...]:
    """Every card for `audience` that a group's published figures support, best first."""
    situation = Situation(wave_number=0, region=figures, favourable={})
    meant = (card for card in cards if audience in card.audience)
    return _fitting(((card, card.group_rule) for card in meant), situation)


def _fitting(ruled: Iterable[tuple[Card, Rule | None]], situation: Situation) -> tuple[Choice, ...]:
    """Order: highest priority, then most specific rule, then key."""
    ranked = []
    for card, rule in ruled:
        reasons = None if rule is None else reasons_for(rule, situation)
        if rule is not None and reasons is not None:
            ranked.append(((-card.priority, -specificity(rule), card.key), Choice(card, reasons)))
    return tuple(choice for _, choice in sorted(ranked, key=lambda pair: pair[0]))


def _is_open_now(card: Card, situation: Situation) -> bool:
    state = situation.card_states.get(card.key)
    return state is not None and state.state == "shown" and state.wave_number == situation.wave_number


def _may_be_new(card: Card, situation: Situation) -> bool:
    """Never seen, or seen without a reaction long enough ago. A saved card is already theirs."""
    state = situation.card_states.get(card.key)
    if state is None:
        return True
    if state.state != "shown" or state.wave_number is None:
        return False
    return situation.wave_number - state.wave_number >= card.cool_down_waves
