"""Chooses which subject is shown right after answering. Pure.

The rule, in this order: one of which the region's figure is published (so that there is something to compare
with); one that changed since last time; one that is not asked in every wave; the first in the questionnaire.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.mirror.own_trend import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An item answered in this wave, in the questionnaire's order; `change` None: it was declined."""

    item: str
    change: Change | None
    published: bool
    anchor: bool


def most_worth_showing(candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the item that is best to show after answering, by this module's rule; None when all were declined."""
    answered = [each for each in candidates if each.change is not None]
    return max(answered, key=_worth, default=None)  # max keeps the first of equals.


def _worth(candidate: Candidate) -> tuple[bool, bool, bool]:
    moved = candidate.change in ("higher", "lower", "other")
    return candidate.published, moved, not candidate.anchor
