"""The one message that everybody gets: sealed for the browser, without content.

The words stand in the app on the phone; what travels is one constant byte, so nobody on the way learns anything.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass

MOST_SECONDS = 28 * 86400  # Push services keep nothing longer than four weeks.
NOTHING_TO_SAY = b"."


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


def make_message(endpoint: str, *, p256dh: bytes, auth: bytes, authorization: str, keep_seconds: int) -> Message:
    """Seal the message (RFC 8291). `keep_seconds`: how long a phone that is off may still get it.

    `Topic` makes a newer reminder replace one that was not delivered yet (RFC 8030). Raises KeysUnusable.
    """
    from pywebpush import WebPusher

    keys = {"p256dh": _letters(p256dh), "auth": _letters(auth)}
    try:
        body = WebPusher({"endpoint": endpoint, "keys": keys}).encode(NOTHING_TO_SAY)["body"]
    except ValueError:
        raise KeysUnusable from None
    headers = {
        "Authorization": authorization,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(min(max(keep_seconds, 0), MOST_SECONDS)),
        "Topic": "peil",
        "Urgency": "normal",
    }
    return Message(endpoint, headers, body)


def _letters(key: bytes) -> str:
    return urlsafe_b64encode(key).decode()
