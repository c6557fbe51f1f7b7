"""The contents of a participant's cookies, and how long each is valid. Pure: the vault encrypts them.

A ticket keeps a device signed in. A joining holds the code for which an invitation's form will make an
account, so that sending the form twice makes one account; until it is sent, the code exists nowhere else.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta

from app.vault.codes import PersonalCode
from app.vault.cookie_seal import CookieBroken, CookieSeal

TICKET = "peil.participant"
JOINING = "peil.joining"
RENEW_DAYS = 7
JOINING_DAYS = 1


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ticket:
    """The contents of a signed-in device's cookie.

    `epoch`: None for cookies from before devices could be signed out, which had the code alone. `used_on`:
    the day, to the week, on which it was last used; None as for `epoch`.
    """

    code: PersonalCode
    device: bytes
    epoch: bytes | None
    used_on: date | None

    def __repr__(self) -> str:
        return "Ticket(hidden)"

    def over(self, today: date, *, keep_days: int) -> bool:
        """Return whether the device's cookie has expired, because it was not used for `keep_days`."""
        return self.used_on is not None and today - self.used_on > timedelta(days=keep_days)

    def to_renew(self, today: date) -> bool:
        """Return whether to write the device's cookie again, with today as its last use: once a week.

        Also when that day lies ahead, because the server's clock was wrong: the cookie would live too long.
        """
        return self.used_on is None or abs(today - self.used_on) >= timedelta(days=RENEW_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Joining:
    """An unfinished registration, stored in a cookie from the opening of an invitation until its form is sent.
    `code`: the personal code that the account will get; `device`: the random name that the browser will get.
    """

    code: PersonalCode
    device: bytes

    def __repr__(self) -> str:
        return "Joining(hidden)"


def sealed_ticket(seal: CookieSeal, ticket: Ticket) -> str:
    """Return the contents of a signed-in device's cookie as an encrypted value."""
    held = {
        "code": ticket.code.text,
        "device": ticket.device.hex(),
        "epoch": ticket.epoch.hex() if ticket.epoch else None,
        "day": ticket.used_on.isoformat() if ticket.used_on else None,
    }
    return seal.seal(TICKET, json.dumps(held).encode())


def opened_ticket(seal: CookieSeal, sealed: str) -> Ticket | None:
    """Return the contents of a signed-in device's cookie; None when it was cut, changed or made elsewhere."""
    try:
        text = seal.open(TICKET, sealed).decode()
        if not text.startswith("{"):
            device = hashlib.sha256(sealed.encode()).digest()[:16]
            return Ticket(code=PersonalCode.read(text), device=device, epoch=None, used_on=None)
        held = json.loads(text)
        return Ticket(
            code=PersonalCode.read(held["code"]),
            device=bytes.fromhex(held["device"]),
            epoch=bytes.fromhex(held["epoch"]) if held["epoch"] else None,
            used_on=date.fromisoformat(held["day"]) if held["day"] else None,
        )
    except (CookieBroken, ValueError, KeyError, TypeError):
        return None


def sealed_joining(seal: CookieSeal, joining: Joining, *, token_hash: bytes, today: date) -> str:
    """Return an unfinished registration as an encrypted cookie value, valid for this invitation and for one day.
    `token_hash`: of the invitation's token.
    """
    held = {"code": joining.code.text, "device": joining.device.hex(), "to": token_hash.hex(), "day": str(today)}
    return seal.seal(JOINING, json.dumps(held).encode())


def opened_joining(seal: CookieSeal, sealed: str, *, token_hash: bytes, today: date) -> Joining | None:
    """Return the unfinished registration in a cookie value.
    None when the value is invalid, over a day old, or belongs to another invitation.
    """
    try:
        held = json.loads(seal.open(JOINING, sealed))
        recent = today - date.fromisoformat(held["day"]) <= timedelta(days=JOINING_DAYS)
        if held["to"] != token_hash.hex() or not recent:
            return None
        return Joining(code=PersonalCode.read(held["code"]), device=bytes.fromhex(held["device"]))
    except (CookieBroken, ValueError, KeyError, TypeError):
        return None
