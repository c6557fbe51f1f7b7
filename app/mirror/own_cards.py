"""Which card is new after a pulse, which fit, and what their owner made of them.

A page that is read writes nothing, so "shown" is not stored. It follows from the diary: every answered wave had
its one card, chosen by rule, and the same rule tells again which it was. Only what the owner did with a card
is written down. Cards shown longer ago than the longest cool-down make no difference and are not looked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from app.answering.diary import CARDS, own_diary, write_entry
from app.cards import Card, CardState, Choice, Situation, choose_card, fitting_cards
from app.cards.load import deck
from app.cards.situation import State
from app.charts.timeline import TimelineWave
from app.db import AnySession
from app.mirror.deck import FiguresByPeriod, personal_cards, ranked_cards, region_figures, situation_at
from app.mirror.look import Looking
from app.participants.service import lock_own_account
from app.vault.keys import ParticipantKeys

STATES: tuple[State, ...] = get_args(State)


class CardUnknown(LookupError):
    """There is no such card, or it is not for participants."""


class StateUnknown(ValueError):
    """A card cannot be turned into this."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnCards:
    """The new card of the last wave (None when it has none), what else fits, and what was kept or done."""

    new: Choice | None
    fitting: tuple[Choice, ...]
    saved: tuple[Choice, ...]
    done: tuple[Choice, ...]

    def __repr__(self) -> str:
        return "OwnCards(hidden)"


def own_cards(session: AnySession, looking: Looking) -> OwnCards:
    """Everything for the page of cards; empty before the first pulse."""
    waves = _answered(looking)
    if not waves:
        return OwnCards(new=None, fitting=(), saved=(), done=())
    figures = region_figures(session, looking)
    situation = _situation(looking, waves, figures=figures)
    new = _chosen(situation)
    states = situation.card_states
    fitting = fitting_cards(personal_cards(), situation)
    reasons = {choice.card.key: choice for choice in fitting}

    def turned(state: State) -> tuple[Choice, ...]:
        chosen = (card for card in personal_cards() if (at := states.get(card.key)) and at.state == state)
        return tuple(reasons.get(card.key, Choice(card, ())) for card in chosen)

    saved = turned("saved")
    apart = {choice.card.key for choice in saved} | ({new.card.key} if new else set())
    return OwnCards(
        new=new,
        fitting=tuple(choice for choice in fitting if choice.card.key not in apart),
        saved=saved,
        done=turned("done"),
    )


def new_card(session: AnySession, looking: Looking, *, wave_id: str) -> Choice | None:
    """The one card of this wave, the same at every reload until its owner did something with it."""
    waves = _answered(looking)
    upto = [wave for wave in waves if wave.id == wave_id or wave.number < _number(waves, wave_id)]
    if not upto or upto[-1].id != wave_id:
        return None
    situation = _situation(looking, upto, figures=region_figures(session, looking))
    return _chosen(situation)


def turn_card(session: AnySession, keys: ParticipantKeys, looking: Looking, *, key: str, state: str) -> CardState:
    """Write down what the owner did with a card. Callers commit.

    Raises CardUnknown, StateUnknown, NotAParticipant.
    """
    lock_own_account(session, keys)
    card = card_named(key)
    if state not in STATES:
        raise StateUnknown(state)
    wanted: State = next(each for each in STATES if each == state)
    at = states_before(looking).get(key) or _shown_where(session, looking, card)
    turned = (at or CardState(wanted)).turned(wanted)
    kept = dict(own_diary(session, keys).cards)
    kept[key] = {"state": turned.state, "wave": turned.wave_number}
    write_entry(session, keys, label=CARDS, content=kept)
    return turned


def card_named(key: str) -> Card:
    """A card for participants. Raises CardUnknown."""
    found = next((card for card in personal_cards() if card.key == key), None)
    if found is None:
        raise CardUnknown(key)
    return found


def states_before(looking: Looking) -> dict[str, CardState]:
    """What the owner did with cards, as the diary keeps it; a broken or foreign note is no note."""
    return {
        key: CardState(note["state"], note.get("wave"))
        for key, note in looking.diary.cards.items()
        if isinstance(note, Mapping) and note.get("state") in STATES
    }


def _shown_where(session: AnySession, looking: Looking, card: Card) -> CardState | None:
    """When `card` was the new card of a wave, the latest time; None when it was found under Kaarten."""
    waves = _answered(looking)
    if not waves:
        return None
    situation = _situation(looking, waves, figures=region_figures(session, looking))
    new = _chosen(situation)
    if new is not None and new.card.key == card.key:
        return CardState("shown", situation.wave_number)
    return situation.card_states.get(card.key)


def _chosen(situation: Situation) -> Choice | None:
    """`choose_card` over all cards, asked one by one from the best: most rules then need not be looked at."""
    return next((choice for card in ranked_cards() if (choice := choose_card((card,), situation))), None)


def _situation(looking: Looking, waves: list[TimelineWave], *, figures: FiguresByPeriod) -> Situation:
    """The situation at the last of `waves`: every earlier one had its card, found again in the same order."""
    reactions = states_before(looking)
    states = {key: state for key, state in reactions.items() if state.wave_number is None}
    longest = max(card.cool_down_waves for card in personal_cards())
    *earlier, now = waves
    for wave in earlier:
        states |= _reacted(reactions, wave.number)
        if wave.number < now.number - longest:
            continue
        situation = situation_at(looking, wave, figures=figures, states=states)
        shown = _chosen(situation)
        if shown is not None and states.get(shown.card.key, CardState("shown")).state == "shown":
            states[shown.card.key] = CardState("shown", wave.number)
    states |= _reacted(reactions, now.number)
    return situation_at(looking, now, figures=figures, states=states)


def _reacted(reactions: Mapping[str, CardState], wave_number: int) -> dict[str, CardState]:
    return {key: state for key, state in reactions.items() if state.wave_number == wave_number}


def _answered(looking: Looking) -> list[TimelineWave]:
    return [wave for wave in looking.timeline.waves if wave.id in looking.diary.waves]


def _number(waves: list[TimelineWave], wave_id: str) -> int:
    return next((wave.number for wave in waves if wave.id == wave_id), 0)


def document_title(key: str) -> Mapping[str, str]:
    """The title of the report a card refers to."""
    return deck().documents[key].title
