"""How sure a difference or a movement is, in four grades that are the same everywhere.

Decides which word a chance gets. Must not know what is compared.
"""

from __future__ import annotations

from typing import Literal

Grade = Literal["sure", "likely", "notable", "none"]

GRADES: tuple[Grade, ...] = ("sure", "likely", "notable", "none")
"""The surest first."""

SURE, LIKELY = 0.975, 0.85
"""The least chance that a difference has the sign it is said to have."""


def graded(above: float | None, *, apart: bool) -> Grade:
    """Return the grade of lying `above` something with this chance, or below it with the rest of it.

    `apart`: the two published bins do not overlap, so that a reader sees a difference and is told how sure it is. None:
    there is nothing to compare with.
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
    """Return the surest of several grades."""
    return min(grades, key=GRADES.index)
