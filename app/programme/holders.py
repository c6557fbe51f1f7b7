"""Stores the key holders of a programme; they apply from the next opening on. Callers commit.

Must not know keys: a holder's address is checked where the form is read.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from app.db import AnySession
from app.holding import Holder, Holders
from app.programme.models import KeyHolder, Programme


def holders_of(session: AnySession, programme_id: str) -> Holders | None:
    """Return the key holders for periods that this programme opens from now on; None when it has none."""
    needed = session.scalar(select(Programme.holders_needed).where(Programme.id == programme_id))
    if needed is None:
        return None
    rows = session.scalars(
        select(KeyHolder).where(KeyHolder.programme_id == programme_id).order_by(KeyHolder.place)
    ).all()
    return Holders(needed, tuple(Holder(row.name, row.recipient, row.email) for row in rows))


def set_holders(session: AnySession, programme: Programme, holders: Holders | None) -> None:
    """Replace the key holders from the next opening on; an open period keeps those it was opened with."""
    session.execute(delete(KeyHolder).where(KeyHolder.programme_id == programme.id))
    programme.holders_needed = holders.needed if holders else None
    session.add_all(
        KeyHolder(programme_id=programme.id, place=place, name=each.name, recipient=each.recipient, email=each.email)
        for place, each in enumerate(holders.all if holders else ())
    )
    session.flush()
