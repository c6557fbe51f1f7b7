"""Finds which card is new after a pulse, which other cards fit, and what the participant did with them.

A page that is only read writes nothing, so "shown" is not stored. It follows from the diary: every answered
wave had at most one card, chosen by a rule, and the same rule finds it again. Only what the participant did
with a card is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.cards import Card, CardState, ChosenCard, Situation, cards_over_waves, fitting_cards, needs_people
from app.cards.card_deck import card_folders, document_titles
from app.cards.situation import State
from app.cards.taken_over import personal_cards
from app.charts.time_axis import TimelineWave
from app.db import AnySession
from app.mirror.card_notes import StateUnknown, answer_named, asks_if_it_helped, state_named, states_of, write_note
from app.mirror.card_situation import region_figures, situation_at
from app.mirror.mirror_sources import Looking
from app.participants.service import lock_own_account
from app.vault.personal_keys import ParticipantKeys


class CardUnknown(LookupError):
    """No card for participants has this key."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnCards:
    """A participant's cards, by what became of them.
    `new`: the new card of the last wave, None without one. `fitting`: others whose rule holds. `saved`, `later` (put
    off), `done`, `refused`: what the participant said. `asked`: done cards of which to ask now whether they helped.
    `people`: cards that advise to talk to somebody; `people_now`: the answers call for those first.
    """

    new: ChosenCard | None = None
    fitting: tuple[ChosenCard, ...] = ()
    saved: tuple[ChosenCard, ...] = ()
    later: tuple[ChosenCard, ...] = ()
    done: tuple[ChosenCard, ...] = ()
    refused: tuple[ChosenCard, ...] = ()
    asked: tuple[ChosenCard, ...] = ()
    people: tuple[ChosenCard, ...] = ()
    people_now: bool = False

    def __repr__(self) -> str:
        return "OwnCards(hidden)"


def own_cards(session: AnySession, looking: Looking) -> OwnCards:
    """Return all cards for the participant's page of cards; empty before the first answered pulse."""
    waves = _answered(looking)
    if not waves:
        return OwnCards()
    (situation, new), cards = _at_last(session, looking, waves), _cards(looking)
    states = situation.card_states
    fitting = fitting_cards(cards, situation)
    kept = _with_those_of_before(cards, states)
    reasons = {choice.card.key: choice for choice in fitting}

    def turned(state: State) -> tuple[ChosenCard, ...]:
        chosen = (card for card in kept if (at := states.get(card.key)) and at.state == state)
        return tuple(reasons.get(card.key, ChosenCard(card, ())) for card in chosen)

    saved, later, done = turned("saved"), turned("later"), turned("done")
    apart = {choice.card.key for choice in (*saved, *later)} | ({new.card.key} if new else set())
    last = looking.timeline.waves[-1].number
    elsewhere = {*reasons, *(key for key, at in states.items() if at.state != "shown")}
    people = (card for card in cards if card.before_tips and card.key not in elsewhere)
    return OwnCards(
        new=new,
        fitting=tuple(choice for choice in fitting if choice.card.key not in apart),
        saved=saved,
        later=later,
        done=done,
        refused=turned("refused"),
        asked=tuple(each for each in done if asks_if_it_helped(states[each.card.key], wave_number=last)),
        people=tuple(ChosenCard(card, ()) for card in people),
        people_now=needs_people(cards, situation),
    )


def new_card(session: AnySession, looking: Looking, *, wave_id: str) -> ChosenCard | None:
    """Return the new card of this wave; None when the wave was not answered or no card is new in it.

    It stays the same at every reload until the participant reacts to it.
    """
    waves = _answered(looking)
    upto = [wave for wave in waves if wave.id == wave_id or wave.number < _number(waves, wave_id)]
    if not upto or upto[-1].id != wave_id:
        return None
    return _at_last(session, looking, upto)[1]


def was_turned(looking: Looking, *, wave_id: str) -> bool:
    """Return whether the participant already saved, did or refused (and so on) the new card of this wave."""
    number = _number(looking.timeline.waves, wave_id)
    return any(state.wave_number == number for state in states_before(looking).values())


def turn_card(
    session: AnySession, keys: ParticipantKeys, looking: Looking, *, key: str, state: str
) -> CardState | None:
    """Store what the participant did with a card, and return its state; "undo" takes it back and returns None.

    Callers commit. Raises CardUnknown, StateUnknown, NotAParticipant.
    """
    lock_own_account(session, keys)
    card = card_named(key)
    turned = None if state == "undo" else _turned(session, looking, card, state=state_named(state))
    write_note(session, keys, key=key, state=turned)
    return turned


def say_if_it_helped(session: AnySession, keys: ParticipantKeys, looking: Looking, *, key: str, helped: str) -> None:
    """Store the participant's answer on whether a card that they did helped. Callers commit.

    Raises CardUnknown, StateUnknown (also for a card that was not done), NotAParticipant.
    """
    lock_own_account(session, keys)
    at = states_before(looking).get(card_named(key).key)
    if at is None or at.state != "done":
        raise StateUnknown(helped)
    said = replace(at, helped=answer_named(helped), helped_in=_last_number(looking))
    write_note(session, keys, key=key, state=said)


def card_named(key: str) -> Card:
    """Return the card for participants with this key, of any questionnaire. Raises CardUnknown."""
    found = next((card for card in _every_personal_card() if card.key == key), None)
    if found is None:
        raise CardUnknown(key)
    return found


def states_before(looking: Looking) -> dict[str, CardState]:
    """Return what the participant did with each card up to now, by card key, as the diary stores it."""
    return states_of(looking.diary)


def document_title(key: str) -> Mapping[str, str]:
    """Return the title of the report with this key, by language."""
    return document_titles()[key]


def _cards(looking: Looking) -> Sequence[Card]:
    """Return the cards for the questionnaire that this participant answers."""
    return personal_cards(looking.timeline.instrument_key)


def _with_those_of_before(cards: Sequence[Card], states: Mapping[str, CardState]) -> list[Card]:
    """Return the cards, and after them those of another questionnaire that the participant did something with."""
    known = {card.key for card in cards}
    return [*cards, *(card for card in _every_personal_card() if card.key in states.keys() - known)]


def _every_personal_card() -> Iterator[Card]:
    return (card for each in dict.fromkeys(card_folders().values()) for card in personal_cards(each))


def _turned(session: AnySession, looking: Looking, card: Card, *, state: State) -> CardState:
    at = states_before(looking).get(card.key)
    if at is None or at.state == "later":
        at = _shown_where(session, looking, card) or CardState("shown")
    if state == "later" and at.wave_number is None:
        raise StateUnknown(state)
    return replace(
        at, state=state, done_in=_last_number(looking) if state == "done" and at.done_in is None else at.done_in
    )


def _shown_where(session: AnySession, looking: Looking, card: Card) -> CardState | None:
    """Return the last wave in which `card` was the new card; None when it was found in the list of cards."""
    waves = _answered(looking)
    if not waves:
        return None
    situation, new = _at_last(session, looking, waves)
    if new is not None and new.card.key == card.key:
        return CardState("shown", situation.wave_number)
    return situation.card_states.get(card.key)


def _at_last(session: AnySession, looking: Looking, waves: list[TimelineWave]) -> tuple[Situation, ChosenCard | None]:
    """Return the situation at the last of `waves`, with the card that each earlier wave had, and its new card."""
    figures = region_figures(session, looking)
    situations = [situation_at(looking, wave, figures=figures) for wave in waves]
    chosen, states = cards_over_waves(_cards(looking), situations, states_before(looking))
    return replace(situations[-1], card_states=states), chosen[-1]


def _answered(looking: Looking) -> list[TimelineWave]:
    return [wave for wave in looking.timeline.waves if wave.id in looking.diary.waves]


def _last_number(looking: Looking) -> int:
    return looking.timeline.waves[-1].number if looking.timeline.waves else 0


def _number(waves: Sequence[TimelineWave], wave_id: str) -> int:
    return next((wave.number for wave in waves if wave.id == wave_id), 0)
