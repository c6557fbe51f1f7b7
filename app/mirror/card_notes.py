"""What its owner did with a card: kept, done, not for me, next time, did it help. One sealed entry of the diary."""

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
    """A card cannot be turned into this."""


def states_of(diary: Diary) -> dict[str, CardState]:
    """Return what the owner did with cards, as the diary keeps it; a broken or foreign note is no note."""
    return {
        key: _state(note)
        for key, note in diary.cards.items()
        if isinstance(note, Mapping) and note.get("state") in STATES
    }


def write_note(session: AnySession, keys: ParticipantKeys, *, key: str, state: CardState | None) -> None:
    """Write down what became of a card, in the place of what was written before; None: nothing was done with it."""
    kept: dict[str, Any] = dict(own_diary(session, keys).cards)
    kept.pop(key, None)
    if state is not None:
        kept[key] = _note(state)
    write_entry(session, keys, label=CARDS, content=kept)


def state_named(name: str) -> State:
    """Raises StateUnknown."""
    found = next((state for state in STATES if state == name and state != "shown"), None)
    if found is None:
        raise StateUnknown(name)
    return found


def answer_named(name: str) -> Helped | None:
    """Return what somebody says about a card that they did; None takes it back. Raises StateUnknown."""
    if name == "undo":
        return None
    found = next((answer for answer in ANSWERS if answer == name), None)
    if found is None:
        raise StateUnknown(name)
    return found


def asks_if_it_helped(state: CardState | None, *, wave_number: int) -> bool:
    """Return whether a card was done long enough ago, and nothing was said about it since."""
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
