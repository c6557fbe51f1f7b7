"""Browsers for tests: an endpoint with real keys, what they post, and a push service that remembers what it got."""

from __future__ import annotations

import threading
from base64 import urlsafe_b64encode
from collections import Counter
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from sqlalchemy import select

from app.db import db, writing
from app.reminders.models import PushSubscription
from app.reminders.outbound import Outbound
from app.reminders.push_session import PushSession
from app.reminders.sending import WORKERS, SendingCounts, send_due
from app.reminders.subscriptions import endpoint_key, subscribe
from app.reminders.vapid import Vapid, read_vapid
from app.reminders.wishes import read_wish
from tests.region import START, SmallRegion

PRIVATE_KEY = ec.generate_private_key(ec.SECP256R1())
POINT = PRIVATE_KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
AUTH = bytes(range(16))
HOSTS = ("push.example.org",)


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
            subscribe(db.session, read_wish(each, hosts=HOSTS), region_id=region.region_id, now=START)


def row(number: int = 1) -> PushSubscription | None:
    db.session.rollback()
    key = endpoint_key(str(wish(number)["endpoint"]))
    return db.session.scalar(select(PushSubscription).where(PushSubscription.key == key))


def vapid(region: SmallRegion) -> Vapid:
    found = read_vapid(region.keys.folder, base_url="https://peil.example:8443")
    assert found is not None
    return found


class PushService(HTTPAdapter):
    """Answers every request with `status` and remembers who got what; `dies_after` kills the sender as a signal would.

    Stands in for the network: what comes in is what pywebpush would have put on the wire.
    """

    def __init__(self, status: int = 201, *, dies_after: int = 10**9) -> None:
        super().__init__()
        self.status = status
        self.dies_after = dies_after
        self.got = Counter[str]()
        self.requests: list[PreparedRequest] = []
        self._lock = threading.Lock()

    def send(self, request: PreparedRequest, *_rest: object, **_options: object) -> Response:
        with self._lock:
            if self.got.total() >= self.dies_after:
                raise SystemExit
            self.got[str(request.url)] += 1
            self.requests.append(request)
        return self.answer(request)

    def answer(self, request: PreparedRequest) -> Response:
        """The answer of a push service: a status without words."""
        response = Response()
        response.status_code, response.request, response.raw = self.status, request, BytesIO()
        return response


def send(region: SmallRegion, service: HTTPAdapter, *, now: datetime) -> SendingCounts:
    """Send what is due at `now` through `service`."""
    db.session.rollback()
    return send_due(db.session, now=now, vapid=vapid(region), hosts=HOSTS, calls=session_through(service))


def outbound(region: SmallRegion, session: Session) -> Outbound:
    return Outbound(vapid=vapid(region), hosts=HOSTS, session=session)


def session_through(adapter: HTTPAdapter) -> PushSession:
    """The session of a real run, but for the connections."""
    session = PushSession(connections=WORKERS)
    session.mount("https://", adapter)
    return session
