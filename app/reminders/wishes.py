"""Reads a phone's request for reminders; every fault says in words how to mend it.

Decides what a subscription may hold. Must not know who asks.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _

from app.reminders.endpoints import EndpointRefused, checked_host, host_of
from app.reminders.schedule import ReminderChoice
from app.vault.browser_keys import is_browser_key

_LETTERS = re.compile(r"[A-Za-z0-9_-]{1,200}={0,2}", re.ASCII)


class WishRefused(ValueError):
    """The phone asked for impossible reminders; `field` says which part, the text how to mend it."""

    def __init__(self, field: str, words: object) -> None:
        super().__init__(field)
        self.field = field
        self.words = str(words)


@dataclass(frozen=True, slots=True, repr=False)
class Wish:
    """A browser's push address and keys, with when to remind it.
    `answered`: its owner needs no reminder in the open wave.
    """

    endpoint: str
    p256dh: bytes
    auth: bytes
    choice: ReminderChoice
    answered: bool

    def __repr__(self) -> str:
        return "Wish(hidden)"


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A browser's push address, and the keys that encrypt what is sent there."""

    endpoint: str
    p256dh: bytes
    auth: bytes

    def __repr__(self) -> str:
        return "Address(hidden)"


def read_wish(sent: object, *, hosts: Collection[str]) -> Wish:
    """Return the subscription and choices that a browser sent. Raises WishRefused.

    `hosts`: the names of push services that may be called (`Settings.push_hosts`).
    """
    wish = _object(sent)
    address = _address(wish, hosts=hosts)
    return Wish(address.endpoint, address.p256dh, address.auth, _choice(wish), wish.get("answered") is True)


def read_renewal(sent: object, *, hosts: Collection[str]) -> tuple[str, Address]:
    """Return the push address that a browser had, and the one it has now. Raises WishRefused."""
    renewal = _object(sent)
    return read_endpoint(renewal), _address(_object(renewal.get("fresh")), hosts=hosts)


def _address(sent: Mapping[str, Any], *, hosts: Collection[str]) -> Address:
    endpoint = read_endpoint(sent)
    try:
        checked_host(endpoint, hosts=hosts)
    except EndpointRefused:
        raise _not_called() from None
    keys = _object(sent.get("keys"))
    p256dh, auth = _key(keys, "p256dh", size=65), _key(keys, "auth", size=16)
    if not is_browser_key(p256dh):
        raise _unreadable("keys")
    return Address(endpoint, p256dh, auth)


def read_endpoint(sent: object) -> str:
    """Return the push address that a browser sent, to find its subscription. Raises WishRefused.

    Whether it may be called is not asked: who wants no reminders any more may always say so.
    """
    endpoint = _object(sent).get("endpoint")
    if not isinstance(endpoint, str):
        raise _unreadable("endpoint")
    try:
        host_of(endpoint)
    except EndpointRefused:
        raise _not_called() from None
    return endpoint


def _not_called() -> WishRefused:
    words = _("Peil may not call the address that this browser gave. Use another browser, or the calendar below.")
    return WishRefused("endpoint", words)


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
    """Return a whole number from 0 to `most`. Raises WishRefused. Quiet hours left out are 0: there are none."""
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


def _unreadable(field: str) -> WishRefused:
    return WishRefused(field, _("We could not read what this browser sent. Load the page again and try once more."))
