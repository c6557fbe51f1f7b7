"""Which card a person gets next, and which cards fit a person or a group.

Decides by rule alone: the same situation always gives the same card. Must not know how a card looks, nor keep
anything: the caller stores what its owner did with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.cards.card_schema import Audience, Card, Rule, specificity
from app.cards.card_weight import Scales
from app.cards.rule_evaluation import reasons_for
from app.cards.situation import CardState, ChosenCard, Estimates, Figures, Situation


def choose_card(cards: Iterable[Card], situation: Situation) -> ChosenCard | None:
    """The one new card of this wave; None when none fits or when this wave already had its card.

    While the card of this wave got no reaction, it is the answer again, so that a reload shows the same. A card
    that no own answer brought up is never new.
    """
    cards = tuple(cards)
    if any(state.wave_number == situation.wave_number for state in situation.card_states.values()):
        return _best((card for card in cards if _is_open_now(card, situation)), cards, situation)
    tired_of = _kind_of_the_last_two(cards, situation)
    eligible = (card for card in cards if card.kind != tired_of and _may_be_new(card, situation))
    return _best(eligible, cards, situation)


def fitting_cards(cards: Iterable[Card], situation: Situation) -> tuple[ChosenCard, ...]:
    """Every card that fits this person now, best first; not those that were refused or done."""
    cards = tuple(cards)
    closed = {key for key, state in situation.card_states.items() if state.state in {"refused", "done"}}
    mine = _for_a_person((card for card in cards if card.key not in closed), situation)
    scales = Scales(situation, cards)
    return tuple(sorted(mine, key=lambda choice: (-scales.weight(choice), choice.card.key)))


def needs_people(cards: Iterable[Card], situation: Situation) -> bool:
    """Whether the answers are such that people come before tips."""
    return any(card.before_tips and card.rule and reasons_for(card.rule, situation) for card in cards)


def group_cards(
    cards: Iterable[Card], figures: Figures, audience: Audience, *, estimates: Estimates | None = None
) -> tuple[ChosenCard, ...]:
    """Every card for `audience` that a group's published figures support, best first.

    `estimates`: what is estimated from those figures; a share without one is judged by its published bounds.
    """
    situation = Situation(wave_number=0, region=figures, estimates=estimates or {}, favourable={})
    meant = (card for card in cards if audience in card.audience)
    return _fitting(((card, card.group_rule) for card in meant), situation)


def cards_over_waves(
    cards: Sequence[Card], situations: Sequence[Situation], reactions: Mapping[str, CardState]
) -> tuple[tuple[ChosenCard | None, ...], dict[str, CardState]]:
    """Follow one person: the new card of each situation, oldest first, and what had become of cards before the last.

    What was shown is not kept anywhere: it follows from the answers. `reactions`: what the owner did with cards;
    each counts from the wave in which it was the new card.
    """
    states = {key: state for key, state in reactions.items() if state.wave_number is None}
    chosen: list[ChosenCard | None] = []
    for place, situation in enumerate(situations, start=1):
        now = {key: state for key, state in reactions.items() if state.wave_number == situation.wave_number}
        states |= now
        choice = choose_card(cards, replace(situation, card_states=states))
        chosen.append(choice)
        if choice is not None and choice.card.key not in now and place < len(situations):
            states[choice.card.key] = CardState("shown", situation.wave_number)
    return tuple(chosen), states


def _best(eligible: Iterable[Card], cards: Sequence[Card], situation: Situation) -> ChosenCard | None:
    """The heaviest of those that fit by an own answer; of equals the first by key.

    The cards that can weigh most are looked at first: once none of the rest can weigh as much, it is found.
    """
    scales = Scales(situation, cards)
    best: tuple[int, str] | None = None
    found: ChosenCard | None = None
    for most, card in sorted(((scales.most(card), card) for card in eligible), key=lambda pair: -pair[0]):
        if best is not None and most < -best[0]:
            break
        for choice in _for_a_person((card,), situation):
            rank = (-scales.weight(choice), card.key)
            if choice.of_own_answers and (best is None or rank < best):
                best, found = rank, choice
    return found


def _for_a_person(cards: Iterable[Card], situation: Situation) -> list[ChosenCard]:
    """The cards of which the rule holds, but for whom they are not meant."""
    found = []
    for card in cards:
        reasons = None if card.rule is None else reasons_for(card.rule, situation)
        if reasons is not None and not _is_not_for(card, situation):
            found.append(ChosenCard(card, reasons))
    return found


def _fitting(ruled: Iterable[tuple[Card, Rule | None]], situation: Situation) -> tuple[ChosenCard, ...]:
    """Order: highest priority, then what is certain before what is likely, then most specific rule, then key."""
    ranked = []
    for card, rule in ruled:
        reasons = None if rule is None else reasons_for(rule, situation)
        if rule is not None and reasons is not None:
            surest = max((reason.strength for reason in reasons), default=1)
            ranked.append(((-card.priority, -surest, -specificity(rule), card.key), ChosenCard(card, reasons)))
    return tuple(choice for _, choice in sorted(ranked, key=lambda pair: pair[0]))


def _is_not_for(card: Card, situation: Situation) -> bool:
    return card.not_for is not None and reasons_for(card.not_for, situation) is not None


def _kind_of_the_last_two(cards: Iterable[Card], situation: Situation) -> str | None:
    """The kind that the new cards of the last two waves had in common: it is not new a third time in a row."""
    kinds = {
        state.wave_number: card.kind for card in cards if (state := situation.card_states.get(card.key)) is not None
    }
    last = {kinds.get(situation.wave_number - back) for back in (1, 2)}
    return last.pop() if len(last) == 1 else None


def _is_open_now(card: Card, situation: Situation) -> bool:
    state = situation.card_states.get(card.key)
    return state is not None and state.state == "shown" and state.wave_number == situation.wave_number


def _may_be_new(card: Card, situation: Situation) -> bool:
    """Never seen, put off, or seen without a reaction long enough ago. A saved card is already theirs."""
    state = situation.card_states.get(card.key)
    if state is None or state.state == "later":
        return True
    if state.state != "shown" or state.wave_number is None:
        return False
    return situation.wave_number - state.wave_number >= card.cool_down_waves
