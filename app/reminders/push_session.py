"""The connections to push services: https only, to public addresses, without redirects, proxies or cookies.

A session of `requests` for pywebpush. Slow to import, so it is imported when something has to be sent.
"""

from __future__ import annotations

import logging
import socket
from http.cookiejar import DefaultCookiePolicy
from typing import Any

from requests import Response, Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError

from app.reminders.endpoints import is_public

MOST_HOSTS = 64

# At level DEBUG urllib3 logs paths, and the path of a push address is its secret part.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


class PublicConnection(HTTPSConnection):
    """An HTTPS connection that is refused when its host name leads to any non-public address.

    Should the name lead elsewhere a moment later, TLS still asks for its certificate before anything is sent.
    """

    def connect(self) -> None:
        """Check that the host name leads to public addresses only, and connect. Raises NewConnectionError."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        if not found or not all(is_public(str(place[0])) for *_rest, place in found):
            raise NewConnectionError(self, "leads to an internal address")
        super().connect()


class _PublicPool(HTTPSConnectionPool):
    """A pool of connections to public addresses only."""

    ConnectionCls = PublicConnection


class _PublicAdapter(HTTPAdapter):
    """An adapter for `requests` that connects to public addresses only."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"https": _PublicPool}


class PushSession(Session):
    """The connections of one run, at most `connections` to each push service. Safe from several threads."""

    def __init__(self, *, connections: int) -> None:
        super().__init__()
        self.trust_env = False  # Ignore proxies, certificates and passwords from the environment.
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.adapters.clear()
        self.mount("https://", _PublicAdapter(pool_connections=MOST_HOSTS, pool_maxsize=connections))

    def get_redirect_target(self, resp: Response) -> None:  # A method of requests.
        """Return None, so that no redirect is followed: it could lead anywhere."""
