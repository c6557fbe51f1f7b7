"""Limits how often one visitor may fail. Counts live in memory, or where PEIL_SHARED_URL says, under a keyed hash.

Decides what counts: tries that failed, so that thirty colleagues behind one address all get in. Where a try
that succeeds costs storage, it is counted per account (`docs/operate.md` lists every limit with its reason).
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from math import ceil
from typing import ParamSpec, TypeVar, cast

from flask import Flask, Response, current_app, make_response, request
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import HTTPException, TooManyRequests

from app import clock
from app.web.shared_store import SharedLimits, day_key, store_prefix

P = ParamSpec("P")
R = TypeVar("R")

_SALT = secrets.token_bytes(16)
_EVERYBODY = "everybody"
_WITHIN_SUM = 2  # Tries left to each address while all addresses together exceed the limit.


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit on how often one visitor may fail: `tries` within `seconds`, in each worker process or in all together.

    `statuses`: the HTTP statuses that count as a failure; empty where every try counts. `in_sum`: the limit
    for all visitors together (None: none); beyond it each address keeps two tries, so that strangers lock
    nobody out.
    """

    name: str
    tries: int
    seconds: int
    statuses: tuple[int, ...] = ()
    in_sum: int | None = None


WRONG_CODES = Limit(name="wrong-codes", tries=20, seconds=60, statuses=(422,), in_sum=300)
UNKNOWN_ADDRESSES = Limit(name="unknown-addresses", tries=30, seconds=60, statuses=(404,), in_sum=600)
WRONG_SIGN_INS = Limit(name="wrong-sign-ins", tries=30, seconds=60, statuses=(400, 422), in_sum=600)
BEGUN = Limit(name="begun", tries=300, seconds=60)
PHONES = Limit(name="phones", tries=600, seconds=60)
OWN_PHONES = Limit(name="own-phones", tries=30, seconds=60)
API_REQUESTS = Limit(name="api", tries=1200, seconds=60)
OWN_FEEDS = Limit(name="own-feeds", tries=60, seconds=3600)


class TooOften(TooManyRequests):
    """There were too many tries; `seconds` until the next one is allowed, and what works `meanwhile`, in words."""

    def __init__(self, seconds: int, *, meanwhile: str = "") -> None:
        super().__init__()
        self.seconds, self.meanwhile = max(1, seconds), meanwhile


def init_limits(app: Flask, *, enabled: bool, shared_url: str = "", secret: bytes = b"") -> None:
    """Set up the counters of failed tries for the app; unless `enabled`, nothing is limited.

    `shared_url`: the store that all web hosts count in, with names keyed by `secret`; empty: each process by itself.
    """
    app.extensions["peil.limits_secret"] = secret if shared_url else b""
    app.extensions["peil.limits"] = None
    if enabled:
        shared = shared_url and SharedLimits(shared_url, prefix=store_prefix(secret))
        app.extensions["peil.limits"] = shared or MovingWindowRateLimiter(MemoryStorage())


def visitor() -> str:
    """Return a keyed hash of the visitor's network address (not stored); other installations return another one."""
    return forgetting(request.remote_addr or "")


def forgetting(who: str | bytes) -> str:
    """Return a keyed hash (32 hexadecimal digits) under which tries of `who` are counted.

    The key ends with this process; with a shared store it is that of this installation and day. Without the key nobody
    can tell whose hash it is.
    """
    text = who if isinstance(who, bytes) else who.encode()
    secret = cast(bytes, current_app.extensions.get("peil.limits_secret", b""))
    key = day_key(secret, clock.today().isoformat()) if secret else _SALT
    return hashlib.blake2b(text, key=key, digest_size=16).hexdigest()


def limited(limit: Limit) -> Callable[[Callable[P, R]], Callable[P, Response]]:
    """Decorate a view to refuse a visitor who used up the limit, with the waiting time. Raises TooOften."""

    def around(view: Callable[P, R]) -> Callable[P, Response]:
        @wraps(view)
        def counted(*args: P.args, **kwargs: P.kwargs) -> Response:
            who = visitor()
            refuse_when_used_up(limit, who)
            try:
                response = make_response(view(*args, **kwargs))
            except HTTPException as refusal:
                count(limit, who, status=refusal.code)
                raise
            count(limit, who, status=response.status_code)
            return response

        return counted

    return around


def refuse_when_used_up(limit: Limit, who: str) -> None:
    """Raise TooOften when one more try would exceed the limit."""
    strategy = _strategy()
    if strategy is None:
        return
    waits = [_wait(strategy, _item(limit), who)]
    if limit.in_sum is not None and _wait(strategy, _item_in_sum(limit), _EVERYBODY):
        waits.append(_wait(strategy, _item_within_sum(limit), who))
    if any(waits):
        raise TooOften(max(waits))


def count_own(limit: Limit, account: bytes) -> None:
    """Count one try of an account, from whatever address it comes. Raises TooOften when it exceeds the limit."""
    who = forgetting(account)
    refuse_when_used_up(limit, who)
    count(limit, who)


def count(limit: Limit, who: str, *, status: int | None = None) -> None:
    """Count one try of `who` that was answered with `status`, if the limit counts that status."""
    strategy = _strategy()
    if strategy is None or (limit.statuses and status not in limit.statuses):
        return
    strategy.hit(_item(limit), who)
    if limit.in_sum is not None:
        strategy.hit(_item_within_sum(limit), who)
        strategy.hit(_item_in_sum(limit), _EVERYBODY)


Strategy = MovingWindowRateLimiter | SharedLimits


def _strategy() -> Strategy | None:
    return cast("Strategy | None", current_app.extensions["peil.limits"])


def _wait(strategy: Strategy, item: RateLimitItem, who: str) -> int:
    """Return in how many whole seconds this counter allows another try; 0 when it does now."""
    found = strategy.get_window_stats(item, who)
    return max(1, ceil(found.reset_time - time.time())) if found.remaining <= 0 else 0


def _item(limit: Limit) -> RateLimitItem:
    return RateLimitItemPerSecond(limit.tries, limit.seconds, namespace=limit.name)


def _item_in_sum(limit: Limit) -> RateLimitItem:
    return RateLimitItemPerSecond(limit.in_sum or 0, limit.seconds, namespace=f"{limit.name}/sum")


def _item_within_sum(limit: Limit) -> RateLimitItem:
    return RateLimitItemPerSecond(_WITHIN_SUM, limit.seconds, namespace=f"{limit.name}/within")
