"""Figures of earlier surveys beside our own, in words: the figures, and what has to be known of them.

The only place that decides which remarks stand with an earlier figure: boards, mirror and reports say the same.
Must not know releases.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.instrument.reference import ReferenceValue
from app.web.language import say
from app.wording.figure_words import earlier_years
from app.wording.printed_words import place_words
from app.wording.translated import _


def measured_before_words(values: Sequence[ReferenceValue]) -> str:
    """Return the sentence with earlier surveys' figures: "Measured before: 2021: 86%, 178 people; 2022: 92%."."""
    if values[0].statistic == "mean":
        return _("Mean measured before: %(values)s.", values=earlier_years(values))
    return _("Measured before: %(values)s.", values=earlier_years(values))


def unclear_about(values: Sequence[ReferenceValue]) -> tuple[str, ...]:
    """Return what is unclear about these figures themselves, each remark once: where the report contradicts itself."""
    return tuple(dict.fromkeys(say(remark) for each in values for remark in each.remarks[:-1]))


def to_know_of(values: Sequence[ReferenceValue]) -> tuple[str, ...]:
    """Return everything to know of earlier figures: what is unclear about them, their source, what holds for them all.
    Empty without figures.
    """
    if not values:
        return ()
    where = place_words([each.place for each in sorted(values, key=lambda each: each.year)])
    source = _("Source: %(document)s (%(places)s).", document=say(values[-1].document), places=where)
    return (*unclear_about(values), source, *dict.fromkeys(say(each.remarks[-1]) for each in values))
