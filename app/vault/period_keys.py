"""The keys of periods: made at opening, used once at closing, then destroyed so that nothing can be decrypted again.

Decides where a key lies and what it takes to read it: with key holders only their shares lie here, each encrypted to
its holder, and no file holds the key itself. The folder lies outside the database and its backups, because in a backup
keys and shares would outlive the release. Must not know when a period opens or closes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from app.holding import Holder, Holders, HoldersUnsound
from app.vault.holder_keys import HolderKey, NotForThisKey, recipient_bytes, seal_to
from app.vault.key_files import KeyFileExists, KeyFileUnreadable, destroy, key_from, read_fields, write_once
from app.vault.shares import SharesDoNotFit, checked_share, join, share_mark, split

_PERIOD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class PeriodKeyExists(ValueError):
    """The period has its key already; it stays as it was (`PeriodKeys.public` returns its public key)."""


class PeriodKeyMissing(LookupError):
    """The period has no key: it was never made, or was destroyed after the release."""


class PeriodIdNotAllowed(ValueError):
    """The period's id cannot be a file name: letters, digits, dot, dash and underscore, at most 100."""


class HoldersNeeded(ValueError):
    """The period's key is split among holders, and too few of them have brought their shares."""


class WrongHolderKey(ValueError):
    """The owner of this key file has no share of the period's key."""


class ShareOfAnotherKey(ValueError):
    """The share is sound, but belongs to the key of another period."""


class _Sealed:
    """The names of the fields in a key file that is shared among holders."""

    NEEDED = "needed"
    PARTS = ("name", "recipient", "email", "share", "mark")


@dataclass(frozen=True, slots=True)
class PeriodKeys:
    """The key files in one folder, one per period or poll.

    `standing_by`: keys of holders who are present and decrypt their own shares: with the operator, or in a
    demonstration.
    """

    folder: Path
    standing_by: tuple[HolderKey, ...] = ()

    def make(self, period_id: str, *, holders: Holders | None = None) -> bytes:
        """Make the period's keys and return the public key (32 bytes). Raises PeriodKeyExists, NoRecipient.
        With `holders` the private key is split, each share encrypted to its holder, and stored nowhere whole.
        """
        path = self._path(period_id)
        self._make_folder()
        key = PrivateKey.generate()
        public = bytes(key.public_key)
        private = {"private_key": bytes(key).hex()} if holders is None else _shared(bytes(key), holders)
        try:
            write_once(path, {"public_key": public.hex(), **private})
        except KeyFileExists:
            raise PeriodKeyExists(period_id) from None
        return public

    def exists(self, period_id: str) -> bool:
        """Return whether the period has a key file, readable or not."""
        return self._path(period_id).exists()

    def public(self, period_id: str) -> bytes:
        """Return the period's public key (32 bytes). Raises PeriodKeyMissing, KeyFileUnreadable."""
        return key_from(self.fields(period_id), "public_key", path=self._path(period_id))

    def holders_of(self, period_id: str) -> Holders | None:
        """Return among whom the period's key is split; None when its file holds the whole private key.

        A trustee of an earlier Peil is the one holder of the whole. Raises PeriodKeyMissing, KeyFileUnreadable.
        """
        fields, path = self.fields(period_id), self._path(period_id)
        if "sealed_private_key" in fields:
            public = key_from(fields, "trustee_public_key", path=path)
            return Holders(1, (Holder("trustee", public.hex()),))
        return _holders_in(fields, path=path) if _Sealed.NEEDED in fields else None

    def opens_with(self, period_id: str, holders: Holders | None) -> bool:
        """Return whether the period's key is split among exactly these holders (None: not split at all).

        Raises PeriodKeyMissing, KeyFileUnreadable.
        """
        return self.holders_of(period_id) == holders

    def sealed_share(self, period_id: str, number: int) -> str:
        """Return one holder's encrypted share of the period's key, an age file as text; `number` counts from 0.

        Raises PeriodKeyMissing, KeyFileUnreadable.
        """
        try:
            return self.fields(period_id)[f"share_{number}"]
        except KeyError:
            raise KeyFileUnreadable(self._path(period_id)) from None

    def holder_of(self, period_id: str, share: str) -> int:
        """Return which holder's share this is, as a number from 0; `share`: its words as a person typed them.

        Raises ShareDamaged, ShareOfAnotherKey, PeriodKeyMissing, KeyFileUnreadable.
        """
        mark, fields = share_mark(checked_share(share)), self.fields(period_id)
        numbers = [name.removeprefix("mark_") for name, value in fields.items() if value == mark]
        if not numbers:
            raise ShareOfAnotherKey
        return int(numbers[0])

    def number_of(self, period_id: str, key: HolderKey) -> int:
        """Return which holder has this private key, as a number from 0.

        Raises WrongHolderKey, and what `holders_of` raises.
        """
        holders = self.holders_of(period_id)
        for number, each in enumerate(holders.all if holders else ()):
            if each.recipient in {key.recipient, recipient_bytes(key.recipient).hex()}:
                return number
        raise WrongHolderKey

    def private(self, period_id: str, *, shares: Mapping[int, str] | None = None) -> bytes:
        """Return the period's private key (32 bytes): stored whole, or restored from key shares.
        `shares`: by the holder's number.

        `shares`: by the holder's number, as `holder_of` checked them; those that `standing_by` decrypts are added.
        Raises PeriodKeyMissing, KeyFileUnreadable, HoldersNeeded, SharesDoNotFit.
        """
        fields, path = self.fields(period_id), self._path(period_id)
        if "private_key" in fields:
            return key_from(fields, "private_key", path=path)
        if "sealed_private_key" in fields:
            return _of_trustee(fields, self.standing_by, path=path)
        return self._joined(period_id, {**self._opened(period_id), **(shares or {})})

    def destroy(self, period_id: str) -> None:
        """Overwrite and remove the key and all its shares, so that ballots in old backups stay unreadable."""
        destroy(self._path(period_id))

    def fields(self, period_id: str) -> dict[str, str]:
        """Return all fields of the period's key file. Raises PeriodKeyMissing, KeyFileUnreadable."""
        try:
            return read_fields(self._path(period_id))
        except FileNotFoundError:
            raise PeriodKeyMissing(period_id) from None

    def place_of(self, period_id: str, part: str) -> Path:
        """Return the path of a file (`part`) that belongs to the period's key and is destroyed with it."""
        key = self._path(period_id)
        return key.with_name(f"{key.name}~{part}")

    def _joined(self, period_id: str, shares: Mapping[int, str]) -> bytes:
        holders = self.holders_of(period_id)
        if holders is None:
            raise KeyFileUnreadable(self._path(period_id))
        if len(shares) < holders.needed:
            raise HoldersNeeded
        private = join([share for _number, share in sorted(shares.items())][: holders.needed])
        if bytes(PrivateKey(private).public_key) != self.public(period_id):
            raise SharesDoNotFit
        return private

    def _opened(self, period_id: str) -> dict[int, str]:
        """Return the shares that the present holders' keys decrypt, by number; other holders' keys are skipped."""
        opened = {}
        for key in self.standing_by:
            try:
                number = self.number_of(period_id, key)
            except WrongHolderKey:
                continue
            opened[number] = _open(self.sealed_share(period_id, number), key, path=self._path(period_id))
        return opened

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def _path(self, period_id: str) -> Path:
        if not _PERIOD_ID.fullmatch(period_id):
            raise PeriodIdNotAllowed(period_id)
        return self.folder / f"{period_id}.key"


def _shared(private_key: bytes, holders: Holders) -> dict[str, str]:
    """Return the fields of a key file that stand instead of the private key: encrypted shares per holder."""
    fields = {_Sealed.NEEDED: str(holders.needed)}
    shares = split(private_key, needed=holders.needed, count=len(holders.all))
    for number, (holder, share) in enumerate(zip(holders.all, shares, strict=True)):
        sealed = seal_to(holder.recipient, share.encode())
        parts = (holder.name, holder.recipient, holder.email, sealed, share_mark(share))
        fields |= {f"{part}_{number}": text for part, text in zip(_Sealed.PARTS, parts, strict=True)}
    return fields


def _holders_in(fields: Mapping[str, str], *, path: Path) -> Holders:
    count = sum(name.startswith("name_") for name in fields)
    parts = ("name", "recipient", "email")
    try:
        found = tuple(Holder(*(fields[f"{part}_{number}"] for part in parts)) for number in range(count))
        return Holders(int(fields[_Sealed.NEEDED]), found)
    except (KeyError, ValueError, HoldersUnsound):
        raise KeyFileUnreadable(path) from None


def _open(sealed: str, key: HolderKey, *, path: Path) -> str:
    try:
        return key.open(sealed).decode()
    except (NotForThisKey, ValueError):
        raise KeyFileUnreadable(path) from None


def _of_trustee(fields: Mapping[str, str], present: Sequence[HolderKey], *, path: Path) -> bytes:
    """Return the private key of a period that an earlier Peil opened with a single trustee."""
    trustee = key_from(fields, "trustee_public_key", path=path)
    key = next((each for each in present if recipient_bytes(each.recipient) == trustee), None)
    if key is None:
        raise HoldersNeeded
    try:
        return SealedBox(PrivateKey(key.private)).decrypt(bytes.fromhex(fields["sealed_private_key"]))
    except (CryptoError, ValueError, TypeError):
        raise KeyFileUnreadable(path) from None
