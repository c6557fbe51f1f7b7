"""Decides under which names this server answers, so that nobody can make it speak under a name of theirs.

No address that Peil writes comes from the `Host` header: all are made from PEIL_BASE_URL. This is the second lock: a
page that is asked for under another name (a poisoned cache, a name that somebody points here) is not made at all.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, abort, request
from flask_babel import gettext as _

from app.config import Settings

log = structlog.get_logger()
FOREIGN = "peil.foreign_host"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def init_hosts(app: Flask) -> None:
    """Refuse every request under a foreign name, before any view: 400.

    The name is taken out of the request before Flask reads it, because Flask itself crashes on some names, and so that
    the page that refuses cannot repeat it.
    """
    inner = app.wsgi_app

    def without_foreign_host(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        chosen: Settings = app.extensions["peil.settings"]
        if host and not is_own_host(host, base_url=chosen.base_url, more=chosen.allowed_hosts):
            environ[FOREIGN] = True
            environ["HTTP_HOST"] = urlsplit(chosen.base_url).netloc
        return inner(environ, start_response)

    app.wsgi_app = without_foreign_host  # type: ignore[method-assign]  # Flask's documented way.

    @app.before_request
    def refuse_foreign_host() -> None:
        if FOREIGN in request.environ:
            log.warning("host.refused")
            abort(400, _("This server does not answer under this name. Use the address that you were given."))


def is_own_host(host: str, *, base_url: str, more: tuple[str, ...] = ()) -> bool:
    """Return whether a `Host` header (`peil.example`, `peil.example:8000`, `[::1]:80`) is one of ours.

    Ours are the host of `base_url`, this machine itself (for its own probes), and `more`. A trial installation, whose
    base address is this machine, also answers under any number: so a phone in the same room can open it.
    """
    name = _name(host)
    own = urlsplit(base_url).hostname or ""
    return name in {own, *LOOPBACK, *more} or (own in LOOPBACK and _is_number(name))


def _name(host: str) -> str:
    """Return the name in a `Host` header in small letters, without port; empty for what is no name."""
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port
    except ValueError:
        return ""
    name = parts.hostname or ""
    shown = f"[{name}]" if ":" in name else name
    return name if host.lower() in {shown, f"{shown}:{port}", f"{shown}:"} else ""


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
