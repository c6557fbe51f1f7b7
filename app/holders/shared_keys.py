"""The keys that are with key holders now: of open periods and polls, with who brought a share and what waits.

Decides nothing: it reads the database and the key files. Must not decrypt anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select

from app import clock
from app.db import AnySession, db
from app.holders.demonstration import demonstration_keys
from app.holding import Holder
from app.programme.models import Period, Programme
from app.themes.models import ThemeRound
from app.themes.stages import RUNNING, poll_of
from app.themes.theme_ballots import poll_id
from app.vault.brought_shares import kept_shares
from app.vault.key_files import KeyFileUnreadable
from app.vault.period_keys import PeriodKeyMissing, PeriodKeys
from app.web.settings import settings

SEALED = ("open", "closing", "waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedKey:
    """A key of a period or poll whose shares are with holders.
    `id`: of its file; `subject`: the id of the period or theme round.

    `brought`: numbers of the holders whose shares are there. `readable`: whether the key file is there and sound.
    """

    id: str
    kind: Literal["period", "theme"]
    subject: str
    programme_id: str
    opens_at: datetime | None
    closes_at: datetime
    over: bool
    readable: bool
    needed: int
    holders: tuple[Holder, ...]
    brought: frozenset[int]

    @property
    def last_moment(self) -> datetime:
        """Return the last moment at which people can answer; `closes_at` is the first moment that is too late."""
        return self.closes_at - timedelta(seconds=1)

    @property
    def missing(self) -> int:
        """Return how many more shares are needed before the key can be used."""
        return max(0, self.needed - len(self.brought))

    def numbers_of(self, email: str) -> list[int]:
        """Return the numbers of the shares that the staff member with this e-mail address is to bring."""
        return [number for number, each in enumerate(self.holders) if each.email and each.email == email]


def period_keys() -> PeriodKeys:
    """Return the keys folder of this installation; in a demonstration it can use the holders' keys too."""
    own = settings()
    return PeriodKeys(own.keys, standing_by=demonstration_keys(own.instance))


def shared_keys(session: AnySession, *, now: datetime) -> list[SharedKey]:
    """Return every key whose shares are with holders, sorted by the moment at which its period or poll closes."""
    found = [*_of_periods(session, now=now), *_of_polls(session, now=now)]
    return sorted(found, key=lambda each: (each.closes_at, each.id))


def waiting_keys(session: AnySession, *, now: datetime) -> list[SharedKey]:
    """Return the keys, split among holders, of periods and polls that are over but not counted yet."""
    return [each for each in shared_keys(session, now=now) if each.over]


def keys_of_programme(programme_id: str) -> list[SharedKey]:
    """Return the keys of one programme that are with holders, for its page."""
    return [each for each in shared_keys(db.session, now=clock.now()) if each.programme_id == programme_id]


def _of_periods(session: AnySession, *, now: datetime) -> Iterator[SharedKey]:
    for each in session.scalars(select(Period).where(Period.state.in_(SEALED))):
        promised = each.key_holders
        found = _read(each.id, now=now)
        if found is None and promised is None:
            continue
        needed, holders, brought = found or (int((promised or {})["needed"]), (), frozenset())
        yield SharedKey(
            id=each.id,
            kind="period",
            subject=each.id,
            programme_id=each.programme_id,
            opens_at=each.opens_at,
            closes_at=each.closes_at,
            over=each.closes_at <= now,
            readable=found is not None,
            needed=needed,
            holders=holders,
            brought=brought,
        )


def _of_polls(session: AnySession, *, now: datetime) -> Iterator[SharedKey]:
    rounds = select(ThemeRound).join(Programme, Programme.id == ThemeRound.programme_id)
    for each in session.scalars(rounds.where(ThemeRound.state.in_(RUNNING))):
        poll = poll_of(each.state)
        found = _read(poll_id(each.id, poll), now=now) if poll else None
        if poll is None or found is None:
            continue
        yield SharedKey(
            id=poll_id(each.id, poll),
            kind="theme",
            subject=each.id,
            programme_id=each.programme_id,
            opens_at=None,
            closes_at=each.moments.closing(poll),
            over=each.moments.closing(poll) <= now,
            readable=True,
            needed=found[0],
            holders=found[1],
            brought=found[2],
        )


def _read(key_id: str, *, now: datetime) -> tuple[int, tuple[Holder, ...], frozenset[int]] | None:
    """Return how many shares are needed, the holders, and whose shares are there.

    None for a key without holders, or one that cannot be read.
    """
    keys = PeriodKeys(settings().keys)
    try:
        holders = keys.holders_of(key_id)
    except (PeriodKeyMissing, KeyFileUnreadable):
        return None
    if holders is None:
        return None
    return holders.needed, holders.all, frozenset(kept_shares(keys, key_id, now=now))
