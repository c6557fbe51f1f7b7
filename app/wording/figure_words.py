"""Figures in words: shares and means with their bounds, estimates with their interval, numbers of people.

A figure between two bounds is always "40 to 55%", an exact one "55%", an estimated one "about 47% (40 to
55%)".
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_decimal

from app.instrument.reference import ReferenceValue
from app.releases.rules.cells import Published
from app.web.language import per_cents, percent
from app.wording.translated import _


def share_words(cell: Published) -> str:
    """Return the bounds of a published share in words."""
    return bounds_words(cell.lower, cell.upper)


def bounds_words(lower: float, upper: float) -> str:
    """Return the bounds of a share (0 to 1) in whole percent: "at most 20%", "40 to 55%", "at least 90%".

    "0 to 20%" would suggest that nobody is possible and known.
    """
    if lower <= 0 and upper < 1:
        return _("at most %(share)s", share=percent(upper))
    if upper >= 1 and lower > 0:
        return _("at least %(share)s", share=percent(lower))
    return interval_words(lower, upper)


def interval_words(lower: float, upper: float) -> str:
    """Return a range of shares (0 to 1) with both ends, also where they are 0 or 100%: "0 to 20%"."""
    return range_words(per_cents(lower), percent(upper))


def range_words(low: str, high: str) -> str:
    """Return a range of which both ends are given in words: "7.2 to 7.5"."""
    return _("%(low)s to %(high)s", low=low, high=high)


def mean_words(cell: Published) -> str:
    """Return the bounds of a published mean in words, with one decimal."""
    return range_words(decimal(cell.lower), decimal(cell.upper))


def figure_words(cell: Published, statistic: str) -> str:
    """Return the bounds of a published figure in words; `statistic`: "mean", or else a share."""
    return mean_words(cell) if statistic == "mean" else share_words(cell)


def about_words(share: float) -> str:
    """Return a share (0 to 1) that is not exact, in whole percent: "about 47%"."""
    return _("about %(share)s", share=percent(share))


def estimate_words(share: float, lower: float, upper: float) -> str:
    """Return an estimated share (0 to 1) with its 95 % interval: "about 47% (40 to 55%)"."""
    return _("%(about)s (%(interval)s)", about=about_words(share), interval=interval_words(lower, upper))


def people_words(size_class: str) -> str:
    """Return how many people a figure is about as a size class: "7 to 9 people", never an exact number."""
    if size_class.endswith("+"):
        return _("%(number)s people or more", number=size_class[:-1])
    first, _dash, last = size_class.partition("-")
    return _("%(first)s to %(last)s people", first=first, last=last)


def people_by_topic(smallest: str, largest: str) -> str:
    """Return how many people figures are about when it differs by question: "7 to 19 people, depending on the topic".
    `smallest`, `largest`: size classes.
    """
    if smallest == largest:
        return people_words(smallest)
    first, last = smallest.partition("-")[0], largest.rpartition("-")[2]
    people = people_words(f"{first}+" if last.endswith("+") else f"{first}-{last}")
    return _("%(people)s, depending on the topic", people=people)


def over_everybody(topic: str) -> str:
    """Return the words that say among whom a figure is counted: "of everybody who answered about ‘workload’"."""
    return _("of everybody who answered about ‘%(topic)s’", topic=topic)


def among_words(topic: str, answer: str, *, bounds: str) -> str:
    """Return the sentence with a share (`bounds`) among only those who gave this answer about this topic."""
    return _(
        "Of those who answered %(answer)s about ‘%(topic)s’: %(bounds)s.",
        answer=answer,
        topic=topic,
        bounds=bounds,
    )


def earlier_words(value: ReferenceValue) -> str:
    """Return in words a figure that an earlier survey published, without bounds: "86%" or "7.3"."""
    return percent(value.value) if value.statistic == "share" else decimal(value.value)


def earlier_years(values: Sequence[ReferenceValue]) -> str:
    """Return the figures of earlier years with their respondents: "2021: 86%, 178 people; 2022: 92%"."""
    return "; ".join(_one_year(each) for each in sorted(values, key=lambda each: each.year))


def _one_year(value: ReferenceValue) -> str:
    if value.base:
        return _(
            "%(year)s: %(figure)s, %(people)s people", year=value.year, figure=earlier_words(value), people=value.base
        )
    return f"{value.year}: {earlier_words(value)}"


def decimal(value: float) -> str:
    """Return a number with one decimal, as the reader's language writes it."""
    return str(format_decimal(value, format="0.0"))


def number(value: float) -> str:
    """Return a number with at most two decimals, as the reader's language writes it."""
    if type(value) is int and value >= 0:  # Most answers. No language that we write in has other digits.
        return str(value)
    return str(format_decimal(value, format="0.##"))
