"""The one door between private and public. Opens the ballots of a closed period once, and keeps only counts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.answering.models import Ballot
from app.db import AnySession
from app.instrument.indicators import indicate, indicators
from app.instrument.schema import Instrument, Item
from app.releases.aggregate import Tally, Vote
from app.vault.ballots import BallotOpener

AT_ONCE = 2000


def count_ballots(session: AnySession, period_id: str, *, private_key: bytes, instrument: Instrument) -> Tally:
    """Open every ballot of the period and count it; memory stays bounded however many there are.

    A ballot that does not open, or is about something the instrument does not ask, is not counted.
    """
    tally = Tally()
    contents = BallotOpener(private_key).open_all(_sealed(session, period_id), threads=os.cpu_count() or 1)
    items = {item.key: item for item in instrument.items}
    for content in contents:
        if content is not None and content.get("i") in items:
            for vote in _votes(content, items[content["i"]]):
                tally.add(vote)
    return tally


def _sealed(session: AnySession, period_id: str) -> Iterator[bytes]:
    query = select(Ballot.sealed).where(Ballot.period_id == period_id).execution_options(yield_per=AT_ONCE)
    yield from session.scalars(query)


def _votes(content: dict[str, Any], item: Item) -> Iterator[Vote]:
    """What one ballot says: one vote, or for a grid one per row that was answered."""
    verdicts = indicate(item, content["v"])
    by_base: dict[str, list[tuple[str, bool]]] = {}
    for indicator in indicators(item):
        if indicator.option in verdicts:
            by_base.setdefault(indicator.base, []).append((indicator.option, verdicts[indicator.option]))
    for base, marks in by_base.items():
        yield Vote(channel=content["c"], item=base, group=content["g"], marks=tuple(marks))
