"""PRIVATE. Encrypted remarks of an open box: handing in, taking back, leaving. Callers commit.

One remark per person and period: its name is an HMAC that only its writer can compute, its content is padded to one
size and encrypted to a key that is made for this box and destroyed after opening. Until then it can be replaced and
taken back, and read by nobody, not even by who wrote it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.db import PRIVATE, AnySession, Base
from app.participants.service import lock_own_account
from app.programme.concerns import REMARKS_BOX
from app.programme.models import Period, Programme
from app.remarks.models import OPEN, ROOM, RemarksOfPeriod
from app.vault.ballot_seal import BallotSealer, ballot_name
from app.vault.personal_keys import ParticipantKeys


class RemarksClosed(Exception):
    """The box takes no remarks: its period has not begun or is over, or the box waits for a person."""


class RemarkEnvelope(Base):
    """One encrypted remark of an open box. No person, no team, no time; all are of one size."""

    __tablename__ = "remark_envelope"
    __table_args__ = PRIVATE

    name: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    period_id: Mapped[str] = mapped_column(ForeignKey("remarks_of_period.period_id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


def remarks_key(period_id: str) -> str:
    """Return the name of the key to which the remarks of a period are encrypted until its box is opened."""
    return f"{REMARKS_BOX}{period_id}"


def open_remarks(session: AnySession, *, region_id: str, now: datetime) -> RemarksOfPeriod | None:
    """Return the box of this region that takes remarks at `now`; None without one."""
    taking = RemarksOfPeriod.state == OPEN, RemarksOfPeriod.waiting_because.is_(None), Period.closes_at > now
    found = select(RemarksOfPeriod).join(RemarksOfPeriod.period).join(Period.programme)
    return session.scalars(found.where(*taking, Programme.region_id == region_id)).first()


def hand_in_remark(session: AnySession, keys: ParticipantKeys, *, period_id: str, text: str, now: datetime) -> None:
    """Store a remark in place of the participant's earlier one. Raises RemarksClosed, NotAParticipant."""
    public_key = _hold(session, keys, period_id=period_id, now=now)
    name = remark_name(keys, period_id=period_id)
    session.execute(delete(RemarkEnvelope).where(RemarkEnvelope.name == name))
    sealed = BallotSealer(public_key, room=ROOM).seal({"remark": text})
    session.execute(insert(RemarkEnvelope).values(name=name, period_id=period_id, sealed=sealed))


def take_remark_back(session: AnySession, keys: ParticipantKeys, *, period_id: str, now: datetime) -> None:
    """Delete the participant's remark of an open box. Raises RemarksClosed, NotAParticipant."""
    _hold(session, keys, period_id=period_id, now=now)
    session.execute(delete(RemarkEnvelope).where(RemarkEnvelope.name == remark_name(keys, period_id=period_id)))


def has_written(session: AnySession, keys: ParticipantKeys, *, period_id: str) -> bool:
    """Return whether the owner of these keys has a remark in this open box; nobody else can ask."""
    own = select(RemarkEnvelope.name).where(RemarkEnvelope.name == remark_name(keys, period_id=period_id))
    return session.scalar(own) is not None


def forget_own_remarks(session: AnySession, keys: ParticipantKeys) -> list[bytes]:
    """Delete the unopened remarks of a participant who leaves; return their storage names, one for each unopened box.
    Names of remarks that were never written are included: the caller keeps all of them out of a restored backup.
    """
    names = [remark_name(keys, period_id=each) for each in _unopened(session)]
    session.execute(delete(RemarkEnvelope).where(RemarkEnvelope.name.in_(names)))
    return names


def rename_own_remarks(session: AnySession, keys: ParticipantKeys, *, new: ParticipantKeys) -> None:
    """Give the unopened remarks of a participant with a new code the storage names that belong to the new keys.
    `keys`: the ones before. Without this the participant could no longer find or take back a remark.
    """
    for period_id in _unopened(session):
        old, name = (remark_name(each, period_id=period_id) for each in (keys, new))
        session.execute(update(RemarkEnvelope).where(RemarkEnvelope.name == old).values(name=name))


def remark_name(keys: ParticipantKeys, *, period_id: str) -> bytes:
    """Return the 32-byte storage name of a participant's remark in this period; it differs in every period."""
    return ballot_name(keys, period=remarks_key(period_id), item="remark", channel="remarks")


def _unopened(session: AnySession) -> list[str]:
    return list(session.scalars(select(RemarksOfPeriod.period_id).where(RemarksOfPeriod.public_key.is_not(None))))


def _hold(session: AnySession, keys: ParticipantKeys, *, period_id: str, now: datetime) -> bytes:
    """Return the public key of an open box; until the transaction ends nobody opens it and the writer cannot leave.

    Raises RemarksClosed, NotAParticipant.
    """
    lock_own_account(session, keys)
    shared = select(RemarksOfPeriod).where(RemarksOfPeriod.period_id == period_id)
    locked = shared.with_for_update(read=True, of=RemarksOfPeriod).execution_options(populate_existing=True)
    found = session.scalars(locked).one()
    if found.state != OPEN or found.waiting_because or found.period.closes_at <= now or found.public_key is None:
        raise RemarksClosed
    return found.public_key
