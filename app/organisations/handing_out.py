"""Hands out the places of a team: sheets of one-time cards and shared links, at most the team's declared size.

Counts the places of valid cards and links, used or not: only what staff do, and last days that pass, change
the number. Nobody who runs a team can see by it that somebody joined or left. Joining itself checks that
there are never more accounts than people (PRIVACY rule 12; docs/decisions/0011). Callers commit.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, or_, select

from app.db import AnySession
from app.organisations.models import Invitation, Team
from app.organisations.service import TeamIsFull, held_size
from app.tokens import make_token, token_hash

CARDS_AT_ONCE = 64


class TeamIsClosed(Exception):
    """The team no longer takes part, so nobody can be invited to it."""


def places_given(session: AnySession, team_id: str, *, today: date) -> int:
    """Return the number of places of the team's valid cards and links: not withdrawn, last day not passed."""
    given = select(func.coalesce(func.sum(Invitation.places), 0)).where(
        Invitation.team_id == team_id,
        ~Invitation.revoked,
        or_(Invitation.expires_on.is_(None), Invitation.expires_on >= today),
    )
    return int(session.scalar(given) or 0)


def places_left(session: AnySession, team: Team, *, today: date) -> int:
    """Return how many places can still be handed out; never below 0."""
    return max(0, team.declared_size - places_given(session, team.id, today=today))


def make_cards(session: AnySession, team_id: str, *, cards: int, expires_on: date, today: date) -> tuple[str, ...]:
    """Make `cards` one-time invitations and return their tokens, which are stored nowhere.

    Raises TeamIsFull, TeamIsClosed.
    """
    _take_places(session, team_id, places=cards, today=today)
    return tuple(_invitation(session, team_id, places=1, expires_on=expires_on) for _ in range(cards))


def make_shared_link(session: AnySession, team_id: str, *, places: int, expires_on: date, today: date) -> str:
    """Make one invitation for `places` people and return its token, which is stored nowhere.

    Raises TeamIsFull, TeamIsClosed.
    """
    _take_places(session, team_id, places=places, today=today)
    return _invitation(session, team_id, places=places, expires_on=expires_on)


def _take_places(session: AnySession, team_id: str, *, places: int, today: date) -> None:
    """Check that so many places fit in the team. Raises TeamIsFull, TeamIsClosed.

    Locks the team's row, so that two sheets made at the same moment cannot pass the limit together.
    """
    size = held_size(session, team_id)
    if session.scalar(select(Team.closed_on).where(Team.id == team_id)) is not None:
        raise TeamIsClosed
    if places_given(session, team_id, today=today) + places > size:
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
