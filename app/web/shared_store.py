"""Counts of failed tries in a store that several web hosts share (Valkey or Redis); in this process while it is silent.

Decides that no request waits for the store or fails because of it: after one failure this process counts by itself
for a while, and says so once in the log. The names in the store are keyed by the installation's secret and the day, and
go when their limit's time has passed: an hour at most.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from limits import RateLimitItem, WindowStats
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

log = structlog.get_logger()

T = TypeVar("T")
AGAIN_SECONDS = 10.0
"""How long a process counts by itself after the store was silent, before it asks the store again."""
MOST_SECONDS = 0.5
"""How long a request waits for the store at most."""


class SharedLimits:
    """Limits that count in a shared store, or in this process while the store is silent; as `limits` has them."""

    def __init__(self, url: str, *, prefix: str, seconds: Callable[[], float] = time.monotonic) -> None:
        """Take the store's address, and what its names begin with: two installations may share a store."""
        self._shared = MovingWindowRateLimiter(_storage(url, prefix=prefix))
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._faults = self._shared.storage.base_exceptions
        self._seconds = seconds
        self._silent_until = 0.0

    def hit(self, item: RateLimitItem, who: str) -> bool:
        """Count one try of `who`; return False when it exceeds the limit."""
        return self._asked(lambda strategy: strategy.hit(item, who))

    def get_window_stats(self, item: RateLimitItem, who: str) -> WindowStats:
        """Return how many tries are left to `who`, and when the next one comes."""
        return self._asked(lambda strategy: strategy.get_window_stats(item, who))

    def _asked(self, question: Callable[[MovingWindowRateLimiter], T]) -> T:
        if self._seconds() >= self._silent_until:
            try:
                return question(self._shared)
            except self._faults as fault:
                self._silent_until = self._seconds() + AGAIN_SECONDS
                log.error("limits.store_silent", error=type(fault).__name__, counting="in this process")
        return question(self._own)


def day_key(secret: bytes, day: str) -> bytes:
    """Return the key under which visitors are counted on this day: the same in every process of an installation."""
    return hashlib.blake2b(day.encode(), key=hashlib.sha256(secret).digest(), digest_size=16).digest()


def store_prefix(secret: bytes) -> str:
    """Return what the names of this installation begin with in the store; it tells nothing of the secret."""
    return f"peil-{hashlib.blake2b(b'limits', key=hashlib.sha256(secret).digest(), digest_size=6).hexdigest()}"


def store_answers(url: str) -> bool:
    """Return whether the shared store answers; it is asked anew."""
    try:
        return bool(_client(url).ping())
    except OSError:
        return False
    except Exception as fault:  # The library's own, which must not be imported where it is not installed.
        log.warning("limits.store_refuses", error=type(fault).__name__)
        return False


def writes_to_disk(url: str) -> bool:
    """Return whether the store keeps its contents on a disk, where they outlive their hour; False when it hides it."""
    try:
        client = _client(url)
        kept = client.config_get("save").get("save", ""), client.config_get("appendonly").get("appendonly", "no")
    except Exception:  # Silent, or the account may not ask.
        return False
    return bool(kept[0]) or kept[1] == "yes"


def _client(url: str) -> Any:
    from redis import Redis

    return Redis.from_url(_of_redis(url), socket_timeout=MOST_SECONDS, socket_connect_timeout=MOST_SECONDS)


def _storage(url: str, *, prefix: str) -> Any:
    waiting: dict[str, Any] = {"socket_timeout": MOST_SECONDS, "socket_connect_timeout": MOST_SECONDS}
    return storage_from_string(_of_redis(url), key_prefix=prefix, **waiting)


def _of_redis(url: str) -> str:
    """Return the address for the library of Redis, which speaks to Valkey as well."""
    return f"redis{url.removeprefix('valkey')}" if url.startswith("valkey") else url
