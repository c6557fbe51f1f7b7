"""Figures shown beside an estimate: earlier measurements, and the share among those who were asked a routed question.

Decides which published figures may be compared. Uses published rows and published reports alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.instrument.deciding_questions import most_asked
from app.instrument.reference import ReferenceValue, earlier_report, reference_values
from app.instrument.schema import UnknownItem
from app.releases.rules.cells import Published, Row
from app.statistics.ratio import share_among
from app.web.language import say
from app.wording.earlier_words import measured_before_words, to_know_of, unclear_about
from app.wording.figure_words import among_words, bounds_words
from app.wording.joined_words import sentences
from app.wording.phrases import Phrases
from app.wording.translated import _


@dataclass(frozen=True, slots=True)
class MeasuredBefore:
    """Earlier surveys' figures of one answer in a sentence. `unclear`: what is unclear about these figures themselves.
    `to_know`: that, their source, and what has to be known of all earlier figures.
    """

    figures: str
    unclear: tuple[str, ...]
    to_know: tuple[str, ...]


def measured_before(phrases: Phrases, item: str, option: str) -> MeasuredBefore | None:
    """Return what earlier surveys published about an answer, or with an empty `option` about the mean; else None."""
    values = _earlier_values(phrases, item, option)
    if not values:
        return None
    return MeasuredBefore(measured_before_words(values), unclear_about(values), to_know_of(values))


def earlier_survey(phrases: Phrases) -> str:
    """Return which report "measured before" is, and what to know of all its figures; empty where there is none."""
    report = earlier_report(phrases.instrument.key)
    if report is None:
        return ""
    return sentences(_("“Measured before” is from: %(document)s.", document=say(report.document)), say(report.remark))


def _earlier_values(phrases: Phrases, item: str, option: str) -> Sequence[ReferenceValue]:
    """Return what earlier surveys published about an answer, or about a mean.

    Nothing for a routed question: earlier reports counted it among those who were asked, which is another figure.
    """
    if phrases.counted_over(item):
        return []
    known = reference_values(item, questionnaire=phrases.instrument.key)
    return [each for each in known if each.option == option and not each.breakdown]


def among_those(phrases: Phrases, item: str, option: str, *, rows: Mapping[str, Sequence[Row]], own: Row) -> str:
    """Return the sentence with an answer's share among only those who were asked the item, with its bounds.
    Empty where that share does not follow from published figures, or where everybody was asked.

    `rows`: the released rows by item. `own`: any row of the group concerned.
    """
    try:
        asked = phrases.instrument.item(item.partition(".")[0])
    except UnknownItem:
        return ""
    part = _cell(rows, item, option, own=own)
    if part is None or not phrases.counted_over(item):
        return ""
    for counts, everybody in most_asked(phrases.instrument, asked):
        if everybody or len(counts) != 1 or counts[0][2] != 1:
            continue
        decider, answer, _weight = counts[0]
        whole = _cell(rows, decider, answer, own=own)
        found = (
            share_among((part.value, part.lower, part.upper), (whole.value, whole.lower, whole.upper))
            if whole
            else None
        )
        if found:
            bounds = bounds_words(found.lower, found.upper)
            return among_words(phrases.title(decider), phrases.count(decider, answer), bounds=bounds)
    return ""


def _cell(rows: Mapping[str, Sequence[Row]], item: str, option: str, *, own: Row) -> Published | None:
    """Return the published share of `option` in the whole of `own`'s group; None when it may not be shown."""
    for row in rows.get(item, ()):
        if (row.level, row.group, row.breakdown, row.option) == (own.level, own.group, "", option):
            return row.cell if isinstance(row.cell, Published) else None
    return None
