"""Reads from the diary how many answers of one wave were given, and whether they count for the group. Pure.

No page has to be told by the page before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.answering.diary import WaveEntry
from app.instrument.routing_rules import DECLINED


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorReceipt:
    """What became of the answers that a participant gave in one wave.
    `answers`: the number of questions answered, without declined ones. `counted` False: they are in the diary only.
    `replaced`: they took the place of earlier answers.
    """

    answers: int
    counted: bool
    replaced: bool


def receipt_of(entry: WaveEntry) -> MirrorReceipt:
    """Return how many questions were answered in a wave, and whether the answers count and replaced earlier ones."""
    return MirrorReceipt(
        answers=sum(1 for key, value in entry.answers.items() if "." not in key and value != DECLINED),
        counted=entry.counted,
        replaced=len(entry.submissions) > 1,
    )
