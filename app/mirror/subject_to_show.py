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
    """A question answered in this wave, of which one is chosen to be shown; `change` None: it was declined.
    `published`: there are group figures about it; `anchor`: every wave asks it.
    """

    item: str
    change: Change | None
    published: bool
    anchor: bool


def most_worth_showing(candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the question to show right after answering; None when all were declined.
    Questions with published group figures go first, then those whose answer changed, then those not asked every wave.
    """
    answered = [each for each in candidates if each.change is not None]
    return max(answered, key=_worth, default=None)  # max keeps the first of equals.


def _worth(candidate: Candidate) -> tuple[bool, bool, bool]:
    moved = candidate.change in ("higher", "lower", "other")
    return candidate.published, moved, not candidate.anchor
