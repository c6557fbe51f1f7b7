"""The key by which push services recognise this installation (VAPID, RFC 8292).

One small file in the keys folder, outside the database and its backups. Must not know whom it is used for.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from app.vault.key_files import KeyFileExists, KeyFileUnreadable, key_from, read_fields, write_once

if TYPE_CHECKING:
    from py_vapid import Vapid02

FILE = "vapid.key"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, repr=False)
class Vapid:
    """The key that signs requests to push services.

    `contact`: where such a service can complain (https: or mailto:).
    """

    signer: Vapid02
    contact: str

    def __repr__(self) -> str:
        return "Vapid(hidden)"


def make_vapid(folder: Path) -> None:
    """Make the key file for push services in `folder`, unless there is one; two processes at once make one key.

    A folder that cannot be written leaves the installation without push: the page then offers the calendar
    only.
    """
    path = folder / FILE
    if path.exists():
        return
    from py_vapid import Vapid02

    signer = Vapid02()
    signer.generate_keys()
    private_key = signer.private_key.private_numbers().private_value.to_bytes(32, "big")
    point = signer.public_key.public_numbers()
    public_key = b"\x04" + point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_once(path, {"private_key": private_key.hex(), "public_key": _letters(public_key)})
    except KeyFileExists:
        return
    except OSError as fault:
        log.warning("vapid.not_made", error=type(fault).__name__)


def read_vapid(folder: Path, *, base_url: str) -> Vapid | None:
    """Return the installation's key for push services; None when there is none. Raises KeyFileUnreadable."""
    path = folder / FILE
    try:
        private_key = key_from(read_fields(path), "private_key", path=path)
    except FileNotFoundError:
        return None
    from py_vapid import Vapid02

    try:
        signer = Vapid02.from_raw(_letters(private_key).encode())
    except ValueError:
        raise KeyFileUnreadable(path) from None
    signer.conf = {"no-strict": True}  # Its check of `sub` refuses addresses with a port.
    return Vapid(signer, base_url if base_url.startswith("https://") else "mailto:operator@localhost")


def public_key_of(folder: Path) -> str | None:
    """Return the public key that a browser needs to subscribe (base64url); None where push cannot be offered."""
    try:
        return read_fields(folder / FILE).get("public_key")
    except (FileNotFoundError, KeyFileUnreadable):
        return None


def _letters(key: bytes) -> str:
    return urlsafe_b64encode(key).rstrip(b"=").decode()
