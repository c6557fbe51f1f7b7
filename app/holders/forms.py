"""Forms of key holders: who they are, and the words of a share."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from app.holding import MOST_EMAIL, MOST_HOLDERS, MOST_NAME, Holder, Holders, HoldersUnsound
from app.vault.holder_keys import NoRecipient, checked_recipient

FIELDS = ("name", "recipient", "email")
MOST_WORDS = 1000


class HoldersTyped:
    """The lines of the form as they were typed, and what is wrong with them by field."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = {key: " ".join((typed.get(key) or "").split()) for key in field_names()}
        self.faults: dict[str, str] = {}

    def read(self) -> Holders | None:
        """The holders that were typed; None when something is wrong, which `faults` then says."""
        found = [each for number in range(MOST_HOLDERS) if (each := self._line(number))]
        needed = self.typed["needed"]
        if not needed.isdecimal() or len(needed) > 2:
            self.faults["needed"] = _("Type a whole number: how many of them have to come.")
        if not found and not self.faults:
            self._say("none")
        if self.faults:
            return None
        try:
            return Holders(int(needed), tuple(found))
        except HoldersUnsound as unsound:
            self._say(unsound.reason)
            return None

    def _line(self, number: int) -> Holder | None:
        name, recipient, email = (self.typed[f"{field}_{number}"] for field in FIELDS)
        if not name and not recipient and not email:
            return None
        if not name or len(name) > MOST_NAME or not name.isprintable():
            self.faults[f"name_{number}"] = _("Type who this is, in at most 60 letters.")
        if len(email) > MOST_EMAIL or (email and "@" not in email):
            self.faults[f"email_{number}"] = _("Type the e-mail address of a staff account, or leave it empty.")
        try:
            return Holder(name, checked_recipient(recipient), email.casefold())
        except NoRecipient:
            words = _("Paste the whole line that begins with age1, as the holder gave it to you.")
            self.faults[f"recipient_{number}"] = words
            return None

    def _say(self, reason: str) -> None:
        words: dict[str, tuple[str, str]] = {
            "needed": ("needed", _("So many holders there are not. Choose fewer, or add a holder.")),
            "one_is_enough": ("needed", _("With one of several, any of them could open everything alone. Choose two.")),
            "same_key": ("recipient_1", _("Two holders have the same line. Each holder makes a key of their own.")),
            "same_name": ("name_1", _("Two holders have the same name.")),
        }
        field, text = words.get(reason, ("name_0", _("Fill in at least one holder.")))
        self.faults[field] = text


def field_names() -> list[str]:
    return ["needed", *(f"{name}_{number}" for number in range(MOST_HOLDERS) for name in FIELDS)]


def typed_from(holders: Holders | None) -> dict[str, str]:
    """What the form starts with: two of three, or what holds at present."""
    if holders is None:
        names = (_("Works council"), _("Platform of professionals"), _("Host"))
        return {"needed": "2", **{f"name_{number}": name for number, name in enumerate(names)}}
    lines = {f"{field}_{number}": getattr(each, field) for number, each in enumerate(holders.all) for field in FIELDS}
    return {"needed": str(holders.needed), **lines}
