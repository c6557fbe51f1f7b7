"""The passkeys of an account, and the host name that passkeys are bound to. Callers commit."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, select

from app.accounts.models import StaffPasskey
from app.accounts.service import record
from app.db import AnySession, changed_rows


@dataclass(frozen=True, slots=True)
class Site:
    """The host name that passkeys are bound to, and the origin that browsers must report."""

    host: str
    origin: str


def site_of(base_url: str) -> Site | None:
    """Return the site of this installation; None where its host is an IP address, for which no passkeys exist."""
    host = urlsplit(base_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return Site(host, base_url)
    return None


def passkeys_of(session: AnySession, account_id: str) -> Sequence[StaffPasskey]:
    return session.scalars(
        select(StaffPasskey).where(StaffPasskey.account_id == account_id).order_by(StaffPasskey.added_on)
    ).all()


def remove_passkey(session: AnySession, account_id: str, *, passkey_id: str, now: datetime) -> bool:
    """Delete one of the account's passkeys; False when it has none of this id."""
    own = delete(StaffPasskey).where(StaffPasskey.account_id == account_id, StaffPasskey.id == passkey_id)
    if not changed_rows(session, own):
        return False
    record(session, account_id, event="staff.passkey_removed", now=now)
    return True
