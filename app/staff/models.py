"""Staff accounts, their one-time sign-in addresses and sessions, and the log of what staff did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime, new_id

ROLES = ("region", "organisation", "team")


class StaffAccount(Base):
    """A person who runs or reads group results; `scope` is the id of the region, organisation or team."""

    __tablename__ = "staff_account"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    role: Mapped[str] = mapped_column(String(12))
    scope: Mapped[str] = mapped_column(String(20))


class StaffLink(Base):
    """A sign-in address; only its hash is kept."""

    __tablename__ = "staff_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_account.id"))
    uses_left: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    account: Mapped[StaffAccount] = relationship()


class StaffSession(Base):
    """A signed-in browser of a staff member; deleting the row signs it out."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_account.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    account: Mapped[StaffAccount] = relationship()


class AuditEvent(Base):
    """What a staff member did, in a constant name; never what a participant did."""

    __tablename__ = "audit_event"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_account.id"))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    event: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120), default="")
