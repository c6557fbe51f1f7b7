"""Which organisations sign in their own staff (OpenID Connect): issuer and client as a row, the secret as a file.

Only an operator sets this up (`peil staff single-sign-on`), never a page, because the server calls the address that is
set here. Callers commit.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select, update

from app.accounts.models import StaffAccount, StaffProvider
from app.db import AnySession
from app.organisations.models import Organisation, Team

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class IssuerRefused(ValueError):
    """The provider's address cannot be used: it must be https without a query; http only on this machine."""


class SecretMissing(LookupError):
    """The file with the provider's client secret is missing or empty."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Provider:
    """The single sign-on provider (OpenID Connect) of one organisation: its address, our client id and our secret."""

    organisation_id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return f"Provider({self.organisation_id})"


def set_provider(session: AnySession, organisation_id: str, *, issuer: str, client_id: str) -> None:
    """Let this OpenID Connect provider sign in the organisation's staff. Raises IssuerRefused.

    When the issuer changes, everybody known under the old one has to be recognised anew.
    """
    issuer = issuer.rstrip("/")
    parts = urlsplit(issuer)
    if not parts.hostname or parts.query or parts.fragment:
        raise IssuerRefused
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise IssuerRefused
    older = session.get(StaffProvider, organisation_id)
    if older and older.issuer != issuer:
        _forget_identities(session, organisation_id)
    session.merge(StaffProvider(organisation_id=organisation_id, issuer=issuer, client_id=client_id))


def remove_provider(session: AnySession, organisation_id: str) -> None:
    """Remove the organisation's single sign-on provider, if it has one; its staff sign in by other ways."""
    found = session.get(StaffProvider, organisation_id)
    if found:
        _forget_identities(session, organisation_id)
        session.delete(found)


def organisations_with_provider(session: AnySession) -> Sequence[tuple[str, str]]:
    """Return (id, name) of each organisation that signs in its own staff, sorted by name."""
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .join(StaffProvider, StaffProvider.organisation_id == Organisation.id)
        .order_by(Organisation.name)
    )
    return [(organisation_id, name) for organisation_id, name in rows]


def provider_of(session: AnySession, organisation_id: str, *, keys: Path) -> Provider | None:
    """Return the organisation's single sign-on provider; None where it has none. Raises SecretMissing."""
    found = session.get(StaffProvider, organisation_id)
    if found is None:
        return None
    return Provider(
        organisation_id=organisation_id,
        name=session.get_one(Organisation, organisation_id).name,
        issuer=found.issuer,
        client_id=found.client_id,
        client_secret=_read_secret(secret_path(keys, organisation_id)),
    )


def organisation_of(session: AnySession, role: str, *, scope: str) -> str | None:
    """Return the id of the organisation whose single sign-on an account with this role and scope uses.
    None for the region's own staff, who have none.
    """
    if role == "team":
        return session.scalar(select(Team.organisation_id).where(Team.id == scope))
    return scope if role in {"organisation", "council"} else None


def secret_path(keys: Path, organisation_id: str) -> Path:
    return keys / f"single-sign-on-{organisation_id}"


def write_secret(path: Path, secret: str) -> None:
    """Write a provider's client secret to a file that only the operator can read (mode 0600), over an older one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)


def _read_secret(path: Path) -> str:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except OSError:
        secret = ""
    if not secret:
        raise SecretMissing(path)
    return secret


def _forget_identities(session: AnySession, organisation_id: str) -> None:
    teams = select(Team.id).where(Team.organisation_id == organisation_id)
    own = (StaffAccount.role != "region") & ((StaffAccount.scope == organisation_id) | StaffAccount.scope.in_(teams))
    session.execute(update(StaffAccount).where(own).values(single_sign_on=None))
