"""Browsers for tests: an endpoint with real keys, what they post, and a push service that remembers what it got."""

from __future__ import annotations

import threading
from base64 import urlsafe_b64encode
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select

from app.db import db, writing
from app.reminders.message import Message
from app.reminders.models import PushSubscription
from app.reminders.outbound import Reply
from app.reminders.subscriptions import endpoint_key, subscribe
from app.reminders.vapid import Vapid, read_vapid
from app.reminders.wishes import read_wish
from tests.region import START, SmallRegion

PRIVATE_KEY = ec.generate_private_key(ec.SECP256R1())
POINT = PRIVATE_KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
AUTH = bytes(range(16))


def letters(key: bytes) -> str:
    return urlsafe_b64encode(key).rstrip(b"=").decode()


def wish(number: int = 1, **changes: Any) -> dict[str, Any]:
    """What a browser posts: Tuesdays at ten in Amsterdam, quiet from 20 to 8."""
    return {
        "endpoint": f"https://push.example.org/send/{number:05}",
        "keys": {"p256dh": letters(POINT), "auth": letters(AUTH)},
        "weekday": 1,
        "hour": 10,
        "zone": "Europe/Amsterdam",
        "quiet_from": 20,
        "quiet_to": 8,
    } | changes


def keep(region: SmallRegion, *wishes: dict[str, Any]) -> None:
    """Subscribe browsers at the start of the first wave."""
    with writing(db.session):
        for each in wishes:
            subscribe(db.session, read_wish(each), region_id=region.region_id, now=START)


def row(number: int = 1) -> PushSubscription | None:
    db.session.rollback()
    key = endpoint_key(str(wish(number)["endpoint"]))
    return db.session.scalar(select(PushSubscription).where(PushSubscription.key == key))


def vapid(region: SmallRegion) -> Vapid:
    found = read_vapid(region.keys.folder, base_url="https://peil.example")
    assert found is not None
    return found


@dataclass
class PushService:
    """Answers as told and remembers who got what; `dies_after` kills the sender as a signal would."""

    reply: Reply = field(default_factory=lambda: Reply("sent"))
    dies_after: int = 10**9
    got: Counter[str] = field(default_factory=Counter)
    messages: list[Message] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def post(self, message: Message) -> Reply:
        with self.lock:
            if self.got.total() >= self.dies_after:
                raise SystemExit
            self.got[message.endpoint] += 1
            self.messages.append(message)
        return self.reply
