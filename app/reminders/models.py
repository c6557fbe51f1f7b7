"""PRIVATE tables of where and when to remind: nothing says whose phone or calendar it is.

No row names a membership, a team or a diary, and none says when it was made or what was answered.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import PRIVATE, Base


class PushSubscription(Base):
    """A browser that asked to be reminded; its key is the SHA-256 of its push address.

    `next_due`: quarter hours since 1970 in UTC, so that no row can hold an exact moment. `sent_in_wave` counts
    in the wave that `next_due` lies in: a phone that answered looks like one that was reminded twice.
    `failures`: turns in a row that the push service put off.
    `result_due`: the quarter hour of the message that a result is there, the same for all with the same quiet hours;
    None: nothing is waiting. `result_failures`: how often the push service put that message off.
    """

    __tablename__ = "push_subscription"
    __table_args__ = PRIVATE

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"))
    endpoint: Mapped[str] = mapped_column(String(1024))
    p256dh: Mapped[bytes] = mapped_column(LargeBinary(65))
    auth: Mapped[bytes] = mapped_column(LargeBinary(16))
    weekday: Mapped[int]
    hour: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    quiet_from: Mapped[int]
    quiet_to: Mapped[int]
    next_due: Mapped[int] = mapped_column(index=True)
    sent_in_wave: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    result_due: Mapped[int | None] = mapped_column(index=True)
    result_failures: Mapped[int] = mapped_column(default=0, server_default="0")


class AnnouncedResult(Base):
    """A period whose result was announced: every phone of its region has a moment at which it will be told."""

    __tablename__ = "announced_result"

    period_id: Mapped[str] = mapped_column(ForeignKey("period.id"), primary_key=True)


class FeedAddress(Base):
    """A calendar feed: the hash of its unguessable token, and the region whose waves it lists."""

    __tablename__ = "feed_address"
    __table_args__ = PRIVATE

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"))
    revoked: Mapped[bool] = mapped_column(default=False)
