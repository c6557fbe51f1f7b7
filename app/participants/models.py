"""PRIVATE tables of accounts: a hash and a team each, and nothing else about the person."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.db import PRIVATE, Base


class Membership(Base):
    """A participant's account: a hash derived from the personal code, and a team; nothing else about the person.

    No dates, no background, no trace of answering. `next_team_id` takes effect when the next period opens.
    `epoch`: the random-looking value that every signed-in device shows; None for accounts from before devices
    could be signed out.
    """

    __tablename__ = "membership"
    __table_args__ = PRIVATE

    lookup_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), index=True)
    next_team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    epoch: Mapped[bytes | None] = mapped_column(LargeBinary(16))


class EndedDevice(Base):
    """A signed-out device: the hash of its random name, tied to no account.

    `forget_after`: the month, counted from the year 0, after which such a cookie would have expired anyhow.
    """

    __tablename__ = "ended_device"
    __table_args__ = PRIVATE

    device_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    forget_after: Mapped[int]
