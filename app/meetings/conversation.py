"""Chooses what a group talks about: three topics by stated rules, a question with each, and one card.

The rules, in this order: the two topics that stand out most (most certain first, then largest); a topic with
an open agreement; whatever else stands out; then the other topics in turn, three of them each period, of
these first the one farthest from the region. Each construct comes once. Whoever prepares the meeting may choose other
topics; the address of the page holds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal

from app.groups.group_cards import GroupCardView
from app.groups.open_questions import QuestionFile, question_for
from app.groups.signals import SignalView
from app.groups.topics import Topic, TopicLine
from app.web.language import beginning, long_day, say
from app.wording.certainty_words import grade_in_one_word
from app.wording.translated import _

MOST = 3
BEFORE_AGREEMENTS = 2
"""The number of topics that stand out which come before a topic with an open agreement."""

Why = Literal["signal", "agreed", "turn", "chosen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSubject:
    """One topic for a meeting to talk about. `why`: the rule that chose it; `line`: the answer it is about.
    `signal`: the difference or change for which it was chosen, if that is the rule.
    """

    topic: Topic
    line: TopicLine
    why: Why
    signal: SignalView | None = None

    @property
    def word(self) -> str:
        """Return how certain what stands out is, in one word; empty when nothing does."""
        return grade_in_one_word(self.signal.grade) if self.signal else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One topic for a meeting to talk about, in words, with an open question about it.
    `says`: the difference or change that stands out; or a larger group's figure, where the group's own may not be
    shown. `word`: how certain that difference is, empty without one. `next_result`: the day of the next result, empty
    without one.
    """

    title: str
    line: TopicLine
    says: str
    word: str
    grade: str
    why: str
    question: str
    next_result: str


def choose_subjects(
    topics: Sequence[Topic], signals: Sequence[SignalView], *, agreed: Sequence[str], number: int
) -> tuple[MeetingSubject, ...]:
    """Choose at most three topics to talk about: what stands out, then open agreements, then topics in turn.
    No two are about the same construct (what questions measure). `agreed`: constructs with an open agreement, newest
    first. `number`: the period's number; with each period other topics have their turn.
    """
    standing_out = _once(_of_signals(topics, signals))
    promised = _once(_of_agreements(topics, agreed))
    first = [*standing_out[:BEFORE_AGREEMENTS], *promised[:1], *standing_out[BEFORE_AGREEMENTS:], *promised[1:]]
    chosen = _once(first)
    taken = {each.topic.construct for each in chosen}
    others = [each for each in topics if each.shown and each.construct not in taken]
    return tuple(islice(_once([*chosen, *_in_turn(others, number=number)]), MOST))


def chosen_subjects(
    topics: Sequence[Topic], signals: Sequence[SignalView], *, chosen: Sequence[str]
) -> tuple[MeetingSubject, ...]:
    """Return the meeting's topics for the keys in `chosen`, in that order and each once; hidden topics are left out."""
    shown = {each.key: each for each in topics if each.shown}
    first_signals = {each.topic.key: each.signal for each in reversed([*_of_signals(topics, signals)])}
    return tuple(
        MeetingSubject(topic=shown[key], line=shown[key].first, why="chosen", signal=first_signals.get(key))
        for key in dict.fromkeys(chosen)
        if key in shown
    )


def talks_of(
    subjects: Sequence[MeetingSubject], questions: QuestionFile, *, number: int, result_days: Mapping[str, date]
) -> tuple[Talk, ...]:
    """Return the chosen topics in words, each with an open question that changes with the period's `number`.

    `result_days`: by construct, the day on which its next result is due. The rule is said with each topic, unless it
    is said once for all (`shared_why`).
    """
    once = shared_why(subjects)
    return tuple(
        Talk(
            title=each.line.title if each.topic.whole else f"{each.topic.title}: {each.line.about}",
            line=each.line,
            says=f"{beginning(each.signal.says)}." if each.signal else _without_signal(each.line),
            word=each.word,
            grade=each.signal.grade if each.signal else "none",
            why="" if once else why_words(each),
            question=say(question_for(questions, each.topic.construct, number=number)),
            next_result=long_day(result_days[each.topic.construct]) if each.topic.construct in result_days else "",
        )
        for each in subjects
    )


def card_about(cards: Sequence[GroupCardView], subjects: Sequence[MeetingSubject]) -> GroupCardView | None:
    """Return the first card about one of the chosen topics, in their order; else the first card; None without cards."""
    for subject in subjects:
        for card in cards:
            if subject.topic.construct in card.constructs:
                return card
    return cards[0] if cards else None


def why_words(subject: MeetingSubject) -> str:
    """Return in a few words why a topic was chosen for the meeting: "It stands out.", "An agreement." and so on."""
    match subject.why:
        case "signal":
            return _("It stands out.")
        case "agreed":
            return _("An agreement.")
        case "chosen":
            return _("Chosen for this meeting.")
    return _("Its turn.")


def shared_why(subjects: Sequence[MeetingSubject]) -> str:
    """Return in words the rule by which all topics were chosen; empty for one topic, or where the rules differ."""
    if len(subjects) < 2 or len({each.why for each in subjects}) > 1:
        return ""
    match subjects[0].why:
        case "signal":
            return _("These topics stand out.")
        case "agreed":
            return _("About these topics there is an agreement.")
        case "chosen":
            return _("Chosen for this meeting.")
    return _("These topics take their turn; every period brings others.")


def _without_signal(line: TopicLine) -> str:
    if line.instead:
        return f"{line.instead}."
    return f"{beginning(line.verdict)}." if line.verdict else ""


def _once(subjects: Sequence[MeetingSubject] | Iterator[MeetingSubject]) -> list[MeetingSubject]:
    found: dict[str, MeetingSubject] = {}
    for each in subjects:
        found.setdefault(each.topic.construct, each)
    return list(found.values())


def _of_signals(topics: Sequence[Topic], signals: Sequence[SignalView]) -> Iterator[MeetingSubject]:
    lines = {(line.item, line.option): (topic, line) for topic in topics for line in topic.lines if line.own}
    for signal in signals:
        if found := lines.get((signal.item, signal.option)):
            yield MeetingSubject(topic=found[0], line=found[1], why="signal", signal=signal)


def _of_agreements(topics: Sequence[Topic], agreed: Sequence[str]) -> Iterator[MeetingSubject]:
    for construct in agreed:
        for topic in topics:
            if topic.construct == construct and topic.whole and topic.shown:
                yield MeetingSubject(topic=topic, line=topic.lines[0], why="agreed")


def _in_turn(topics: Sequence[Topic], *, number: int) -> Iterator[MeetingSubject]:
    """Yield the topics whose turn it is, three per period and the largest difference first, then the other topics.

    Topics with a figure that may be shown come before those without.
    """
    best = [each for each in topics if each.whole and each.lines[0].own]
    rest = [each for each in topics if each.whole and not each.lines[0].own]
    start = (number * MOST) % len(best) if best else 0
    turned = [*best[start:], *best[:start]]
    for topic in (*sorted(turned[:MOST], key=lambda each: -each.lines[0].lean), *turned[MOST:], *rest):
        yield MeetingSubject(topic=topic, line=topic.lines[0], why="turn")
