"""Makes, moves and deletes accounts. Callers commit."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, delete, exists, func, or_, select, update

from app.db import AnySession, read_rows
from app.organisations.models import Organisation, Team
from app.organisations.service import InvitationRefused, InvitedTeam, TeamIsFull, held_size, take_place, welcome
from app.participants.belonging import Belonging
from app.participants.devices import device_hash, first_epoch
from app.participants.models import EndedDevice, Membership
from app.vault.codes import PersonalCode
from app.vault.personal_keys import ParticipantKeys, derive_keys


class NotAParticipant(Exception):
    """No account has this code: it never had one, or its owner has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A new account with its personal code, which only its owner will have. `again`: the account existed already."""

    code: PersonalCode
    keys: ParticipantKeys
    place: InvitedTeam
    again: bool = False

    def __repr__(self) -> str:
        return "Joined(hidden)"


def join(
    session: AnySession,
    token: str,
    *,
    today: date,
    code: PersonalCode | None = None,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Joined:
    """Make a participant's account with one place of an invitation. Raises InvitationRefused.
    `code`: the personal code that the form was opened with; when it has an account already, no second one is made.

    `code`: the one with which this form was opened. When it has an account already, the form was sent twice:
    no second account is made and no place is used.

    A team with as many accounts as people is full, whatever cards there are; when somebody leaves there is
    room again, and only who tries a card can tell. Locks the team before the invitation, as everywhere, to
    avoid a deadlock.
    """
    place = welcome(session, token, today=today)
    code = code or PersonalCode.make(random_bytes)
    keys = derive_keys(code)
    held_size(session, place.team_id)  # The lock: the same form sent a second time waits for the first.
    if belonging_of(session, keys) is not None:
        return Joined(code=code, keys=keys, place=place, again=True)
    try:
        require_room(session, place.team_id)
    except TeamIsFull:
        raise InvitationRefused("full") from None
    take_place(session, token, today=today)
    session.add(Membership(lookup_hash=keys.lookup_hash, team_id=place.team_id, epoch=first_epoch(code)))
    session.flush()
    return Joined(code=code, keys=keys, place=place)


_ACCOUNT = select(Membership.team_id).where(Membership.lookup_hash == bindparam("lookup_hash")).with_for_update()


def lock_own_account(session: AnySession, keys: ParticipantKeys) -> str:
    """Return the team of this account and lock its row until the transaction ends. Raises NotAParticipant.

    Everything that a participant writes begins here, so that nothing is written after they have left.
    """
    team_id: str | None = read_rows(session, _ACCOUNT, {"lookup_hash": keys.lookup_hash}).scalar()
    if team_id is None:
        raise NotAParticipant
    return team_id


_BELONGING = (  # Built once, because every page of a participant runs it.
    select(
        Team.id.label("team_id"),
        Team.name.label("team_name"),
        Organisation.id.label("organisation_id"),
        Organisation.name.label("organisation_name"),
        Organisation.org_type,
        Organisation.region_id,
    )
    .join(Membership, Membership.team_id == Team.id)
    .join(Organisation, Organisation.id == Team.organisation_id)
    .where(Membership.lookup_hash == bindparam("lookup_hash"))
)


def belonging_of(session: AnySession, keys: ParticipantKeys) -> Belonging | None:
    """Return the groups of this account; None when no account has this code."""
    place = read_rows(session, _BELONGING, {"lookup_hash": keys.lookup_hash}).one_or_none()
    return None if place is None else Belonging(**place._mapping)


_ADMITTED = _BELONGING.where(
    func.coalesce(Membership.epoch, bindparam("first_epoch")) == bindparam("epoch"),
    ~exists().where(EndedDevice.device_hash == bindparam("device_hash")),
)


def admitted(
    session: AnySession, keys: ParticipantKeys, *, code: PersonalCode, device: bytes, epoch: bytes | None
) -> Belonging | None:
    """Return the groups of this account; None when there is no such account, or this device was signed out.

    `epoch`: what the device shows; None for a cookie from before devices could be signed out.
    """
    first = first_epoch(code)
    shown = {"first_epoch": first, "epoch": epoch or first, "device_hash": device_hash(device)}
    place = read_rows(session, _ADMITTED, {"lookup_hash": keys.lookup_hash} | shown).one_or_none()
    return None if place is None else Belonging(**place._mapping)


def give_new_lookup(session: AnySession, keys: ParticipantKeys, *, new: ParticipantKeys, epoch: bytes) -> None:
    """Give this account another personal code; its team and planned move stay. The old code stops working."""
    session.execute(
        update(Membership)
        .where(Membership.lookup_hash == keys.lookup_hash)
        .values(lookup_hash=new.lookup_hash, epoch=epoch)
    )


def move(session: AnySession, keys: ParticipantKeys, *, team_id: str) -> None:
    """Move the account to another team from the next period on; the open period keeps the old one.

    Raises TeamIsFull.
    """
    require_room(session, team_id, but=keys)
    session.execute(update(Membership).where(Membership.lookup_hash == keys.lookup_hash).values(next_team_id=team_id))


def require_room(session: AnySession, team_id: str, *, but: ParticipantKeys | None = None) -> None:
    """Lock the team until the transaction ends and check that one more account fits (PRIVACY.md rule 12).
    Accounts that will move to the team are counted too; the account with the keys `but` is not. Raises TeamIsFull.
    """
    size = held_size(session, team_id)
    here = or_(Membership.team_id == team_id, Membership.next_team_id == team_id)
    others = Membership.lookup_hash != (but.lookup_hash if but else b"")
    accounts = session.scalar(select(func.count()).select_from(Membership).where(here, others))
    if int(accounts or 0) >= size:
        raise TeamIsFull


def apply_moves(session: AnySession, *, region_id: str) -> None:
    """Carry out the planned moves of accounts to other teams; called when a period of the region opens."""
    own = select(Team.id).join(Team.organisation).where(Organisation.region_id == region_id)
    session.execute(
        update(Membership)
        .where(Membership.next_team_id.is_not(None), Membership.team_id.in_(own))
        .values(team_id=Membership.next_team_id, next_team_id=None)
    )


def delete_membership(session: AnySession, keys: ParticipantKeys) -> None:
    """Delete the account with these keys."""
    session.execute(delete(Membership).where(Membership.lookup_hash == keys.lookup_hash))


def accounts_of(session: AnySession, team_id: str) -> int:
    """Return the number of accounts in the team, which its members see on /privacy (PRIVACY.md rule 12)."""
    count = select(func.count()).select_from(Membership).where(Membership.team_id == team_id)
    return int(session.scalar(count) or 0)
