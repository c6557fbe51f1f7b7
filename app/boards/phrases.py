"""The words of one board, each looked up once: a board says the same few things hundreds of times."""

from __future__ import annotations

from functools import cache, partial

from app.boards import words
from app.boards.places import Beside
from app.instrument.schema import Instrument
from app.releases.cells import Row


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
        self.verdict = cache(words.verdict)
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

    def part_named(self, name: str) -> str:
        """A part of the region by its name, as `compared.part_of` gives it."""
        breakdown, _colon, category = name.partition(":")
        return self.choice("org_type", category) if breakdown == "org_type" else self.part(breakdown, category)
