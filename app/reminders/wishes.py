"""Reads what a phone asks for; every fault is named in words with its mend.

Decides what a subscription may hold. Must not know who asks.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _

from app.reminders.endpoints import EndpointRefused, checked_host
from app.reminders.schedule import ReminderChoice

_LETTERS = re.compile(r"[A-Za-z0-9_-]{1,200}={0,2}", re.ASCII)
# NIST P-256 (FIPS 186-4, D.1.2.3): y² = x³ - 3x + b modulo p.
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


class WishRefused(ValueError):
    """The phone asked for something impossible; `field` says where, the text how to mend it."""

    def __init__(self, field: str, words: object) -> None:
        super().__init__(field)
        self.field = field
        self.words = str(words)


@dataclass(frozen=True, slots=True, repr=False)
class Wish:
    """A browser's address and keys, and what its owner chose. `answered`: not again before the next wave."""

    endpoint: str
    p256dh: bytes
    auth: bytes
    choice: ReminderChoice
    answered: bool

    def __repr__(self) -> str:
        return "Wish(hidden)"


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """Where a browser is reached, and the keys that seal what is sent there."""

    endpoint: str
    p256dh: bytes
    auth: bytes

    def __repr__(self) -> str:
        return "Address(hidden)"


def read_wish(sent: object) -> Wish:
    """Read a subscription as a browser gives it, with the choices beside it. Raises WishRefused."""
    wish = _object(sent)
    address = _address(wish)
    return Wish(address.endpoint, address.p256dh, address.auth, _choice(wish), wish.get("answered") is True)


def read_renewal(sent: object) -> tuple[str, Address]:
    """The endpoint that a browser had, and the address it has now. Raises WishRefused."""
    renewal = _object(sent)
    return read_endpoint(renewal), _address(_object(renewal.get("fresh")))


def _address(sent: Mapping[str, Any]) -> Address:
    endpoint = read_endpoint(sent)
    keys = _object(sent.get("keys"))
    p256dh, auth = _key(keys, "p256dh", size=65), _key(keys, "auth", size=16)
    if not _is_point(p256dh):
        raise _unreadable("keys")
    return Address(endpoint, p256dh, auth)


def read_endpoint(sent: object) -> str:
    """The address that a push service gave this browser. Raises WishRefused."""
    endpoint = _object(sent).get("endpoint")
    if not isinstance(endpoint, str):
        raise _unreadable("endpoint")
    try:
        checked_host(endpoint)
    except EndpointRefused:
        words = _("Peil may not call the address that this browser gave. Use another browser, or the calendar below.")
        raise WishRefused("endpoint", words) from None
    return endpoint


def _choice(wish: Mapping[str, Any]) -> ReminderChoice:
    choice = ReminderChoice(
        weekday=_whole(wish, "weekday", most=6, words=_("Choose a day from Monday to Sunday.")),
        hour=_whole(wish, "hour", most=23, words=_("Choose a whole hour from 0:00 to 23:00.")),
        zone=_zone(wish.get("zone")),
        quiet_from=_whole(wish, "quiet_from", most=23, words=_("Choose when your quiet hours begin.")),
        quiet_to=_whole(wish, "quiet_to", most=23, words=_("Choose when your quiet hours end.")),
    )
    if choice.is_quiet_hour(choice.hour):
        words = _("This hour lies in your quiet hours. Choose another hour, or shorter quiet hours.")
        raise WishRefused("hour", words)
    return choice


def _object(sent: object) -> Mapping[str, Any]:
    if not isinstance(sent, dict):
        raise _unreadable("body")
    return sent


def _whole(wish: Mapping[str, Any], name: str, *, most: int, words: object) -> int:
    """Quiet hours may be left out: then there are none."""
    value = wish.get(name, 0 if name.startswith("quiet") else None)
    if type(value) is not int or not 0 <= value <= most:
        raise WishRefused(name, words)
    return value


def _zone(value: object) -> str:
    if not isinstance(value, str) or value not in available_timezones():
        words = _("We do not know the time zone of this device. Check its date and time settings.")
        raise WishRefused("zone", words)
    return value


def _key(keys: Mapping[str, Any], name: str, *, size: int) -> bytes:
    value = keys.get(name)
    if not isinstance(value, str) or not _LETTERS.fullmatch(value):
        raise _unreadable("keys")
    try:
        key = urlsafe_b64decode(value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 4))
    except ValueError:
        raise _unreadable("keys") from None
    if len(key) != size:
        raise _unreadable("keys")
    return key


def _is_point(key: bytes) -> bool:
    """Whether a key is an uncompressed point of P-256: with another one nothing could be sealed for it."""
    x, y = int.from_bytes(key[1:33], "big"), int.from_bytes(key[33:], "big")
    return key[0] == 4 and x < _P and y < _P and (y * y - (x**3 - 3 * x + _B)) % _P == 0


def _unreadable(field: str) -> WishRefused:
    return WishRefused(field, _("We could not read what this browser sent. Load the page again and try once more."))
