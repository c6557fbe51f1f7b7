"""The words of one board, each looked up once: a board says the same few things hundreds of times."""

from __future__ import annotations

from functools import cache, partial

from app.groups import group_words as words
from app.groups.places import Beside
from app.instrument.deciding_questions import decider_of
from app.instrument.schema import Instrument, UnknownItem
from app.releases.rules.cells import Row

PARTED = ("multi", "grid", "yes_no_per_choice")
"""Questions of many answers: they stand together as one block."""


class Phrases:
    """The words of one instrument in one reader's language. Lives for one request."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.title = cache(partial(words.title, instrument))
        self.what = cache(partial(words.what, instrument))
        self.part = cache(partial(words.part, instrument))
        self.choice = cache(partial(words.choice, instrument))
        self.people = cache(words.people)
        self.share = cache(words.share)
        self.counted_over = cache(self._counted_over)
        self.beside = cache(self._beside)

    def whom(self, row: Row) -> str:
        """Of whom a row tells: the group, or a part of it."""
        if row.statistic == "relation":
            return words.joint_part(self.instrument, row.breakdown, row.category)
        if row.breakdown:
            return self.part(row.breakdown, row.category)
        return self.choice("org_type", row.group) if row.level == "orgtype" else row.group_name

    def _beside(self, beside: Beside) -> str:
        """The group that stands beside the own one, in running text."""
        match beside.key:
            case "region":
                return words.the_region()
            case "kind":
                return words.in_quotes(self.choice("org_type", beside.group))
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
        return words.of_everybody(self.title(decider))
