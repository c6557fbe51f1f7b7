"""Sends one message with pywebpush: sealed for the browser, without content, to the push services that are allowed.

Decides what a push service's answer means. Must not know the database. The words of a message stand in the app on
the phone; what travels is one sealed byte a kind, so nobody on the way reads it.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from app.reminders.endpoints import EndpointRefused, checked_host
from app.reminders.vapid import Vapid

if TYPE_CHECKING:
    from requests import RequestException, Session

MOST_SECONDS = 28 * 86400  # Push services keep nothing longer than four weeks.
MessageKind = Literal["reminder", "result"]
LETTER: dict[MessageKind, str] = {"reminder": ".", "result": "r"}
TOPIC: dict[MessageKind, str] = {"reminder": "peil", "result": "peil-result"}
PATIENCE = (5, 10)
"""Time-outs in seconds: for connecting, and for each wait for an answer after that."""
LONGEST_WAIT = timedelta(days=1)

Meaning = Literal["sent", "gone", "later", "refused"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a push service said: message sent, browser gone, to be sent later (after `wait`), or refused."""

    meaning: Meaning
    wait: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Outbound:
    """Sends push messages for one run: with our key, to the allowed push services, over shared connections."""

    vapid: Vapid
    hosts: Collection[str]
    session: Session

    def __repr__(self) -> str:
        return "Outbound(hidden)"

    def post(
        self, endpoint: str, *, p256dh: bytes, auth: bytes, keep_seconds: int, kind: MessageKind = "reminder"
    ) -> Reply:
        """Send one push message to a browser's address and return what the push service said; threads may share it.
        A failure of the push service or the network is a `Reply` too and raises nothing.

        `keep_seconds`: how long a phone that is off may still get it. `Topic` makes a newer message replace one of its
        kind that was not delivered yet (RFC 8030). An address that may not be called is kept: the setting may be wrong.
        """
        from pywebpush import WebPushException, webpush
        from requests import RequestException

        try:
            checked_host(endpoint, hosts=self.hosts)
            webpush(
                {"endpoint": endpoint, "keys": {"p256dh": _letters(p256dh), "auth": _letters(auth)}},
                LETTER[kind],
                vapid_private_key=self.vapid.signer,
                vapid_claims={"sub": self.vapid.contact},
                ttl=min(max(keep_seconds, 0), MOST_SECONDS),
                headers={"Topic": TOPIC[kind], "Urgency": "normal"},
                timeout=PATIENCE,
                requests_session=self.session,
            )
        except EndpointRefused:
            return Reply("refused")
        except WebPushException as refusal:
            return reply_of(refusal.status_code, retry_after=refusal.retry_after)
        except RequestException as fault:
            return Reply("sent" if _may_have_arrived(fault) else "later")
        except ValueError:
            return Reply("gone")  # Nothing can be encrypted for these keys, so no browser has them.
        return Reply("sent")


def reply_of(status: int | None, *, retry_after: str | None = None) -> Reply:
    """Return what the HTTP status of a push service means (RFC 8030); `status` None: the message could not be sent.
    `retry_after`: the header with the seconds to wait.

    Redirects are refused; a fault of our own key (401, 403) removes no subscription.
    """
    if status is None:
        return Reply("refused")  # pywebpush refused to send it.
    if 200 <= status < 300:
        return Reply("sent")
    if status in {404, 410}:
        return Reply("gone")
    if status == 429 or status >= 500:
        seconds = int(retry_after) if retry_after and retry_after.isdecimal() and len(retry_after) < 9 else 0
        return Reply("later", min(timedelta(seconds=seconds), LONGEST_WAIT))
    return Reply("refused")


def _may_have_arrived(fault: RequestException) -> bool:
    """Return whether the push service may have got the message although the wait for its answer timed out.

    Such a message is not sent again: one reminder too few is better than two.
    """
    from requests import ReadTimeout
    from urllib3.exceptions import ReadTimeoutError

    return isinstance(fault, ReadTimeout) or isinstance(next(iter(fault.args), None), ReadTimeoutError)


def _letters(key: bytes) -> str:
    return urlsafe_b64encode(key).decode()
