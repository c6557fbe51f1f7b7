"""Joining, moving and leaving. Callers commit."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, delete, exists, func, or_, select, update

from app.db import AnySession
from app.organisations.models import Organisation, Team
from app.organisations.service import InvitationRefused, InvitedTeam, TeamIsFull, held_size, take_place, welcome
from app.participants.belonging import Belonging
from app.participants.devices import device_hash, first_epoch
from app.participants.models import EndedDevice, Membership
from app.vault.codes import PersonalCode
from app.vault.personal_keys import ParticipantKeys, derive_keys


class NotAParticipant(Exception):
    """No account has this code: it was never one, or its owner has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A new account: the code that only its owner will have, and where it belongs. `again`: it was made before."""

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
    """Use one place of an invitation and make an account. Raises InvitationRefused.

    `code`: the one that this form was opened with. Where it has an account already, the form was sent twice: no
    second account is made and no place is used.

    A team that has as many accounts as people is full, whatever cards there are: who leaves makes room, and nobody
    but who tries a card can tell. Team before invitation, as everywhere, so that no two writes wait for each other.
    """
    place = welcome(session, token, today=today)
    code = code or PersonalCode.make(random_bytes)
    keys = derive_keys(code)
    held_size(session, place.team_id)  # From here on a second sending of the same form waits for the first.
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
    """Return the team of this account; whatever else its owner writes waits until this is through.

    Everything that a participant writes begins here, so that nothing is written after they have left.
    Raises NotAParticipant.
    """
    team_id = session.scalar(_ACCOUNT, {"lookup_hash": keys.lookup_hash})
    if team_id is None:
        raise NotAParticipant
    return team_id


_BELONGING = (  # Put together once: every page of a participant asks it.
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
    """Return where this account belongs; None when no account has this code."""
    place = session.execute(_BELONGING, {"lookup_hash": keys.lookup_hash}).one_or_none()
    return None if place is None else Belonging(**place._mapping)


_ADMITTED = _BELONGING.where(
    func.coalesce(Membership.epoch, bindparam("first_epoch")) == bindparam("epoch"),
    ~exists().where(EndedDevice.device_hash == bindparam("device_hash")),
)


def admitted(
    session: AnySession, keys: ParticipantKeys, *, code: PersonalCode, device: bytes, epoch: bytes | None
) -> Belonging | None:
    """Return where this account belongs; None also when the device was ended, by itself or with all others.

    `epoch`: what the device shows; None for a cookie of before devices could be ended.
    """
    first = first_epoch(code)
    shown = {"first_epoch": first, "epoch": epoch or first, "device_hash": device_hash(device)}
    place = session.execute(_ADMITTED, {"lookup_hash": keys.lookup_hash} | shown).one_or_none()
    return None if place is None else Belonging(**place._mapping)


def give_new_lookup(session: AnySession, keys: ParticipantKeys, *, new: ParticipantKeys, epoch: bytes) -> None:
    """Let another code find this account: same team, same move to come. The old one finds nothing any more."""
    session.execute(
        update(Membership)
        .where(Membership.lookup_hash == keys.lookup_hash)
        .values(lookup_hash=new.lookup_hash, epoch=epoch)
    )


def move(session: AnySession, keys: ParticipantKeys, *, team_id: str) -> None:
    """Change team from the next period on; the open period keeps its snapshot. Raises TeamIsFull."""
    require_room(session, team_id, but=keys)
    session.execute(update(Membership).where(Membership.lookup_hash == keys.lookup_hash).values(next_team_id=team_id))


def require_room(session: AnySession, team_id: str, *, but: ParticipantKeys | None = None) -> None:
    """Hold the team until the write ends and see to it that one more account fits (PRIVACY rule 12).

    Counts who is in the team and who will be from the next period on, `but` for one of them. Raises TeamIsFull.
    """
    size = held_size(session, team_id)
    here = or_(Membership.team_id == team_id, Membership.next_team_id == team_id)
    others = Membership.lookup_hash != (but.lookup_hash if but else b"")
    accounts = session.scalar(select(func.count()).select_from(Membership).where(here, others))
    if int(accounts or 0) >= size:
        raise TeamIsFull


def apply_moves(session: AnySession, *, region_id: str) -> None:
    """A period of this region opens: everybody in it who moved now belongs to their new team."""
    own = select(Team.id).join(Team.organisation).where(Organisation.region_id == region_id)
    session.execute(
        update(Membership)
        .where(Membership.next_team_id.is_not(None), Membership.team_id.in_(own))
        .values(team_id=Membership.next_team_id, next_team_id=None)
    )


def delete_membership(session: AnySession, keys: ParticipantKeys) -> None:
    session.execute(delete(Membership).where(Membership.lookup_hash == keys.lookup_hash))


def accounts_of(session: AnySession, team_id: str) -> int:
    """Return how many accounts the team has: members see it on /privacy (PRIVACY rule 12)."""
    count = select(func.count()).select_from(Membership).where(Membership.team_id == team_id)
    return int(session.scalar(count) or 0)
