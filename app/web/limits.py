"""How often one visitor may try. Counts live in memory only, under a key that forgets who it was."""

from __future__ import annotations

import hashlib
import secrets

from flask import request
from flask_limiter import Limiter

_SALT = secrets.token_bytes(16)


def visitor() -> str:
    """A keyed hash of the visitor's address, valid until this process ends; the address itself is not kept."""
    address = request.remote_addr or ""
    return hashlib.blake2b(address.encode(), key=_SALT, digest_size=16).hexdigest()


limiter = Limiter(visitor, storage_uri="memory://", strategy="moving-window", headers_enabled=False)
