"""Puts a signal (a difference or change that stands out) into words: how certain, which way, and since when.

Decides the wording. Must not decide what stands out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.estimates.estimate_lookup import Signal
from app.groups.estimate_pictures import Strip, strip_of
from app.groups.known_estimates import KnownEstimates
from app.wording.certainty_words import grade_words, signal_words, why_grade
from app.wording.figure_words import estimate_words
from app.wording.group_names import the_region
from app.wording.phrases import Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalView:
    """A signal (a difference or change that stands out) in words, as a page shows it.
    `says`: the sentence about the topic; `short`: the same in a few words. `word`: how certain it is; `because`: the
    reason for that word. `value`: a note on whether a high figure is good, empty where that is clear. `many`: the
    question has a figure for each of several answers, so that the topic must name the answer.
    """

    grade: str
    item: str
    option: str
    direction: str
    kind: str
    title: str
    about: str
    says: str
    short: str
    word: str
    because: str
    figure: str
    value: str
    strip: Strip
    base: str
    many: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalWords:
    """Puts into words what stands out on a group's page: differences from the region, and changes (`Signal`).

    `months`: the month of each period, in words. `name`: the group's name. `values`: by item, whether high is
    good.
    """

    phrases: Phrases
    known: KnownEstimates
    months: Mapping[str, str]
    name: str
    values: Mapping[str, str]

    def views(self) -> tuple[SignalView, ...]:
        """Return in words each difference or change of the group that stands out, most certain first."""
        return tuple(self.view(each) for each in self.known.signals)

    def view(self, signal: Signal) -> SignalView:
        """Return in words, with a small picture, one difference or change that stands out."""
        count = signal.item, signal.option
        own = self.known.own[count]
        since = self.months.get(self.known.before[count][0], "") if count in self.known.before else ""
        says, short = signal_words(signal.direction, since=since, grade=signal.grade)
        reference = self.known.of_groups[self.known.region].get(count)
        return SignalView(
            grade=signal.grade,
            item=signal.item,
            option=signal.option,
            direction=signal.direction,
            kind=signal.kind,
            title=self.phrases.title(signal.item),
            about=self.phrases.what(*count),
            says=says,
            short=short,
            word=grade_words(signal.grade),
            because=why_grade(signal.grade, signal.chance),
            figure=estimate_words(own.share, own.lower, own.upper),
            value=self.values.get(signal.item, ""),
            strip=strip_of(
                self.name,
                own,
                beside=the_region(),
                reference=None if self.known.group == self.known.region else reference,
            ),
            base=self.phrases.counted_over(signal.item),
            many=self.phrases.has_many(signal.item),
        )
