"""Tables of the remarks box that hold no participant: whether a period's box is open, and remarks that can be read."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import PRIVATE, Base
from app.programme.models import Period

PLANNED, OPEN, CLOSED, DELETED = "planned", "open", "closed", "deleted"
LETTERS: Final = 800
ROOM: Final = 4096
"""Bytes that every remark is padded to; `LETTERS` characters take at most four bytes each."""
BOX_STATES: Final = (PLANNED, OPEN, CLOSED, DELETED)


class RemarksOfPeriod(Base):
    """The remarks box of one period whose programme wanted one when the period opened.

    States: planned → open → closed (the programme team can read) → deleted. `public_key`: of the open box; it stays
    until the private key is destroyed. `waiting_because`: why remarks cannot be opened, as a kind of
    `app/programme/concerns.py`. `delete_on`: the day on which the tick deletes them; None until the box is closed.
    """

    __tablename__ = "remarks_of_period"
    __table_args__ = (CheckConstraint(f"state IN {BOX_STATES}", name="state"),)

    period_id: Mapped[str] = mapped_column(ForeignKey("period.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(8), default=PLANNED)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    waiting_because: Mapped[str | None] = mapped_column(String(20))
    delete_on: Mapped[date | None]

    period: Mapped[Period] = relationship(lazy="joined", innerjoin=True)


class Remark(Base):
    """One remark of a closed box, encrypted again and listed by its random id. Holds no person, team or time."""

    __tablename__ = "remark"
    __table_args__ = PRIVATE

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    period_id: Mapped[str] = mapped_column(ForeignKey("remarks_of_period.period_id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
