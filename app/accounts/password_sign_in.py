"""Decides who may try a password or code how often, and what signing in with them takes. Callers commit.

Tries are counted per known device, or else per account and place they come from, so a stranger's tries never keep
an owner out. Only wrong codes count per account alone: whoever makes those knows the password already.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update

from app.accounts.app_codes import step_of
from app.accounts.models import StaffAccount, StaffDevice
from app.accounts.passwords import fits
from app.accounts.service import account_of, plain, record
from app.accounts.throttle import Allowance, TooManyTries, count_try, forgive, throttle_key
from app.db import AnySession, changed_rows
from app.sealing import SealBroken, unseal
from app.tokens import make_token, token_hash

CODE_SECRET = "staff/totp"  # noqa: S105  # A purpose, not a secret.
STRANGER = Allowance(tries=5, minutes=15)
KNOWN_DEVICE = Allowance(tries=10, minutes=15)
CODES = Allowance(tries=10, minutes=15)
DEVICE_DAYS = 400


class CodeRefused(Exception):
    """The code is wrong, too old, or was used before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a sign-in try comes from: the token of a known browser (or empty), and the network address."""

    device_token: str
    address: str
    secret: bytes


def key_of(session: AnySession, email: str, *, origin: Origin) -> tuple[bytes, Allowance]:
    """Return the key under which password tries are counted, and how many are allowed.
    A browser that is known for this account has a key of its own; else the key is of e-mail and network address
    together.
    """
    device = session.get(StaffDevice, token_hash(origin.device_token)) if origin.device_token else None
    account = account_of(session, email) if device else None
    if device and account and device.account_id == account.id:
        return throttle_key(origin.secret, "device", origin.device_token), KNOWN_DEVICE
    return throttle_key(origin.secret, "stranger", plain(email), origin.address), STRANGER


def count_password_try(session: AnySession, email: str, *, origin: Origin, now: datetime) -> None:
    """Count a password try, before the password is checked. Raises TooManyTries.

    The first refused try is written to the log.
    """
    key, allowance = key_of(session, email, origin=origin)
    try:
        count_try(session, key, allowance=allowance, now=now)
    except TooManyTries as over:
        account = account_of(session, email)
        if over.first and account:
            record(session, account.id, event="staff.tries_stopped", now=now)
        raise


def account_for_password(session: AnySession, email: str, *, password: str) -> StaffAccount | None:
    """Return the account with this e-mail address and password; None when they do not belong together.

    Neither the result nor the time it takes tells which of the two is wrong.
    """
    account = account_of(session, email)
    return account if fits(password, account.password_hash if account else None) else None


def use_code(session: AnySession, account: StaffAccount, *, code: str, secret: bytes, now: datetime) -> None:
    """Check an authenticator code and store its time step as used. Raises CodeRefused.

    The condition in the update lets only one of two browsers use the same code.
    """
    try:
        known = unseal(secret, CODE_SECRET, account.totp_sealed or "")
    except SealBroken:
        raise CodeRefused from None
    step = step_of(code, secret=known, now=now)
    if step is None:
        raise CodeRefused
    unused = or_(StaffAccount.totp_step.is_(None), StaffAccount.totp_step < step)
    own = update(StaffAccount).where(StaffAccount.id == account.id, unused)
    if not changed_rows(session, own.values(totp_step=step)):
        raise CodeRefused


def count_code_try(session: AnySession, account_id: str, *, secret: bytes, now: datetime) -> None:
    """Count a try of an authenticator code, made after the right password. Raises TooManyTries.

    The first refused try is written to the log.
    """
    try:
        count_try(session, throttle_key(secret, "code", account_id), allowance=CODES, now=now)
    except TooManyTries as over:
        if over.first:
            record(session, account_id, event="staff.codes_stopped", now=now)
        raise


def welcome_device(session: AnySession, account: StaffAccount, *, origin: Origin) -> str:
    """Remember this browser as known for the account, reset its failed tries, and return the token for its cookie."""
    for key in (key_of(session, account.email, origin=origin)[0], throttle_key(origin.secret, "code", account.id)):
        forgive(session, key)
    known = session.scalars(
        select(StaffDevice).where(
            StaffDevice.token_hash == token_hash(origin.device_token), StaffDevice.account_id == account.id
        )
    ).one_or_none()
    token = origin.device_token if known else make_token()
    session.merge(StaffDevice(token_hash=token_hash(token), account_id=account.id))
    return token
