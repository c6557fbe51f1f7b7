"""PRIVATE. Encrypted ballots with proposals, support and votes: handing in, taking back, leaving. Callers commit.

Each of the three polls of a round takes one ballot per person: its name is an HMAC that only they can
compute, its content is encrypted to a key that is made for the poll and destroyed after counting. What was
handed in can be replaced and taken back while the poll is open, and read by nobody until it closes: not even
by who wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.db import PRIVATE, AnySession, Base
from app.participants.service import lock_own_account
from app.themes.models import ThemeRound
from app.themes.stages import POLLS, Poll
from app.vault.ballot_seal import BallotSealer, ballot_name
from app.vault.personal_keys import ParticipantKeys

ROOM = 2048  # The longest proposal is 380 letters of at most four bytes.


class PollClosed(Exception):
    """The poll takes no ballots: its time is over or has not come, or the round was stopped."""


class ThemeBallot(Base):
    """One encrypted ballot of one poll. No person, no team, no time; all are of one size."""

    __tablename__ = "theme_ballot"
    __table_args__ = PRIVATE

    name: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("theme_round.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


def poll_id(round_id: str, poll: Poll) -> str:
    """Return the id under which a poll's key and ballots are stored; no period has such an id."""
    return f"theme-{round_id}-{poll}"


def hand_in(
    session: AnySession,
    keys: ParticipantKeys,
    *,
    round_id: str,
    poll: Poll,
    content: Mapping[str, Any],
    now: datetime,
) -> None:
    """Store an encrypted ballot in place of the participant's earlier one. Raises PollClosed, NotAParticipant."""
    public_key = _hold(session, keys, round_id=round_id, poll=poll, now=now)
    name = own_name(keys, round_id=round_id, poll=poll)
    _remove(session, [name])
    sealed = BallotSealer(public_key, room=ROOM).seal(content)
    session.execute(insert(ThemeBallot).values(name=name, round_id=round_id, sealed=sealed))


def take_back(session: AnySession, keys: ParticipantKeys, *, round_id: str, poll: Poll, now: datetime) -> None:
    """Delete the participant's ballot in this poll. Raises PollClosed, NotAParticipant."""
    _hold(session, keys, round_id=round_id, poll=poll, now=now)
    _remove(session, [own_name(keys, round_id=round_id, poll=poll)])


def has_handed_in(session: AnySession, keys: ParticipantKeys, *, round_id: str, poll: Poll) -> bool:
    """Return whether the owner of these keys has a ballot in this poll; nobody else can ask."""
    own = select(ThemeBallot.name).where(ThemeBallot.name == own_name(keys, round_id=round_id, poll=poll))
    return session.scalar(own) is not None


def forget_own(session: AnySession, keys: ParticipantKeys) -> list[bytes]:
    """Delete the uncounted theme ballots of a participant who leaves; return their storage names.
    There is a name for each poll of each uncounted round, also for ballots that were never cast: the caller keeps all
    of them out of a restored backup.
    """
    rounds = session.scalars(select(ThemeRound.id).where(ThemeRound.public_key.is_not(None)))
    names = [own_name(keys, round_id=each, poll=poll) for each in rounds for poll in POLLS]
    _remove(session, names)
    return names


def rename_own(session: AnySession, keys: ParticipantKeys, *, new: ParticipantKeys) -> None:
    """Rename a participant's ballots that are not counted yet, so that the keys of their new code find them."""
    rounds = session.scalars(select(ThemeRound.id).where(ThemeRound.public_key.is_not(None))).all()
    for round_id in rounds:
        for poll in POLLS:
            old, name = (own_name(each, round_id=round_id, poll=poll) for each in (keys, new))
            session.execute(update(ThemeBallot).where(ThemeBallot.name == old).values(name=name))


def own_name(keys: ParticipantKeys, *, round_id: str, poll: Poll) -> bytes:
    """Return the 32-byte name of a participant's ballot in this poll; it is different in every round and poll."""
    return ballot_name(keys, period=poll_id(round_id, poll), item=poll, channel="theme")


def _hold(session: AnySession, keys: ParticipantKeys, *, round_id: str, poll: Poll, now: datetime) -> bytes:
    """Return the public key of an open poll; until the transaction ends nobody counts it and the writer cannot leave.

    Raises PollClosed, NotAParticipant.
    """
    lock_own_account(session, keys)
    shared = select(ThemeRound).where(ThemeRound.id == round_id).with_for_update(read=True, of=ThemeRound)
    found = session.scalars(shared.execution_options(populate_existing=True)).one()
    if found.open_poll(now) != poll or found.public_key is None:
        raise PollClosed
    return found.public_key


def _remove(session: AnySession, names: Iterable[bytes]) -> None:
    session.execute(delete(ThemeBallot).where(ThemeBallot.name.in_(list(names))))
