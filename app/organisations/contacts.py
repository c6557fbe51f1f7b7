"""Whom people can turn to: written down by staff, read by the participants of that organisation. Callers commit.

Knows no participant. Everybody of an organisation is shown the same contacts, whatever they answered, so that a call
or a visit to a page tells nothing about anybody; and nothing here notes who looked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, or_, select

from app.content.contact_kinds import KINDS, ContactKind
from app.db import AnySession, read_rows
from app.organisations.models import Contact
from app.organisations.reach import Reach, ReachUnusable, read_reach


@dataclass(frozen=True, slots=True)
class WrittenContact:
    """A contact as staff wrote it down: a name, which may be empty, and how to reach the person."""

    name: str
    reach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTo:
    """A contact as a participant finds it. `of_region`: the region's, because the organisation has none of its own."""

    kind: ContactKind
    name: str
    reach: Reach
    of_region: bool


def written_contacts(session: AnySession, scope: str) -> dict[ContactKind, WrittenContact]:
    """Return the contacts of this one organisation or region (`scope`: its id) by kind, as they were typed."""
    return _written(session, scope, scope)[scope]


_WRITTEN = select(Contact.scope, Contact.kind, Contact.name, Contact.reach).where(
    or_(Contact.scope == bindparam("own"), Contact.scope == bindparam("wide"))
)


def _written(session: AnySession, own: str, wide: str) -> dict[str, dict[ContactKind, WrittenContact]]:
    """Return the contacts of these two, an organisation and its region, by kind, in one reading."""
    found = read_rows(session, _WRITTEN, {"own": own, "wide": wide})
    rows = {(scope, kind): WrittenContact(name, reach) for scope, kind, name, reach in found}
    return {scope: {kind: rows[scope, kind] for kind in KINDS if (scope, kind) in rows} for scope in (own, wide)}


def write_contacts(session: AnySession, scope: str, contacts: Mapping[ContactKind, WrittenContact]) -> None:
    """Store these contacts instead of all earlier ones of an organisation or region (`scope`). Raises ReachUnusable."""
    for each in contacts.values():
        read_reach(each.reach)
    session.execute(delete(Contact).where(Contact.scope == scope))
    session.add_all(
        Contact(scope=scope, kind=kind, name=each.name, reach=each.reach) for kind, each in contacts.items()
    )
    session.flush()


def contacts_for(session: AnySession, *, organisation_id: str, region_id: str) -> dict[ContactKind, TurnTo]:
    """Return whom the people of an organisation can turn to, by kind: its own contact, else the region's."""
    written_by = _written(session, organisation_id, region_id)
    own, wide = written_by[organisation_id], written_by[region_id]
    found: dict[ContactKind, TurnTo] = {}
    for kind in KINDS:
        written = own.get(kind) or wide.get(kind)
        if written is None:
            continue
        try:
            reach = read_reach(written.reach)
        except ReachUnusable:  # Written by an older or another program: no link is better than a wrong one.
            continue
        found[kind] = TurnTo(kind=kind, name=written.name, reach=reach, of_region=kind not in own)
    return found
