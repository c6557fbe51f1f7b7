"""A person's answers to one item over the waves, and how the last differs from the one before. Pure.

Tells in which direction an answer moved, never whether that is good: up is more, down is less, on every
screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.charts.gauge import gauge_of, level_of
from app.charts.time_axis import TimelineWave
from app.instrument.routing_rules import DECLINED
from app.instrument.schema import Item

Change = Literal["first", "higher", "lower", "equal", "other"]
"""`other`: different from last time, but on no scale that has a higher and a lower."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnAnswer:
    """A person's answer in one wave; `level` is its value on the item's scale, None outside it or when declined."""

    wave: TimelineWave
    value: Any
    level: float | None

    @property
    def given(self) -> bool:
        """Return whether the person answered instead of declining."""
        return bool(self.value != DECLINED)

    def __repr__(self) -> str:
        return "OwnAnswer(hidden)"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMovement:
    """How a person's answer changed. `before`, `now`: the last two answers.
    `size`: the difference as a part of the scale's length, -1 to 1; 0 where there is no scale.
    """

    before: OwnAnswer
    now: OwnAnswer
    change: Change
    size: float


def own_answers(
    item: Item, answers: Mapping[str, Mapping[str, Any]], *, waves: Sequence[TimelineWave]
) -> tuple[OwnAnswer, ...]:
    """Return the person's answers to `item`, oldest first; waves without an answer are absent.

    `answers`: by wave id.
    """
    found = ((wave, answers.get(wave.id, {}).get(item.key)) for wave in waves)
    return tuple(
        OwnAnswer(wave=wave, value=value, level=level_of(item, value)) for wave, value in found if value is not None
    )


def change_since_last(answers: Sequence[OwnAnswer]) -> Change | None:
    """Return how the last answer differs from the one before: "higher", "lower", "equal", "other", or "first".
    None when the last was declined or there is none.
    """
    if not answers or not answers[-1].given:
        return None
    given = [each for each in answers if each.given]
    if len(given) == 1:
        return "first"
    before, now = given[-2:]
    if before.value == now.value:
        return "equal"
    if before.level is None or now.level is None:
        return "other"
    return "higher" if now.level > before.level else "lower"


def own_movement(item: Item, answers: Sequence[OwnAnswer]) -> OwnMovement | None:
    """Return how a person's last answer differs from the one before; None when there is no earlier one.
    Also None when the last was declined. `answers`: all of them to `item`, oldest first.
    """
    change = change_since_last(answers)
    if change is None or change == "first":
        return None
    before, now = [each for each in answers if each.given][-2:]
    gauge = gauge_of(item)
    if gauge is None or before.level is None or now.level is None:
        return OwnMovement(before=before, now=now, change=change, size=0.0)
    return OwnMovement(
        before=before, now=now, change=change, size=(now.level - before.level) / (gauge.high - gauge.low)
    )
