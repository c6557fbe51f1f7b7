"""Grades how certain a difference is, in four grades that are the same everywhere.

Decides which grade a probability gets. Must not know what is compared.
"""

from __future__ import annotations

from typing import Literal

Grade = Literal["sure", "likely", "notable", "none"]

GRADES: tuple[Grade, ...] = ("sure", "likely", "notable", "none")
"""The grades, the most certain first."""

SURE, LIKELY = 0.975, 0.85
"""The least probability that a difference has the sign it is said to have, per grade."""


def graded(above: float | None, *, apart: bool) -> Grade:
    """Return how certain a difference is: "sure", "likely", "notable" or "none".
    `above`: the probability that the difference is positive, None without a comparison. `apart`: the published ranges
    do not overlap, so that a reader sees a difference and is told how certain it is.
    """
    if above is None:
        return "none"
    chance = max(above, 1 - above)
    if chance >= SURE:
        return "sure"
    if chance >= LIKELY:
        return "likely"
    return "notable" if apart else "none"


def surest(*grades: Grade) -> Grade:
    """Return the most certain of several grades."""
    return min(grades, key=GRADES.index)
