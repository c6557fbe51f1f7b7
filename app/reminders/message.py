"""The messages that everybody gets: sealed for the browser, without content.

The words stand in the app on the phone; what travels is one sealed byte a kind, so nobody on the way reads it.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Literal

MOST_SECONDS = 28 * 86400  # Push services keep nothing longer than four weeks.

MessageKind = Literal["reminder", "result"]
LETTER: dict[MessageKind, bytes] = {"reminder": b".", "result": b"r"}
TOPIC: dict[MessageKind, str] = {"reminder": "peil", "result": "peil-result"}


class KeysUnusable(ValueError):
    """Nothing can be sealed for these keys: no browser could open it."""


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """One request to a push service, ready to be sent."""

    endpoint: str
    headers: dict[str, str]
    body: bytes

    def __repr__(self) -> str:
        return "Message(hidden)"


def make_message(
    endpoint: str, *, p256dh: bytes, auth: bytes, authorization: str, keep_seconds: int, kind: MessageKind = "reminder"
) -> Message:
    """Seal the message (RFC 8291). `keep_seconds`: how long a phone that is off may still get it.

    `Topic` makes a newer message replace one of its kind that was not delivered yet (RFC 8030). Raises KeysUnusable.
    """
    from pywebpush import WebPusher

    keys = {"p256dh": _letters(p256dh), "auth": _letters(auth)}
    try:
        body = WebPusher({"endpoint": endpoint, "keys": keys}).encode(LETTER[kind])["body"]
    except ValueError:
        raise KeysUnusable from None
    headers = {
        "Authorization": authorization,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(min(max(keep_seconds, 0), MOST_SECONDS)),
        "Topic": TOPIC[kind],
        "Urgency": "normal",
    }
    return Message(endpoint, headers, body)


def _letters(key: bytes) -> str:
    return urlsafe_b64encode(key).decode()
