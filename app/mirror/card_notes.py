"""Stores what a participant did with a card (kept, done, refused, put off, whether it helped) in their diary.

All cards share one encrypted entry of the diary.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from app.answering.diary import CARDS, Diary
from app.answering.diary_rows import own_diary, write_entry
from app.cards import CardState
from app.cards.situation import Helped, State
from app.db import AnySession
from app.vault.personal_keys import ParticipantKeys

STATES: tuple[State, ...] = get_args(State)
ANSWERS: tuple[Helped, ...] = get_args(Helped)
ASK_AFTER = 2
"""Waves between doing a card and the question whether it helped."""


class StateUnknown(ValueError):
    """A card cannot get this state."""


def states_of(diary: Diary) -> dict[str, CardState]:
    """Return the state of each card in the diary, by card key; entries that cannot be read are left out."""
    return {
        key: _state(note)
        for key, note in diary.cards.items()
        if isinstance(note, Mapping) and note.get("state") in STATES
    }


def write_note(session: AnySession, keys: ParticipantKeys, *, key: str, state: CardState | None) -> None:
    """Store in the diary what the participant did with a card, in place of an earlier state; None removes it."""
    kept: dict[str, Any] = dict(own_diary(session, keys).cards)
    kept.pop(key, None)
    if state is not None:
        kept[key] = _note(state)
    write_entry(session, keys, label=CARDS, content=kept)


def state_named(name: str) -> State:
    """Return the card state with this name. Raises StateUnknown."""
    found = next((state for state in STATES if state == name and state != "shown"), None)
    if found is None:
        raise StateUnknown(name)
    return found


def answer_named(name: str) -> Helped | None:
    """Return the answer ("yes", "no" and so on) on whether a card helped; None to take it back. Raises StateUnknown."""
    if name == "undo":
        return None
    found = next((answer for answer in ANSWERS if answer == name), None)
    if found is None:
        raise StateUnknown(name)
    return found


def asks_if_it_helped(state: CardState | None, *, wave_number: int) -> bool:
    """Return whether to ask if a card helped: it was done long enough ago and nothing was answered yet."""
    if state is None or state.state != "done" or state.done_in is None or state.helped is not None:
        return False
    return wave_number - state.done_in >= ASK_AFTER


def _state(note: Mapping[str, Any]) -> CardState:
    helped = next((answer for answer in ANSWERS if answer == note.get("helped")), None)
    return CardState(
        note["state"],
        note.get("wave"),
        done_in=note.get("done_in"),
        helped=helped,
        helped_in=note.get("helped_in", 0),
    )


def _note(state: CardState) -> dict[str, Any]:
    note: dict[str, Any] = {"state": state.state, "wave": state.wave_number}
    if state.state == "done" and state.done_in is not None:
        note["done_in"] = state.done_in
    if state.state == "done" and state.helped is not None:
        note |= {"helped": state.helped, "helped_in": state.helped_in}
    return note
