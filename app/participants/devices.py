"""Signs devices out: one device, or all of an account at once. Callers commit.

Decides what the server stores for that: hashes of signed-out devices, tied to no account, and one random
value per account (its epoch) that every signed-in device has to show. It cannot tell how many devices anybody
has, or whose a device is.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import date

from sqlalchemy import delete, select, update

from app.db import AnySession, add_once
from app.participants.models import EndedDevice, Membership
from app.vault.codes import PersonalCode
from app.vault.derivation import derive
from app.vault.personal_keys import ParticipantKeys

KEEP_DAYS = 400
"""How long a device stays signed in without use, and how long the list remembers that it was signed out."""

EPOCH_BYTES = DEVICE_BYTES = 16


def new_device() -> bytes:
    """Return a random name for one signed-in browser; only that browser's cookie holds it."""
    return secrets.token_bytes(DEVICE_BYTES)


def device_hash(device: bytes) -> bytes:
    """Return the 32-byte hash under which a signed-out device is stored; the name cannot be derived from it."""
    return hashlib.sha256(b"peil/v1/ended-device" + device).digest()


def first_epoch(code: PersonalCode) -> bytes:
    """Return the value (epoch) that a new account's devices carry in their cookie; it is derived from the code.

    It looks as random as a later one, so no row tells whether the epoch was ever changed.
    """
    return derive(code.secret, label="devices", length=EPOCH_BYTES)


def epoch_of(session: AnySession, keys: ParticipantKeys, *, code: PersonalCode) -> bytes:
    """Return the value (epoch) that a cookie of this account must carry to be valid.
    Signing out everywhere, and a new personal code, replace it.
    """
    kept = session.scalar(select(Membership.epoch).where(Membership.lookup_hash == keys.lookup_hash))
    return kept or first_epoch(code)


def end_device(session: AnySession, device: bytes, *, today: date) -> None:
    """Refuse this device's cookie from now on, and copies of it; calling it twice does no harm."""
    present = _month(today)
    session.execute(delete(EndedDevice).where(EndedDevice.forget_after < present))
    add_once(session, EndedDevice(device_hash=device_hash(device), forget_after=present + KEEP_DAYS // 28 + 1))


def end_all_devices(
    session: AnySession, keys: ParticipantKeys, *, random_bytes: Callable[[int], bytes] = secrets.token_bytes
) -> None:
    """Refuse every cookie that was given to a device of this account until now."""
    own = update(Membership).where(Membership.lookup_hash == keys.lookup_hash)
    session.execute(own.values(epoch=random_bytes(EPOCH_BYTES)))


def is_ended(session: AnySession, device: bytes) -> bool:
    """Return whether this device was signed out."""
    return session.get(EndedDevice, device_hash(device)) is not None


def _month(day: date) -> int:
    """Return the number of months since the year 0: the list must not hold the day on which somebody signed out."""
    return day.year * 12 + day.month
