"""Hands out the places of a team: sheets of one-time cards and shared links, at most the team's declared size.

Counts the places of valid cards and links, used or not: only what staff do, and last days that pass, change
the number. Nobody who runs a team can see by it that somebody joined or left. Joining itself checks that
there are never more accounts than people (PRIVACY.md rule 12; docs/decisions/0011). Callers commit.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, or_, select

from app.db import AnySession
from app.organisations.card_codes import CardCode, NewCard
from app.organisations.models import Invitation, Team
from app.organisations.service import TeamIsFull, held_size
from app.tokens import make_token, token_hash

CARDS_AT_ONCE = 64


class TeamIsClosed(Exception):
    """The team no longer takes part, so nobody can be invited to it."""


def places_given(session: AnySession, team_id: str, *, today: date) -> int:
    """Return for how many people the team's valid cards and links were made: not withdrawn, last day not passed."""
    given = select(func.coalesce(func.sum(Invitation.places), 0)).where(
        Invitation.team_id == team_id,
        ~Invitation.revoked,
        or_(Invitation.expires_on.is_(None), Invitation.expires_on >= today),
    )
    return int(session.scalar(given) or 0)


def places_left(session: AnySession, team: Team, *, today: date) -> int:
    """Return for how many more people cards and links can be made in this team; never below 0."""
    return max(0, team.declared_size - places_given(session, team.id, today=today))


def places_left_by_team(session: AnySession, teams: Collection[Team], *, today: date) -> dict[str, int]:
    """Return for how many more people cards and links can be made in each of these teams, by the team's id."""
    given = session.execute(
        select(Invitation.team_id, func.sum(Invitation.places))
        .where(
            Invitation.team_id.in_([team.id for team in teams]),
            ~Invitation.revoked,
            or_(Invitation.expires_on.is_(None), Invitation.expires_on >= today),
        )
        .group_by(Invitation.team_id)
    )
    by_team = {team_id: int(places) for team_id, places in given}
    return {team.id: max(0, team.declared_size - by_team.get(team.id, 0)) for team in teams}


def make_cards(
    session: AnySession, team_id: str, *, cards: int, expires_on: date, today: date, secret: bytes
) -> tuple[NewCard, ...]:
    """Make `cards` one-time invitations and return them; their codes and tokens are stored nowhere.

    `secret`: the installation's, by which a code leads to its token. Raises TeamIsFull, TeamIsClosed.
    """
    _take_places(session, team_id, places=cards, today=today)
    codes = [CardCode.make() for _ in range(cards)]
    made = tuple(NewCard(code, code.token(secret)) for code in codes)
    session.add_all(_invitation(card.token, team_id, places=1, expires_on=expires_on) for card in made)
    session.flush()
    return made


def make_shared_link(session: AnySession, team_id: str, *, places: int, expires_on: date, today: date) -> str:
    """Make one invitation link for `places` people and return its token, which is stored nowhere.

    Raises TeamIsFull, TeamIsClosed.
    """
    _take_places(session, team_id, places=places, today=today)
    token = make_token()
    session.add(_invitation(token, team_id, places=places, expires_on=expires_on))
    session.flush()
    return token


def _take_places(session: AnySession, team_id: str, *, places: int, today: date) -> None:
    """Check that so many places fit in the team. Raises TeamIsFull, TeamIsClosed.

    Locks the team's row, so that two sheets made at the same moment cannot pass the limit together.
    """
    size = held_size(session, team_id)
    if session.scalar(select(Team.closed_on).where(Team.id == team_id)) is not None:
        raise TeamIsClosed
    if places_given(session, team_id, today=today) + places > size:
        raise TeamIsFull


def _invitation(token: str, team_id: str, *, places: int, expires_on: date) -> Invitation:
    return Invitation(
        token_hash=token_hash(token), team_id=team_id, uses_left=places, places=places, expires_on=expires_on
    )
