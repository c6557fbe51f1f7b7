"""Three key holders with their key files, for tests: works council, platform and host, two of whom are needed."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from app.db import db, writing
from app.holding import Holder, Holders
from app.programme.holders import set_holders
from app.programme.models import Programme
from app.vault.holder_keys import HolderKey, new_holder_key
from app.vault.period_keys import PeriodKeys

NAMES = ("Works council", "Platform", "Host")
EMAILS = ("council@example.org", "", "")


@dataclass(frozen=True)
class ThreeHolders:
    """`keys` in the order of the holders."""

    needed: int = 2
    emails: tuple[str, ...] = EMAILS
    keys: tuple[HolderKey, ...] = field(default_factory=lambda: tuple(new_holder_key() for _ in NAMES))

    @property
    def holders(self) -> Holders:
        people = zip(NAMES, self.keys, self.emails, strict=True)
        return Holders(self.needed, tuple(Holder(name, key.recipient, email) for name, key, email in people))

    def share(self, keys: PeriodKeys, key_id: str, number: int) -> str:
        """The words that this holder reads in their own sealed share."""
        return self.keys[number].open(keys.sealed_share(key_id, number)).decode()


def let_hold(holders: Holders | None) -> None:
    """From the next opening on, in every programme."""
    with writing(db.session):
        for programme in db.session.scalars(select(Programme)):
            set_holders(db.session, programme, holders)
