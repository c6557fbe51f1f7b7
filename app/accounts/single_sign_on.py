"""Signs staff in through their organisation (OpenID Connect, code flow with PKCE, state and nonce).

Authlib speaks the protocol; this module decides whom to believe: the configured issuer alone, about verified e-mail
addresses that were invited before, for that organisation's own accounts. Callers commit.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import StaffAccount, StaffInvitation
from app.accounts.providers import Provider, organisation_of
from app.accounts.service import account_of, plain
from app.accounts.staff_invitations import InvitationUnknown, accept_by_email
from app.db import AnySession

SECONDS_TO_ANSWER = 5
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class ProviderSilent(Exception):
    """The provider did not answer, or its answer is no valid OpenID Connect."""


class SignInNotBelieved(Exception):
    """The answer does not prove who this is; `reason` is forged, refused, unverified, uninvited or other."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Trip:
    """A single sign-on that has begun. `url`: the provider's page, to which the browser is sent.
    `kept`: values to compare when the browser comes back.
    """

    url: str
    kept: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The person whom the provider vouches for: e-mail address, and a hash of issuer and subject."""

    email: str
    digest: bytes


def begin_trip(provider: Provider, *, return_to: str) -> Trip:
    """Ask the provider for its sign-in page, which will send the browser to `return_to`. Raises ProviderSilent."""
    try:
        client = _client(provider)
        _refuse_other_issuer(provider, client)
        made = client.create_authorization_url(return_to)
    except Exception as fault:  # Authlib lets through whatever its HTTP client, JSON and metadata raise.
        raise ProviderSilent from fault
    kept = {"state": made["state"], "nonce": made["nonce"], "verifier": made["code_verifier"]}
    return Trip(made["url"], kept | {"organisation": provider.organisation_id})


def finish_trip(provider: Provider, *, kept: Mapping[str, Any], answer: Mapping[str, str], return_to: str) -> Identity:
    """Check how the browser came back from the provider; return the person whom the provider vouches for.
    Raises SignInNotBelieved, ProviderSilent.

    `kept`: the values that this browser began with. `answer`: the parameters of the address it came back to.
    `return_to`: that address without them.
    """
    fits = hmac.compare_digest(str(kept.get("state")).encode(), answer.get("state", "").encode())
    if not fits or kept.get("organisation") != provider.organisation_id:
        raise SignInNotBelieved("forged")
    if "error" in answer or "code" not in answer:
        raise SignInNotBelieved("refused")
    claims = _claims(provider, code=answer["code"], kept=kept, return_to=return_to)
    if claims.get("email_verified") is not True or not claims.get("email"):
        raise SignInNotBelieved("unverified")
    who = f"{provider.issuer}\n{claims['sub']}".encode()
    return Identity(email=plain(str(claims["email"])), digest=hashlib.sha256(who).digest())


def account_for_identity(
    session: AnySession, identity: Identity, *, organisation_id: str, now: datetime
) -> StaffAccount:
    """Return the organisation's account for a person whom its provider vouches for; an invited person gets one now.

    The first sign-in ties the account to the provider's own number for the person, so that an e-mail address which
    later goes to somebody else does not open it. Raises SignInNotBelieved.
    """
    account = account_of(session, identity.email) or _invited(session, identity.email, organisation_id, now=now)
    if account is None or organisation_of(session, account.role, scope=account.scope) != organisation_id:
        raise SignInNotBelieved("uninvited")
    if account.single_sign_on not in {None, identity.digest}:
        raise SignInNotBelieved("other")
    account.single_sign_on = identity.digest
    return account


def _invited(session: AnySession, email: str, organisation_id: str, *, now: datetime) -> StaffAccount | None:
    found = session.scalars(select(StaffInvitation).where(StaffInvitation.email == email)).one_or_none()
    if found is None or organisation_of(session, found.role, scope=found.scope) != organisation_id:
        return None
    try:
        return accept_by_email(session, email, now=now)
    except InvitationUnknown:
        return None


def _claims(provider: Provider, *, code: str, kept: Mapping[str, Any], return_to: str) -> Mapping[str, Any]:
    """Return the claims of the provider's signed token; Authlib checks signature, issuer, audience, time and nonce.

    Raises SignInNotBelieved, ProviderSilent.
    """
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    client = _client(provider)
    try:
        _refuse_other_issuer(provider, client)
        offered = client.load_server_metadata().get("id_token_signing_alg_values_supported") or ["RS256"]
        client.server_metadata["id_token_signing_alg_values_supported"] = [
            each for each in offered if each in ALGORITHMS
        ]
        token = client.fetch_access_token(return_to, code=code, code_verifier=kept["verifier"])
        wanted = {"iss": {"essential": True, "value": provider.issuer}}
        claims = client.parse_id_token(token, nonce=kept["nonce"], claims_options=wanted)
    except (AuthlibBaseError, JoseError):
        raise SignInNotBelieved("forged") from None
    except Exception as fault:  # See begin_trip.
        raise ProviderSilent from fault
    if claims is None:
        raise SignInNotBelieved("forged")
    return dict(claims)


def _refuse_other_issuer(provider: Provider, client: Any) -> None:
    """Raise ValueError when the provider's own description names another issuer than the one that was configured."""
    if client.load_server_metadata().get("issuer") != provider.issuer:
        raise ValueError("another issuer")


def _client(provider: Provider) -> Any:
    """Return Authlib's client for this provider, imported here because that is slow and few installations need it.

    It follows no redirect: only the address that the operator set is called, and what its description names.
    """
    from authlib.integrations.flask_client.apps import FlaskOAuth2App

    client = FlaskOAuth2App(
        None,
        "peil",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS_TO_ANSWER,
        },
    )
    staying = {"get_redirect_target": lambda _session, _response: None}
    client.client_cls = type("StayingSession", (client.client_cls,), staying)
    return client
