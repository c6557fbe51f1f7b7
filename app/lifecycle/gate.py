"""Decrypts the ballots of a closed period once, and returns only counts: the one door from private to public.

Decides what one ballot counts for. Must not know groups' figures or publish anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app.answering.models import Ballot
from app.db import AnySession
from app.instrument.indicators import indicate, indicators, not_named
from app.instrument.schema import Instrument, Item
from app.lifecycle.ballot_reader import BallotReader
from app.releases.rules.aggregate import EVERYBODY, RELATION, Tally, Vote
from app.releases.rules.joint_counts import joint_marks

AT_ONCE = 2000
MOST_REMEMBERED = 10_000
OWN = {"c", "g", "i", "v"}
"""The keys in every ballot: channel, group, item and answer. Other contents were not written by Peil."""

Verdicts = tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]
"""Per base the yes/no marks of one answer."""


def count_ballots(session: AnySession, period_id: str, *, reader: BallotReader, instrument: Instrument) -> Tally:
    """Decrypt and count every ballot of the period; memory stays bounded however many there are.

    A ballot that cannot be decrypted, was not written by Peil, or is about an unknown item is not counted. Raises
    BallotsUnopened.
    """
    tally = Tally()
    counter = _Counter(instrument)
    sealed = select(Ballot.sealed).where(Ballot.period_id == period_id).execution_options(yield_per=AT_ONCE)
    for content, times in reader.contents(session.scalars(sealed)):
        for vote in counter.votes(content) if content.keys() >= OWN else ():
            tally.add(vote, times=times)
    return tally


def votes_of(instrument: Instrument, content: Mapping[str, Any]) -> tuple[Vote, ...]:
    """Return the votes in one ballot's content; empty when it is about an item that the questionnaire does not have."""
    return _Counter(instrument).votes(content)


class _Counter:
    """Turns answers into votes, and caches them, because many people give the same answer."""

    def __init__(self, instrument: Instrument) -> None:
        self._items = {item.key: item for item in instrument.counted}
        self._relations = {f"{RELATION}{each.by}:{each.of}": each for each in instrument.relations}
        self._known: dict[tuple[str, ...], tuple[Vote, ...]] = {}

    def votes(self, content: Mapping[str, Any]) -> tuple[Vote, ...]:
        """Return the votes of one ballot: one per base, or for a relation one about both its items."""
        key = tuple(repr(content[name]) for name in sorted(OWN))
        if key not in self._known and len(self._known) < MOST_REMEMBERED:
            self._known[key] = tuple(self._votes(content))
        return self._known[key] if key in self._known else tuple(self._votes(content))

    def _votes(self, content: Mapping[str, Any]) -> Iterator[Vote]:
        channel, group, item = content["c"], content["g"], self._items.get(content["i"])
        if item is None or not isinstance(channel, str):
            return
        if channel.startswith(RELATION):
            relation = self._relations.get(channel)
            if relation and relation.of == item.key:
                marks = joint_marks(_said(self._items[relation.by], group), _said(item, content["v"]))
                yield Vote(channel=channel, item=item.key, group=EVERYBODY, marks=marks)
        elif isinstance(group, str):
            for base, marks in _verdicts(item, content["v"]):
                yield Vote(channel=channel, item=base, group=group, marks=marks)


def _said(item: Item, answer: Any) -> dict[str, bool]:
    """Return yes or no for every indicator of an item; no to each when the item is not named; empty for no answer."""
    return not_named(item) if answer is None else indicate(item, answer)


def _verdicts(item: Item, answer: Any) -> Verdicts:
    """Return the yes/no marks of one answer by base: the item or grid row that counts its answers.

    A grid's own base counts who answered any of its rows, even when it has no marks.
    """
    said = _said(item, answer)
    by_base: dict[str, list[tuple[str, bool]]] = {item.key: []} if said else {}
    for indicator in indicators(item):
        if indicator.option in said:
            by_base.setdefault(indicator.base, []).append((indicator.option, said[indicator.option]))
    return tuple((base, tuple(marks)) for base, marks in by_base.items())
