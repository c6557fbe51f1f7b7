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
    """Return the newest answer on whether a card helped that counts for this period; `UNSAID` when there is none.
    Answers count from the wave before the period's first until its last wave but one. Of several answers in one wave
    the least favourable counts. `cards`: the diary's notes, by card. `numbers`: of the period's waves.

    What is said in the last wave of a period counts in the next one, so that nothing said once counts twice.
    """
    window = range(min(numbers) - 1, max(numbers))
    said = [
        (note["helped_in"], -LEAST_FIRST.index(note["helped"]))
        for note in cards.values()
        if isinstance(note, Mapping) and note.get("helped") in LEAST_FIRST and note.get("helped_in") in window
    ]
    return LEAST_FIRST[-max(said)[1]] if said else UNSAID
