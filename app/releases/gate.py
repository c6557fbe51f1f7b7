"""The one door between private and public. Opens the ballots of a closed period once, and keeps only counts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app.answering.models import Ballot
from app.db import AnySession
from app.instrument.indicators import indicate, indicators
from app.instrument.schema import Instrument, Item
from app.releases.aggregate import Tally, Vote
from app.vault.ballots import BallotOpener

AT_ONCE = 2000
MOST_REMEMBERED = 10_000
OWN = {"c", "g", "i", "v"}
"""What every ballot says: channel, group, item and answer. Whoever can write in the database can seal anything else."""

MOST_UNOPENED_PERCENT = 1


class BallotsUnopened(Exception):
    """So many ballots do not open that the count would be false; how many of how many stands in the message."""


Verdicts = tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]
"""Per base the yes/no marks of one answer."""


def count_ballots(
    session: AnySession, period_id: str, *, private_key: bytes, instrument: Instrument, leave_unopened: bool = False
) -> Tally:
    """Open every ballot of the period and count it; memory stays bounded however many there are.

    A ballot that does not open, is none of ours, or is about something the instrument does not ask, is not counted.
    Raises BallotsUnopened where one in a hundred does not open, unless `leave_unopened`.
    """
    tally = Tally()
    counter = _Counter(instrument)
    opener = BallotOpener(private_key)
    ballots, opened = _Pile(session, period_id), 0
    for content, times in opener.open_alike(ballots, threads=os.cpu_count() or 1):
        opened += times
        for vote in counter.votes(content):
            tally.add(vote, times=times)
    if not leave_unopened:
        require_opened(opened, of=ballots.number)
    return tally


def votes_of(contents: Iterable[Mapping[str, Any]], instrument: Instrument) -> Iterator[Vote]:
    """What opened ballots say, one vote per base; the demonstration counts its own invented answers by it."""
    counter = _Counter(instrument)
    for content in contents:
        yield from counter.votes(content)


def require_opened(opened: int, *, of: int) -> None:
    """Raises BallotsUnopened where one in a hundred or more of the ballots did not open."""
    if of > opened and 100 * (of - opened) >= MOST_UNOPENED_PERCENT * of:
        raise BallotsUnopened(f"{of - opened} of {of} do not open")


class _Pile:
    """The sealed ballots of a period, one after another; `number`: how many came by so far."""

    def __init__(self, session: AnySession, period_id: str) -> None:
        self._session = session
        self._query = select(Ballot.sealed).where(Ballot.period_id == period_id).execution_options(yield_per=AT_ONCE)
        self.number = 0

    def __iter__(self) -> Iterator[bytes]:
        for sealed in self._session.scalars(self._query):
            self.number += 1
            yield sealed


class _Counter:
    """What an answer counts for; many people give the same answer, so each is worked out once."""

    def __init__(self, instrument: Instrument) -> None:
        self._items = {item.key: item for item in instrument.items}
        self._known: dict[tuple[str, str], Verdicts] = {}

    def votes(self, content: Mapping[str, Any]) -> Iterator[Vote]:
        """One vote per base; none for a ballot that is none of ours."""
        for base, marks in self.verdicts(content) if content.keys() >= OWN else ():
            yield Vote(channel=content["c"], item=base, group=content["g"], marks=marks)

    def verdicts(self, content: Mapping[str, Any]) -> Verdicts:
        """The yes/no marks of one ballot per base: the item, or for a grid each row that was answered."""
        item = self._items.get(content["i"])
        if item is None:
            return ()
        key = (item.key, repr(content["v"]))
        if key not in self._known and len(self._known) < MOST_REMEMBERED:
            self._known[key] = _verdicts(item, content["v"])
        return self._known.get(key) or _verdicts(item, content["v"])


def _verdicts(item: Item, answer: Any) -> Verdicts:
    said = indicate(item, answer)
    by_base: dict[str, list[tuple[str, bool]]] = {}
    for indicator in indicators(item):
        if indicator.option in said:
            by_base.setdefault(indicator.base, []).append((indicator.option, said[indicator.option]))
    return tuple((base, tuple(marks)) for base, marks in by_base.items())
