"""Chooses which card a person gets next, and which cards fit a person or a group.

Decides by rules alone: the same situation always gives the same card. Must not know how a card looks. Stores
nothing: the caller keeps what the participant did with a card.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from app.cards.card_schema import Audience, Card, Rule, specificity
from app.cards.card_weight import RankedCards, Scales, heaviest_first
from app.cards.rule_evaluation import reasons_for
from app.cards.situation import CardState, ChosenCard, Estimates, Figures, Situation

STALE_WAVES = 4
"""An answer this many waves old brings up no new tip: a cycle of questions has gone by since."""


def choose_card(cards: Iterable[Card], situation: Situation) -> ChosenCard | None:
    """Return the card to show as new in this wave; None when none fits, or the person has reacted to the wave's card.

    While this wave's card has no reaction yet it is returned again, so that reloading the page shows the same card. A
    card is never new unless one of the person's own recent answers supports it.
    """
    return _chosen(heaviest_first(cards), situation)


def fitting_cards(cards: Iterable[Card], situation: Situation) -> tuple[ChosenCard, ...]:
    """Return every card whose rule holds for this person now, best first, without those they marked refused or done."""
    cards = tuple(cards)
    closed = {key for key, state in situation.card_states.items() if state.state in {"refused", "done"}}
    mine = _for_a_person((card for card in cards if card.key not in closed), situation)
    scales = Scales(situation, cards)
    return tuple(sorted(mine, key=lambda choice: (-scales.weight(choice), choice.card.key)))


def needs_people(cards: Iterable[Card], situation: Situation) -> bool:
    """Return whether the answers call for talking to people before any tip (the rule of a `before_tips` card holds)."""
    return any(card.before_tips and card.rule and reasons_for(card.rule, situation) for card in cards)


def group_cards(
    cards: Iterable[Card], figures: Figures, audience: Audience, *, estimates: Estimates | None = None
) -> tuple[ChosenCard, ...]:
    """Return every card for `audience` whose group rule holds for a group's published figures, best first.
    `estimates`: the group's estimated shares. A share that has no estimate is judged by its published bounds.
    """
    situation = Situation(wave_number=0, region=figures, estimates=estimates or {}, favourable={})
    meant = (card for card in cards if audience in card.audience)
    return _fitting(((card, card.group_rule) for card in meant), situation)


def cards_over_waves(
    cards: Sequence[Card], situations: Sequence[Situation], reactions: Mapping[str, CardState]
) -> tuple[tuple[ChosenCard | None, ...], dict[str, CardState]]:
    """Replay one person's waves: return each wave's new card (None without one), and every card's state by key.
    The states are those at the last wave, before its card is chosen. `situations`: one per wave, oldest first.

    `reactions`: what the person did with cards, by card key; each counts from the wave in which that card was new.
    Which cards were shown is not stored: it follows from the answers.
    """
    states = {key: state for key, state in reactions.items() if state.wave_number is None}
    ranked = heaviest_first(cards)
    chosen: list[ChosenCard | None] = []
    for place, situation in enumerate(situations, start=1):
        now = {key: state for key, state in reactions.items() if state.wave_number == situation.wave_number}
        states |= {key: _after(states.get(key), state) for key, state in now.items()}
        choice = _chosen(ranked, replace(situation, card_states=states))
        chosen.append(choice)
        if choice is not None and choice.card.key not in now and place < len(situations):
            shown = CardState("shown", situation.wave_number)
            states[choice.card.key] = _after(states.get(choice.card.key), shown)
    return tuple(chosen), states


def _chosen(ranked: RankedCards, situation: Situation) -> ChosenCard | None:
    """Return the card to show as new in this wave (see `choose_card`)."""
    if any(state.wave_number == situation.wave_number for state in situation.card_states.values()):
        return _best(ranked, situation, eligible=lambda card: _is_open_now(card, situation))
    tired_of = _kind_of_the_last_two((card for _most, card in ranked), situation)
    return _best(ranked, situation, eligible=lambda card: card.kind != tired_of and _may_be_new(card, situation))


def _after(before: CardState | None, state: CardState) -> CardState:
    """Return a card's state that remembers in which earlier wave it was the new card."""
    return replace(state, also_new_in=before.wave_number) if before is not None else state


def _best(ranked: RankedCards, situation: Situation, *, eligible: Callable[[Card], bool]) -> ChosenCard | None:
    """Return the card with the highest weight that one of the person's own answers supports; None when none fits.

    Of equals the first by key. Cards are tried by their highest possible weight; the search ends when no
    remaining card can weigh as much.
    """
    scales = Scales(situation, [card for _most, card in ranked])
    best: tuple[int, str] | None = None
    found: ChosenCard | None = None
    for most, card in scales.ranked(ranked):
        if best is not None and most < -best[0]:
            break
        for choice in _for_a_person((card,), situation) if eligible(card) else ():
            rank = (-scales.weight(choice), card.key)
            if _is_recent(choice, situation) and (best is None or rank < best):
                best, found = rank, choice
    return found


def _is_recent(choice: ChosenCard, situation: Situation) -> bool:
    """Return whether one of the person's answers in the last STALE_WAVES waves supports the card.

    Of people to turn to, and of a card that was put off, the answer may be older: those hold until they are answered.
    """
    state = situation.card_states.get(choice.card.key)
    if choice.card.before_tips or (state is not None and state.state == "later"):
        return choice.of_own_answers
    oldest = situation.wave_number - STALE_WAVES
    return any((reason.wave_number or 0) > oldest for reason in choice.reasons if reason.of_own_answers)


def _for_a_person(cards: Iterable[Card], situation: Situation) -> list[ChosenCard]:
    """Return the cards whose `rule` holds and whose `not_for` rule does not hold, each with its reasons."""
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
    """Return the kind that the new cards of the last two waves shared, which may not come a third time; else None."""
    states = situation.card_states
    kinds = {number: card.kind for card in cards if card.key in states for number in states[card.key].new_in}
    last = {kinds.get(situation.wave_number - back) for back in (1, 2)}
    return last.pop() if len(last) == 1 else None


def _is_open_now(card: Card, situation: Situation) -> bool:
    state = situation.card_states.get(card.key)
    return state is not None and state.state == "shown" and state.wave_number == situation.wave_number


def _may_be_new(card: Card, situation: Situation) -> bool:
    """Return whether a card may be this wave's new card.

    It may when it was never shown, was put off, or was shown without a reaction at least `cool_down_waves`
    ago. A saved card may not: the person already has it.
    """
    state = situation.card_states.get(card.key)
    if state is None or state.state == "later":
        return True
    if state.state != "shown" or state.wave_number is None:
        return False
    return situation.wave_number - state.wave_number >= card.cool_down_waves
