"""Decides what a participant's ballot about cards says, from the notes about cards in their diary. Pure.

Everybody who sends answers casts that ballot, and it says one of four things. Who had no card, did none, or did not say
whether it helped casts the same ballot as the others, so that the number of people counted is no answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

UNSAID: Final = "unsaid"
"""The ballot of who said nothing about a card."""

LEAST_FIRST: Final = ("no", "a_bit", "yes")
"""What can be said of a card, the least help first."""


def said_of_cards(cards: Mapping[str, Any], *, numbers: Sequence[int]) -> str:
    """Return a participant's answer on whether a card helped, as it counts for one period; `UNSAID` without one.
    The newest answer counts, and of several in one wave the least favourable. `numbers`: the period's waves. Answers in
    its last wave count for the next period. `cards`: the diary's entries on cards, by card key.

    So the answers that count are those from the wave before the period to its last wave but one, and none counts twice.
    """
    window = range(min(numbers) - 1, max(numbers))
    said = [
        (note["helped_in"], -LEAST_FIRST.index(note["helped"]))
        for note in cards.values()
        if isinstance(note, Mapping) and note.get("helped") in LEAST_FIRST and note.get("helped_in") in window
    ]
    return LEAST_FIRST[-max(said)[1]] if said else UNSAID
