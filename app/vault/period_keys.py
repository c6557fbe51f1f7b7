"""The keys of the periods: made at opening, used once at closing, then destroyed so that nothing opens again.

Decides where a key lies and what it takes to read it. The folder lies outside the database and its backups.
Must not know when a period opens or closes.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey

from app.vault.key_files import KeyFileExists, destroy, key_from, read_fields, write_once
from app.vault.trustee import TrusteeKey, opened_field, sealed_fields

_PERIOD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class PeriodKeyExists(ValueError):
    """The period has its key already; it stays as it was (`PeriodKeys.public` tells its public half)."""


class PeriodKeyMissing(LookupError):
    """The period has no key: never made, or destroyed after its release."""


class PeriodIdNotAllowed(ValueError):
    """A period's id becomes a file name: letters, digits, dot, dash and underscore, at most 100."""


@dataclass(frozen=True, slots=True)
class PeriodKeys:
    """The key files in one folder, one per period."""

    folder: Path

    def make(self, period_id: str, *, trustee_public_key: bytes | None = None) -> bytes:
        """Make the period's keys and return the public one (32 bytes). Raises PeriodKeyExists.

        With `trustee_public_key` the private key is kept in an envelope that only the trustee opens.
        """
        path = self._path(period_id)
        self._make_folder()
        key = PrivateKey.generate()
        public = bytes(key.public_key)
        try:
            write_once(path, {"public_key": public.hex(), **_private_fields(bytes(key), trustee_public_key)})
        except KeyFileExists:
            raise PeriodKeyExists(period_id) from None
        return public

    def exists(self, period_id: str) -> bool:
        """Whether the period has a key, readable or not."""
        return self._path(period_id).exists()

    def public(self, period_id: str) -> bytes:
        """The period's public key (32 bytes). Raises PeriodKeyMissing, KeyFileUnreadable."""
        return key_from(self._fields(period_id), "public_key", path=self._path(period_id))

    def trustee_of(self, period_id: str) -> bytes | None:
        """The public key (32 bytes) of the trustee whom the key is sealed to; None when the file opens by itself.

        Raises PeriodKeyMissing, KeyFileUnreadable.
        """
        fields, path = self._fields(period_id), self._path(period_id)
        return key_from(fields, "trustee_public_key", path=path) if "sealed_private_key" in fields else None

    def private(self, period_id: str, *, trustee: TrusteeKey | None = None) -> bytes:
        """The period's private key (32 bytes).

        Raises PeriodKeyMissing, KeyFileUnreadable, TrusteeKeyNeeded, WrongTrusteeKey.
        """
        fields, path = self._fields(period_id), self._path(period_id)
        if "sealed_private_key" in fields:
            return opened_field(fields, trustee=trustee, path=path)
        return key_from(fields, "private_key", path=path)

    def destroy(self, period_id: str) -> None:
        """Overwrite and remove the key; done already is done. Ballots in old backups stay closed for ever."""
        destroy(self._path(period_id))

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def _path(self, period_id: str) -> Path:
        if not _PERIOD_ID.fullmatch(period_id):
            raise PeriodIdNotAllowed(period_id)
        return self.folder / f"{period_id}.key"

    def _fields(self, period_id: str) -> dict[str, str]:
        try:
            return read_fields(self._path(period_id))
        except FileNotFoundError:
            raise PeriodKeyMissing(period_id) from None


def _private_fields(private_key: bytes, trustee_public_key: bytes | None) -> dict[str, str]:
    if trustee_public_key is None:
        return {"private_key": private_key.hex()}
    return sealed_fields(private_key, trustee_public_key=trustee_public_key)
