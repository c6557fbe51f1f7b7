"""PRIVATE tables of encrypted answers: ballots without an owner, and diaries that only their owner can decrypt.

No table here has a time, a sequence, or a column that ties two rows of different kinds together.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.db import PRIVATE, Base


class Ballot(Base):
    """One encrypted answer to one item, to be counted by team, by a background question or by another item.
    Its name is an HMAC that only its owner can compute.
    """

    __tablename__ = "ballot"
    __table_args__ = PRIVATE

    name: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    period_id: Mapped[str] = mapped_column(ForeignKey("period.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class DiaryEntry(Base):
    """One row of a participant's diary, encrypted under the personal code and padded to one size."""

    __tablename__ = "diary_entry"
    __table_args__ = PRIVATE

    owner: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    name: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
