"""Calling push services: only public addresses over https, no redirect, little patience, little memory.

Decides what a push service's answer means. Must not know the database.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError, ReadTimeoutError

from app.reminders.endpoints import EndpointRefused, checked_host, is_public
from app.reminders.message import Message

PATIENCE = Timeout(connect=5, read=10)
MOST_REPLY_BYTES = 4096
MOST_HOSTS = 256
LONGEST_WAIT = timedelta(days=1)

# At its finest level urllib3 writes down paths, and the path of an endpoint is the secret half of it.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)

Meaning = Literal["sent", "gone", "later", "refused"]
Lookup = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a message: taken, its browser gone, not now (`wait` is what they asked), or not at all."""

    meaning: Meaning
    wait: timedelta = timedelta(0)


def reply_of(status: int, *, retry_after: str | None = None) -> Reply:
    """What a status means (RFC 8030). Redirects are refused; a wrong key of ours (401, 403) removes nobody."""
    if 200 <= status < 300:
        return Reply("sent")
    if status in {404, 410}:
        return Reply("gone")
    if status == 429 or status >= 500:
        seconds = int(retry_after) if retry_after and retry_after.isdecimal() and len(retry_after) < 9 else 0
        return Reply("later", min(timedelta(seconds=seconds), LONGEST_WAIT))
    return Reply("refused")


def addresses_of(host: str) -> list[str]:
    """Every address of a name, IPv4 first. Raises OSError when the name is not known now."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(each[4][0]) for each in sorted(found, key=lambda each: each[0] != socket.AF_INET)]


class Outbound:
    """The connections of one run. Each host is looked up once, judged, and called at that very address."""

    def __init__(self, *, connections: int, lookup: Lookup = addresses_of) -> None:
        self._connections = connections
        self._lookup = lookup
        self._trust = ssl.create_default_context()
        self._pools: dict[str, HTTPConnectionPool] = {}
        self._lock = threading.Lock()

    def post(self, message: Message) -> Reply:
        """Send one message; never raises for what a push service does. Safe from several threads."""
        parts = urlsplit(message.endpoint)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        try:
            pool = self._pool(checked_host(message.endpoint))
            headers = {"Host": parts.netloc, **message.headers}
            response = pool.urlopen(
                "POST", path, body=message.body, headers=headers, redirect=False, retries=False, preload_content=False
            )
        except EndpointRefused:
            return Reply("gone")
        except ReadTimeoutError:
            return Reply("sent")  # It may have arrived: once too few is better than twice.
        except (HTTPError, OSError):
            return Reply("later")
        return _read(response)

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    def _pool(self, host: str) -> HTTPConnectionPool:
        """Raises EndpointRefused when the name leads inside, OSError when it leads nowhere."""
        if pool := self._pools.get(host):
            return pool
        pool = self.open_pool(host, self._lookup(host))
        with self._lock:
            if len(self._pools) >= MOST_HOSTS:
                self.close()
                self._pools.clear()
            return self._pools.setdefault(host, pool)

    def open_pool(self, host: str, addresses: list[str]) -> HTTPConnectionPool:
        """Connections to the first of these addresses, for this name. Raises EndpointRefused when one is internal."""
        if not addresses or not all(is_public(address) for address in addresses):
            raise EndpointRefused("leads to an internal address")
        return HTTPSConnectionPool(
            addresses[0],
            443,
            maxsize=self._connections,
            timeout=PATIENCE,
            ssl_context=self._trust,
            server_hostname=host,
            assert_hostname=host,
        )


def _read(response: BaseHTTPResponse) -> Reply:
    """Take the status; of the words no more than is needed to use the connection again."""
    try:
        response.read(MOST_REPLY_BYTES, decode_content=False)
        done = response.read(1, decode_content=False) == b""
    except (HTTPError, OSError):
        done = False
    (response.release_conn if done else response.close)()
    return reply_of(response.status, retry_after=response.headers.get("Retry-After"))
