"""Forms of key holders: who they are, and the words of a share."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField, TextAreaField

from app.holding import MOST_EMAIL, MOST_HOLDERS, MOST_NAME, Holder, Holders, HoldersUnsound
from app.running.typed import LINE, NUMBER
from app.vault.holder_keys import NoRecipient, checked_recipient
from app.web.forms import Form

FIELDS = {
    "name": (
        lazy_gettext("Who"),
        lazy_gettext("Everybody can read this on “Who sees what”: name an office or a group, not a person."),
    ),
    "recipient": (lazy_gettext("The line that begins with age1"), ""),
    "email": (
        lazy_gettext("E-mail address of their staff account"),
        lazy_gettext("With an account they bring their share on a page. Without one they hand it to the operator."),
    ),
}
"""Label and hint of each field of a holder; the hint stands with the first holder only."""
MOST_WORDS = 1000


class HoldersForm(Form):
    """The form for key holders: `name_0`, `recipient_0`, `email_0` and so on, and how many of them are `needed`."""

    def read(self) -> Holders | None:
        """Return the holders that were typed; None when something is wrong, which is shown at its field."""
        found = [each for number in range(MOST_HOLDERS) if (each := self._line(number))]
        needed = self["needed"].data or ""
        if not needed.isdecimal() or len(needed) > 2:
            self.refuse("needed", _("Type a whole number: how many of them have to come."))
        if not found and not self.errors:
            self._say("none")
        if self.errors:
            return None
        try:
            return Holders(int(needed), tuple(found))
        except HoldersUnsound as unsound:
            self._say(unsound.reason)
            return None

    def _line(self, number: int) -> Holder | None:
        name, recipient, email = (self[f"{field}_{number}"].data for field in FIELDS)
        if not name and not recipient and not email:
            return None
        if not name or len(name) > MOST_NAME or not name.isprintable():
            self.refuse(f"name_{number}", _("Type who this is, in at most 60 letters."))
        if len(email) > MOST_EMAIL or (email and "@" not in email):
            self.refuse(f"email_{number}", _("Type the e-mail address of a staff account, or leave it empty."))
        try:
            return Holder(name, checked_recipient(recipient), email.casefold())
        except NoRecipient:
            words = _("Paste the whole line that begins with age1, as the holder gave it to you.")
            self.refuse(f"recipient_{number}", words)
            return None

    def _say(self, reason: str) -> None:
        words: dict[str, tuple[str, str]] = {
            "needed": ("needed", _("So many holders there are not. Choose fewer, or add a holder.")),
            "one_is_enough": ("needed", _("With one of several, any of them could open everything alone. Choose two.")),
            "same_key": ("recipient_1", _("Two holders have the same line. Each holder makes a key of their own.")),
            "same_name": ("name_1", _("Two holders have the same name.")),
        }
        self.refuse(*words.get(reason, ("name_0", _("Fill in at least one holder."))))


def _single_spaces(text: str | None) -> str:
    return " ".join((text or "").split())


for _number in range(MOST_HOLDERS):
    for _name, (_label, _hint) in FIELDS.items():
        _kept = StringField(_label, filters=[_single_spaces], description="" if _number else _hint, render_kw=LINE)
        setattr(HoldersForm, f"{_name}_{_number}", _kept)
HoldersForm.needed = StringField(
    lazy_gettext("How many of them have to come?"), filters=[_single_spaces], render_kw=NUMBER
)


class WithoutHoldersForm(Form):
    """The button that lets periods close without key holders again (`nobody`)."""

    nobody = HiddenField()


class ShareForm(Form):
    """The form for the words of a key share; anything longer than a share can be is cut off."""

    share = TextAreaField(
        lazy_gettext("The words of the share"),
        filters=[lambda text: (text or "")[:MOST_WORDS]],
        render_kw={"rows": 4, "maxlength": MOST_WORDS, "autocapitalize": "none", "spellcheck": "false"},
    )


def holders_values(holders: Holders | None) -> dict[str, str]:
    """Return the values with which the form for key holders starts: the present ones, or a proposal of two of three."""
    if holders is None:
        names = (_("Works council"), _("Platform of professionals"), _("Host"))
        return {"needed": "2", **{f"name_{number}": name for number, name in enumerate(names)}}
    lines = {f"{field}_{number}": getattr(each, field) for number, each in enumerate(holders.all) for field in FIELDS}
    return {"needed": str(holders.needed), **lines}
