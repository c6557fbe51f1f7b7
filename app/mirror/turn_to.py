"""Whom a participant can turn to, as a page shows it: what staff of their organisation or region wrote down.

The same for everybody of the organisation, whatever they answered.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.content.contact_kinds import ContactKind
from app.db import AnySession
from app.organisations.contacts import TurnTo, contacts_for
from app.participants.belonging import Belonging
from app.wording.contact_words import contact_words
from app.wording.translated import _


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """A contact as a participant sees it. `who`: the kind of contact. `name`: the person's, "" when not given.
    `shown`: the text of the link to reach them; `outside`: it leads to another site. `whose`: for whom the contact is,
    the organisation's name or everyone in the region.
    """

    who: str
    name: str
    shown: str
    link: str
    outside: bool
    whose: str


def turn_to(session: AnySession, belonging: Belonging) -> dict[ContactKind, ContactView]:
    """Return the contacts for people of this participant's organisation, by kind, in a fixed order."""
    found = contacts_for(session, organisation_id=belonging.organisation_id, region_id=belonging.region_id)
    return {kind: _view(each, organisation=belonging.organisation_name) for kind, each in found.items()}


def _view(contact: TurnTo, *, organisation: str) -> ContactView:
    return ContactView(
        who=contact_words(contact.kind),
        name=contact.name,
        shown=contact.reach.shown,
        link=contact.reach.link,
        outside=contact.reach.kind == "page",
        whose=_("For everyone in the region") if contact.of_region else organisation,
    )
