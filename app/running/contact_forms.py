"""The form with which staff write down whom people can turn to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from app.content.contact_kinds import KINDS, ContactKind
from app.organisations.contacts import WrittenContact
from app.organisations.reach import ReachUnusable, read_reach
from app.organisations.spreadsheet_text import plain
from app.running.typed import NAME_LENGTH, printable
from app.web.forms import Form


def _tidied(text: str | None) -> str:
    return plain(text or "")


def _reachable(_form: Any, field: Any) -> None:
    if not field.data:
        return
    try:
        read_reach(field.data)
    except ReachUnusable as fault:
        raise ValidationError(_mend(fault)) from fault


def _mend(fault: ReachUnusable) -> str:
    match fault.why:
        case "too_long":
            return str(gettext("Keep it to 200 characters."))
        case "open_line":
            return str(
                gettext("Begin the address of the page with https://, so that nobody on the way can read along.")
            )
        case "no_page":
            return str(
                gettext("Type the whole address of the page, such as https://www.example.org/help, and no password.")
            )
    return str(gettext("Type a phone number, an e-mail address, or the address of a page that begins with https://."))


def _name() -> StringField:
    return StringField(
        lazy_gettext("Name, or what it is called (need not be)"),
        filters=[_tidied],
        validators=[Length(max=NAME_LENGTH, message=lazy_gettext("Keep it to 120 characters.")), printable],
    )


def _reach() -> StringField:
    return StringField(
        lazy_gettext("How to reach them"),
        filters=[_tidied],
        validators=[_reachable],
        description=lazy_gettext("A phone number, an e-mail address, or a page that begins with https://."),
    )


class ContactsForm(Form):
    """The form for whom people can turn to: for each kind a name and a way to reach; both empty: there is nobody."""

    lead_name, lead_reach = _name(), _reach()
    physician_name, physician_reach = _name(), _reach()
    adviser_name, adviser_reach = _name(), _reach()
    line_name, line_reach = _name(), _reach()

    def show(self, written: Mapping[ContactKind, WrittenContact]) -> ContactsForm:
        """Return the form filled with the contacts that were written down before."""
        for kind, each in written.items():
            self[f"{kind}_name"].data, self[f"{kind}_reach"].data = each.name, each.reach
        return self

    def refuse_unreachable(self) -> None:
        """Add a fault to every contact that has a name but no way to be reached."""
        for kind in KINDS:
            if self[f"{kind}_name"].data and not self[f"{kind}_reach"].data:
                self.refuse(f"{kind}_reach", gettext("Type how to reach them, or take the name away."))

    def contacts(self) -> dict[ContactKind, WrittenContact]:
        """Return the contacts that were typed, for every kind that has a way to reach them."""
        typed = {kind: WrittenContact(self[f"{kind}_name"].data, self[f"{kind}_reach"].data) for kind in KINDS}
        return {kind: each for kind, each in typed.items() if each.reach}
