"""Shutting devices out: one that signed out, all of them at once. Callers commit.

Decides what the server keeps of that: hashes of ended devices, tied to nobody, and one random value per account that
every signed-in device has to show. It cannot tell how many devices anybody has, or which are whose.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import date

from sqlalchemy import delete, select, update

from app.db import AnySession
from app.participants.models import EndedDevice, Membership
from app.vault.codes import PersonalCode
from app.vault.derivation import derive
from app.vault.personal_keys import ParticipantKeys

KEEP_DAYS = 400
"""How long a device stays signed in without use; as long the list remembers that it was ended."""

EPOCH_BYTES = DEVICE_BYTES = 16


def new_device() -> bytes:
    """Return a name for one signed-in browser, which only its own cookie holds."""
    return secrets.token_bytes(DEVICE_BYTES)


def device_hash(device: bytes) -> bytes:
    """Return what stands in the list once this device is ended: 32 bytes that lead back to nothing."""
    return hashlib.sha256(b"peil/v1/ended-device" + device).digest()


def first_epoch(code: PersonalCode) -> bytes:
    """Return the value an account begins with: it looks as random as a later one, so no row tells that it changed."""
    return derive(code.secret, label="devices", length=EPOCH_BYTES)


def epoch_of(session: AnySession, keys: ParticipantKeys, *, code: PersonalCode) -> bytes:
    """Return what a device of this account has to show from now on."""
    kept = session.scalar(select(Membership.epoch).where(Membership.lookup_hash == keys.lookup_hash))
    return kept or first_epoch(code)


def end_device(session: AnySession, device: bytes, *, today: date) -> None:
    """Let nobody in with this device's cookie any more, also not with a copy of it; twice is once."""
    present = _month(today)
    session.execute(delete(EndedDevice).where(EndedDevice.forget_after < present))
    session.merge(EndedDevice(device_hash=device_hash(device), forget_after=present + KEEP_DAYS // 28 + 1))
    session.flush()


def end_all_devices(
    session: AnySession, keys: ParticipantKeys, *, random_bytes: Callable[[int], bytes] = secrets.token_bytes
) -> None:
    """Let nobody in with any cookie of this account that was given before."""
    own = update(Membership).where(Membership.lookup_hash == keys.lookup_hash)
    session.execute(own.values(epoch=random_bytes(EPOCH_BYTES)))


def is_ended(session: AnySession, device: bytes) -> bool:
    return session.get(EndedDevice, device_hash(device)) is not None


def _month(day: date) -> int:
    """Months since the year 0: the list keeps no day on which somebody signed out."""
    return day.year * 12 + day.month
