"""The words of one questionnaire, each cached: a board uses the same few hundreds of times."""

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
"""Types of question with a figure for each of several answers, which stand together as one block."""


class NamedGroup(Protocol):
    """The group with which figures are compared. `key`: `region`, `kind` (of organisation) or another key.
    `name`: used in sentences where the key is neither of the two.
    """

    @property
    def key(self) -> str: ...

    @property
    def group(self) -> str: ...

    @property
    def name(self) -> str: ...


class Phrases:
    """Puts keys and figures of one questionnaire into words in the reader's language, cached for one request."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.title = cache(partial(words.title_of, instrument))
        self.row = cache(partial(words.row_title, instrument))
        self.what = cache(partial(words.figure_title, instrument))
        self.part = cache(partial(words.part_words, instrument))
        self.choice = cache(partial(words.category_words, instrument))
        self.people = cache(people_words)
        self.share = cache(share_words)
        self.counted_over = cache(self._counted_over)
        self.beside = cache(self._beside)

    def count(self, name: str, option: str) -> str:
        """Return in words which answers an option's share counts: "7 or higher". `name`: the item, or "item.row"."""
        return words.count_words(self.instrument.item(name.partition(".")[0]), option)

    def whom(self, row: Row) -> str:
        """Return in words which people a released row is about: a group, or people who gave a certain answer."""
        if row.statistic == "relation":
            return words.joint_part(self.instrument, row.breakdown, row.category)
        if row.breakdown:
            return self.part(row.breakdown, row.category)
        return self.choice("org_type", row.group) if row.level == "orgtype" else row.group_name

    def divided_by(self, row: Row) -> str:
        """Return in words by what the people of a released row were set apart; empty for a whole group."""
        if row.statistic == "relation":
            return words.joint_division(self.instrument, row.breakdown)
        if row.breakdown:
            return self.title(row.breakdown)
        return self.title("org_type") if row.level == "orgtype" else ""

    def within(self, row: Row) -> str:
        """Return in words which part of a group a released row is about, without by what it was divided."""
        if row.statistic == "relation":
            return words.counted_answers(self.instrument, row.breakdown, row.category)
        if row.breakdown:
            return self.choice(row.breakdown, row.category)
        return self.whom(row)

    def _beside(self, beside: NamedGroup) -> str:
        """Return the name of the comparison group inside a sentence."""
        match beside.key:
            case "region":
                return the_region()
            case "kind":
                return in_quotes(self.choice("org_type", beside.group))
        return beside.name

    def has_many(self, name: str) -> bool:
        """Return whether an item has a figure for each of several answers, instead of one.
        `name`: its key, or "item.row".
        """
        try:
            return self.instrument.item(name.partition(".")[0]).type in PARTED
        except UnknownItem:
            return False

    def _counted_over(self, name: str) -> str:
        """Return over whom a routed item is counted, in words; empty for an item that everybody is asked."""
        try:
            item = self.instrument.item(name.partition(".")[0])
        except UnknownItem:
            return ""
        decider = decider_of(self.instrument, item)
        if decider is None or decider == item.key:
            return ""
        return over_everybody(self.title(decider))
