"""Makes and checks passkeys: what the browser is asked, and whether its answer is valid. Callers commit.

py_webauthn checks; this module decides what is asked for: discoverable passkeys, with user verification, without
attestation. py_webauthn takes 0.4 s to import, so the pages import this module when somebody needs it.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.models import StaffAccount, StaffPasskey
from app.accounts.passkeys import Site, passkeys_of
from app.accounts.service import record
from app.db import AnySession

MOST_PASSKEYS = 20


class PasskeyRefused(Exception):
    """The browser sent no valid passkey of this site, or no valid answer to the challenge."""


def ask_for_new(session: AnySession, account_id: str, *, email: str, site: Site) -> tuple[dict[str, Any], str]:
    """Return the options with which a browser makes a passkey for this account, and the challenge to check it by."""
    known = [PublicKeyCredentialDescriptor(each.credential_id) for each in passkeys_of(session, account_id)]
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Peil",
        user_id=account_id.encode(),
        user_name=email,
        exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return json.loads(options_to_json(options)), bytes_to_base64url(options.challenge)


def keep_new(
    session: AnySession,
    account_id: str,
    *,
    credential: dict[str, Any],
    challenge: str,
    site: Site,
    device: str,
    now: datetime,
) -> None:
    """Check the passkey that the browser made for this challenge, and store its public key. Raises PasskeyRefused.
    `credential`: the browser's answer. `device`: the browser in two words, for the owner to recognise.
    """
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        raise PasskeyRefused from None
    if session.get(StaffPasskey, made.credential_id) or len(passkeys_of(session, account_id)) >= MOST_PASSKEYS:
        raise PasskeyRefused
    session.add(
        StaffPasskey(
            credential_id=made.credential_id,
            account_id=account_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            device=device,
            added_on=now.date(),
        )
    )
    record(session, account_id, event="staff.passkey_added", now=now)


def ask_for_one(site: Site) -> tuple[dict[str, Any], str]:
    """Return the options with which a browser asks for a passkey of this site, and the challenge to check it by."""
    options = generate_authentication_options(rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED)
    return json.loads(options_to_json(options)), bytes_to_base64url(options.challenge)


def account_for_passkey(session: AnySession, *, credential: dict[str, Any], challenge: str, site: Site) -> StaffAccount:
    """Return the account that owns the passkey with which the browser answered the challenge. Raises PasskeyRefused.

    `credential`: the browser's answer. PasskeyRefused also stands for an account that has ended.
    """
    try:
        found = session.get(StaffPasskey, base64url_to_bytes(credential["id"]))
        if found is None or not found.account.active:
            raise PasskeyRefused
        checked = verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=found.public_key,
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        raise PasskeyRefused from None
    found.sign_count = checked.new_sign_count
    return found.account
