"""What stands out, in words: supported differences first; no certain difference is a finding too.

Decides what a board says first and how sure it is. Must not rank topics by a difference that is not supported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.boards import words
from app.boards.findings import Comparison, Finding
from app.boards.phrases import Phrases
from app.boards.places import Beside
from app.boards.words import _

MOST = 4
"""Findings in full on one board; the others are told in their own lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One finding in words; `calm`: nothing certain was found. `item` is empty for a calm one."""

    big: str
    title: str
    text: str
    calm: bool = False
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands out: the surest first, then what is calm. `more`: how many supported ones are left to the lines.

    `certainty`: how sure the supported ones are, all together; empty when there is none.
    """

    told: tuple[Told, ...]
    more: int
    certainty: str = ""


def standing(
    findings: Sequence[Finding],
    comparisons: Sequence[Comparison],
    *,
    concluded: bool,
    phrases: Phrases,
    beside: Beside | None,
    spans: Mapping[str, str],
    people: str,
) -> Standing:
    """Word the findings of a board. `spans`: earlier periods in words; `people`: how many the figures are about.

    `concluded`: whether it is known yet how sure the differences are.
    """
    if not concluded:
        return Standing(told=(_not_yet(),), more=0)
    whom = phrases.beside(beside) if beside else ""
    supported = tuple(told(each, phrases=phrases, whom=whom, spans=spans) for each in findings[:MOST])
    calm = [_same(findings, comparisons, whom=whom, people=people), _still(findings, comparisons)]
    return Standing(
        told=(*supported, *(each for each in calm if each and comparisons)),
        more=max(0, len(findings) - MOST),
        certainty=words.certainty(max(each.p_value for each in findings)) if findings else "",
    )


def told(finding: Finding, *, phrases: Phrases, whom: str, spans: Mapping[str, str]) -> Told:
    """One supported difference: the figure, what it is about, and beside what."""
    about = finding.about
    topic = f"{phrases.title(about.item)}: {phrases.what(about.item, about.option)}"
    return Told(
        big=phrases.share(about.first),
        title=phrases.part_named(about.whose) if about.kind == "part" else topic,
        text=_besides(about, topic=topic, phrases=phrases, whom=whom, spans=spans),
        item=about.item,
    )


def _besides(about: Comparison, *, topic: str, phrases: Phrases, whom: str, spans: Mapping[str, str]) -> str:
    figure = phrases.share(about.second)
    match about.kind:
        case "beside":
            return _("For %(whom)s that is %(figure)s.", whom=whom, figure=figure)
        case "earlier":
            return was(about, phrases=phrases, spans=spans)
    return _("%(topic)s. In the whole region it is %(figure)s.", topic=topic, figure=figure)


def was(about: Comparison, *, phrases: Phrases, spans: Mapping[str, str]) -> str:
    """The earlier figure of a movement."""
    return _(
        "In the period %(period)s it was %(figure)s.", period=spans[about.whose], figure=phrases.share(about.second)
    )


def _not_yet() -> Told:
    return Told(
        big=_("In a moment"),
        title=_("what stands out is being worked out"),
        text=_("Right after a release Peil tests every difference. Look again in a few minutes."),
        calm=True,
    )


def _same(findings: Sequence[Finding], comparisons: Sequence[Comparison], *, whom: str, people: str) -> Told | None:
    """On how many topics nothing certain was found beside another group, or between the parts of the region."""
    compared = {each.item.partition(".")[0] for each in comparisons if each.kind != "earlier"}
    different = {each.about.item.partition(".")[0] for each in findings if each.about.kind != "earlier"}
    topics = len(compared - different)
    if not topics:
        return None
    if whom:
        title = words.topics_from(whom, topics=topics, others=bool(different))
    else:
        title = words.topics_between(topics=topics, others=bool(different))
    return Told(
        big=_("No certain difference"),
        title=title,
        text=_(
            "The fewer people, the larger a difference must be to be certain. This is about %(people)s. "
            "So there may be more to it.",
            people=people,
        ),
        calm=True,
    )


def _still(findings: Sequence[Finding], comparisons: Sequence[Comparison]) -> Told | None:
    """Nothing moved for certain; None when something did."""
    if any(each.about.kind == "earlier" for each in findings):
        return None
    if not any(each.kind == "earlier" for each in comparisons):
        return Told(
            big=_("No movement yet"),
            title=_("this is the first time"),
            text=_("At the next release the same topics can be put side by side."),
            calm=True,
        )
    return Told(
        big=_("No certain movement"),
        title=_("since the last time this was asked"),
        text=_("Talk about what you notice yourselves. That counts too."),
        calm=True,
    )
