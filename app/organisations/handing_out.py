"""Places that staff give out: sheets of one-time cards and shared links, capped by the team's declared size.

Counts places given out, never who used one or how many did: a place counts as given from the moment it is made,
and what is withdrawn comes back only when the next period opens. So nobody who runs a team can see somebody
join by watching a number (PRIVACY rule 12; docs/decisions/0011). Callers commit.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from app.db import AnySession
from app.organisations.models import Invitation, Team
from app.organisations.service import TeamIsFull
from app.tokens import make_token, token_hash

CARDS_AT_ONCE = 64


class TeamIsClosed(Exception):
    """The team takes part no longer, so nobody can be invited to it."""


def places_given(session: AnySession, team_id: str) -> int:
    """How many places were ever given out for this team, those withdrawn in the present period included."""
    given = select(func.coalesce(func.sum(Invitation.places), 0)).where(Invitation.team_id == team_id)
    return int(session.scalar(given) or 0)


def places_left(session: AnySession, team: Team) -> int:
    """How many places can still be given out; never below 0."""
    return max(0, team.declared_size - places_given(session, team.id))


def make_cards(session: AnySession, team_id: str, *, cards: int, expires_on: date) -> tuple[str, ...]:
    """Make `cards` one-time invitations and return their tokens, which are kept nowhere.

    Raises TeamIsFull, TeamIsClosed.
    """
    _take_places(session, team_id, places=cards)
    return tuple(_invitation(session, team_id, places=1, expires_on=expires_on) for _ in range(cards))


def make_shared_link(session: AnySession, team_id: str, *, places: int, expires_on: date) -> str:
    """Make one invitation for `places` people and return its token, which is kept nowhere.

    Raises TeamIsFull, TeamIsClosed.
    """
    _take_places(session, team_id, places=places)
    return _invitation(session, team_id, places=places, expires_on=expires_on)


def _take_places(session: AnySession, team_id: str, *, places: int) -> None:
    """The team's row is locked, so that two sheets made at the same moment cannot pass the cap together."""
    team = session.scalars(select(Team).where(Team.id == team_id).with_for_update()).one()
    if team.closed_on is not None:
        raise TeamIsClosed
    if places > places_left(session, team):
        raise TeamIsFull


def _invitation(session: AnySession, team_id: str, *, places: int, expires_on: date) -> str:
    token = make_token()
    session.add(
        Invitation(
            token_hash=token_hash(token), team_id=team_id, uses_left=places, places=places, expires_on=expires_on
        )
    )
    session.flush()
    return token
