"""PRIVATE. Who takes part: a hash and a team, and nothing else."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.db import PRIVATE, Base


class Membership(Base):
    """An account: the hash of what the personal code derives to, and its team.

    No dates, no background, no trace of answering. `next_team_id` takes effect when the next period opens.
    """

    __tablename__ = "membership"
    __table_args__ = PRIVATE

    lookup_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), index=True)
    next_team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
