"""What a group talks about: three findings by stated rules, a question with each, and one card.

The rules, in this order: a difference or movement that is more than chance, the surest first (of the region also that
of one of its parts); a topic with an agreement that is still open; then the topics in the order of the questionnaire.
No rule looks at how high or low a figure is. Each construct comes once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from app.boards.findings import Finding
from app.boards.group_cards import CardView
from app.boards.lines import Line, Topic
from app.boards.phrases import Phrases
from app.boards.questions import QuestionFile, question_for
from app.boards.standing import was
from app.boards.words import _
from app.web.language import say

MOST = 3
Why = Literal["supported", "agreed", "next"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One finding to talk about, and by which rule it was chosen; `finding`: the difference, for `supported`."""

    topic: Topic
    line: Line
    why: Why
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A subject in words, with its open question; `why` says the rule."""

    title: str
    line: Line
    why: str
    question: str


def choose_subjects(
    topics: Sequence[Topic], findings: Sequence[Finding], *, agreed: Sequence[str]
) -> tuple[Subject, ...]:
    """At most three subjects, each construct once. `agreed`: constructs with an open agreement, the newest first."""
    chosen: dict[str, Subject] = {}
    for subject in _in_order(topics, findings, agreed):
        chosen.setdefault(subject.topic.construct, subject)
    return tuple(islice(chosen.values(), MOST))


def talks_of(
    subjects: Sequence[Subject],
    questions: QuestionFile,
    *,
    number: int,
    phrases: Phrases,
    spans: Mapping[str, str],
) -> tuple[Talk, ...]:
    """The subjects in words. `number`: which period it is, so that the next one brings another question.

    `spans`: earlier periods in words.
    """
    return tuple(
        Talk(
            title=each.line.title if each.topic.whole else f"{each.topic.title}: {each.line.about}",
            line=each.line,
            why=why_words(each, phrases=phrases, spans=spans),
            question=say(question_for(questions, each.topic.construct, number=number)),
        )
        for each in subjects
    )


def card_about(cards: Sequence[CardView], subjects: Sequence[Subject]) -> CardView | None:
    """The first card about a subject, in the order of the subjects; else the first card of all."""
    for subject in subjects:
        for card in cards:
            if subject.topic.construct in card.constructs:
                return card
    return cards[0] if cards else None


def why_words(subject: Subject, *, phrases: Phrases, spans: Mapping[str, str]) -> str:
    """The rule; of a difference also what it is with, unless that stands beside the figure already."""
    if subject.finding is None:
        return {"agreed": _("An agreement."), "next": _("Next in the questionnaire.")}[subject.why]
    about = subject.finding.about
    chance = _("More than chance.")
    match about.kind:
        case "earlier":
            return f"{was(about, phrases=phrases, spans=spans)} {chance}"
        case "part":
            return f"{phrases.part_named(about.whose)}: {phrases.share(about.first)}. {chance}"
    return chance


def _in_order(topics: Sequence[Topic], findings: Sequence[Finding], agreed: Sequence[str]) -> Iterator[Subject]:
    lines = {(line.item, line.option): (topic, line) for topic in topics for line in topic.lines}
    for finding in findings:
        topic, line = lines[finding.about.item, finding.about.option]
        if line.own:
            yield Subject(topic=topic, line=line, why="supported", finding=finding)
    whole = [topic for topic in topics if topic.whole and topic.shown]
    for construct in agreed:
        for topic in whole:
            if topic.construct == construct:
                yield Subject(topic=topic, line=topic.lines[0], why="agreed")
    for topic in sorted(whole, key=lambda each: each.lines[0].own is None):
        yield Subject(topic=topic, line=topic.lines[0], why="next")
