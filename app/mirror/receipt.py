"""What became of the answers of one wave, read from the diary: no page needs to be told by the one before. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.answering.diary import WaveEntry
from app.instrument.routing_rules import DECLINED


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorReceipt:
    """`answers`: questions answered, declined ones not included. `counted` False: in the diary only."""

    answers: int
    counted: bool
    replaced: bool


def receipt_of(entry: WaveEntry) -> MirrorReceipt:
    """Words beside an answer ("item.comment") are not answers of their own."""
    return MirrorReceipt(
        answers=sum(1 for key, value in entry.answers.items() if "." not in key and value != DECLINED),
        counted=entry.counted,
        replaced=len(entry.submissions) > 1,
    )
