"""Tables of staff accounts, their ways to sign in, their sessions, and the log of what staff did.

No secret is stored in clear: tokens are hashed, passwords hashed with argon2id, code app secrets encrypted.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UtcDateTime, new_id

ROLES = ("region", "organisation", "team", "council")
DEVICE_LETTERS = 40


class StaffAccount(Base):
    """A person who runs programmes or reads group results; `scope` is the id of the region, organisation or team.

    `password_hash` and `totp_sealed` come together or not at all. `totp_step` is the last time step whose code was
    used, `single_sign_on` the hash of who the organisation's provider says this is. An account that is not
    `active` lets nobody in; it stays because the log names it.
    """

    __tablename__ = "staff_account"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    role: Mapped[str] = mapped_column(String(12))
    scope: Mapped[str] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_sealed: Mapped[str | None] = mapped_column(String(300))
    totp_step: Mapped[int | None]
    single_sign_on: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class StaffLink(Base):
    """A one-time sign-in address for a staff account; only the hash of its token is stored."""

    __tablename__ = "staff_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_account.id"))
    uses_left: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    account: Mapped[StaffAccount] = relationship()


class StaffSession(Base):
    """A browser in which a staff member is signed in; deleting the row signs it out. `id`: identifies it in forms."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(20), default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_account.id"))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(String(DEVICE_LETTERS), default="")

    account: Mapped[StaffAccount] = relationship()


class StaffPasskey(Base):
    """The public key of a passkey; `device` is the browser in which it was made, for its owner to recognise."""

    __tablename__ = "staff_passkey"

    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), primary_key=True)
    id: Mapped[str] = mapped_column(String(20), default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_account.id"))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    device: Mapped[str] = mapped_column(String(DEVICE_LETTERS))
    added_on: Mapped[date]

    account: Mapped[StaffAccount] = relationship()


class StaffInvitation(Base):
    """An invitation that makes one account, once; deleting the row withdraws it. One per e-mail address."""

    __tablename__ = "staff_invitation"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    role: Mapped[str] = mapped_column(String(12))
    scope: Mapped[str] = mapped_column(String(20))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffProvider(Base):
    """The single sign-on of one organisation; its client secret lies in the keys folder."""

    __tablename__ = "staff_provider"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))


class StaffAttempt(Base):
    """A sign-in step that one browser has begun and must finish soon; the row is deleted when it is used."""

    __tablename__ = "staff_attempt"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("staff_account.id"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffThrottle(Base):
    """A count of failed sign-in tries since `began_at`.
    `key`: a keyed hash, so that the table shows neither accounts nor network addresses.
    """

    __tablename__ = "staff_throttle"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffDevice(Base):
    """A browser in which this account once signed in with its password; failed tries elsewhere do not lock it out."""

    __tablename__ = "staff_device"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_account.id"))


class AuditEvent(Base):
    """One action of a staff member, under a constant event name; participants' actions are never stored."""

    __tablename__ = "audit_event"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_account.id"))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    event: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120), default="")

    account: Mapped[StaffAccount] = relationship()
