"""The words of one questionnaire, each looked up once: a board says the same few things hundreds of times."""

from __future__ import annotations

from functools import cache, partial
from typing import Protocol

from app.instrument.deciding_questions import decider_of
from app.instrument.schema import Instrument, UnknownItem
from app.releases.rules.cells import Row
from app.wording import answer_words as words
from app.wording.figure_words import over_everybody, people_words, share_words
from app.wording.group_names import the_region
from app.wording.joined_words import in_quotes

PARTED = ("multi", "grid", "yes_no_per_choice")
"""Questions of many answers: they stand together as one block."""


class NamedGroup(Protocol):
    """A group beside another one: `region`, `kind` (of organisation) or one with a name of its own."""

    @property
    def key(self) -> str: ...

    @property
    def group(self) -> str: ...

    @property
    def name(self) -> str: ...


class Phrases:
    """The words of one instrument in one reader's language. Lives for one request."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.title = cache(partial(words.title_of, instrument))
        self.what = cache(partial(words.figure_title, instrument))
        self.part = cache(partial(words.part_words, instrument))
        self.choice = cache(partial(words.category_words, instrument))
        self.people = cache(people_words)
        self.share = cache(share_words)
        self.counted_over = cache(self._counted_over)
        self.beside = cache(self._beside)

    def count(self, name: str, option: str) -> str:
        """Which answers a figure counts, in a sentence."""
        return words.count_words(self.instrument.item(name.partition(".")[0]), option)

    def whom(self, row: Row) -> str:
        """Of whom a row tells: the group, or a part of it."""
        if row.statistic == "relation":
            return words.joint_part(self.instrument, row.breakdown, row.category)
        if row.breakdown:
            return self.part(row.breakdown, row.category)
        return self.choice("org_type", row.group) if row.level == "orgtype" else row.group_name

    def _beside(self, beside: NamedGroup) -> str:
        """The group that stands beside the own one, in running text."""
        match beside.key:
            case "region":
                return the_region()
            case "kind":
                return in_quotes(self.choice("org_type", beside.group))
        return beside.name

    def has_many(self, name: str) -> bool:
        """Whether a question has several answers with a figure of their own."""
        try:
            return self.instrument.item(name.partition(".")[0]).type in PARTED
        except UnknownItem:
            return False

    def _counted_over(self, name: str) -> str:
        """Of whom a figure is a share: of a routed item all who answered another; else empty."""
        try:
            item = self.instrument.item(name.partition(".")[0])
        except UnknownItem:
            return ""
        decider = decider_of(self.instrument, item)
        if decider is None or decider == item.key:
            return ""
        return over_everybody(self.title(decider))
