"""Lists of organisations and teams for the pages of staff: names, declared sizes, places handed out.

Must not know how many people joined, let alone who.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager

from app import clock
from app.db import AnySession
from app.organisations.handing_out import places_left_by_team
from app.organisations.import_csv import Existing, KnownTeam, folded
from app.organisations.models import Organisation, Team
from app.programme.questionnaires import questionnaire_of_region

MOST_CARDS = 640
"""In one file: eighty sheets, a few seconds of work and under 200 MB (docs/decisions/0022-cards-on-paper.md)."""
LONG_LIST = 8
"""A list with more lines can be searched."""


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation in the list; `people`: the sum of the declared sizes of its open teams."""

    id: str
    name: str
    org_type: str
    closed: bool
    teams: int
    people: int


@dataclass(frozen=True, slots=True)
class CardsToPrint:
    """The invitation cards that can still be printed, one per place left: how many, for how many teams."""

    cards: int
    teams: int

    @property
    def files(self) -> int:
        """Return into how many files these cards are divided for printing."""
        return -(-self.cards // MOST_CARDS)


def organisation_lines(session: AnySession, region_id: str) -> list[OrganisationLine]:
    """Return every organisation of the region by name, closed ones last."""
    teams = (
        select(Team.organisation_id, func.count(), func.sum(Team.declared_size))
        .where(Team.closed_on.is_(None))
        .group_by(Team.organisation_id)
    )
    sums = {organisation_id: (count, int(people)) for organisation_id, count, people in session.execute(teams)}
    found = session.scalars(
        select(Organisation)
        .where(Organisation.region_id == region_id)
        .order_by(Organisation.closed_on.is_not(None), Organisation.name)
    )
    return [
        OrganisationLine(each.id, each.name, each.org_type, each.closed_on is not None, *sums.get(each.id, (0, 0)))
        for each in found
    ]


def open_teams(session: AnySession, which: ColumnElement[bool]) -> Sequence[Team]:
    """Return the teams that take part and meet the SQL condition `which`, by names of organisation and team."""
    teams = select(Team).join(Team.organisation).options(contains_eager(Team.organisation))
    taking_part = (Team.closed_on.is_(None), Organisation.closed_on.is_(None))
    return session.scalars(teams.where(which, *taking_part).order_by(Organisation.name, Team.name)).all()


def to_print(session: AnySession, teams: Sequence[Team]) -> CardsToPrint:
    """Return how many invitation cards can still be printed for these teams."""
    left = places_left_by_team(session, teams, today=clock.today())
    return CardsToPrint(sum(left.values()), sum(1 for places in left.values() if places))


def found_teams(session: AnySession, region_id: str, *, words: str) -> list[Team]:
    """Return the region's teams with these words in their name or their organisation's, open ones first."""
    teams = select(Team).join(Team.organisation).options(contains_eager(Team.organisation))
    listed = teams.where(Organisation.region_id == region_id).order_by(
        Team.closed_on.is_not(None), Organisation.name, Team.name
    )
    return [each for each in session.scalars(listed) if matches(words, each.name, each.organisation.name)]


def matches(words: str, *names: str) -> bool:
    """Return whether each word of `words` stands in one of the names; accents and capitals make no difference."""
    text = _searchable(names)
    return all(word in text for word in _searchable([words]).split())


def _searchable(texts: Iterable[str]) -> str:
    apart = unicodedata.normalize("NFD", folded(" ".join(texts)))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def teams_of(session: AnySession, organisation_id: str) -> Sequence[Team]:
    """Return every team of the organisation by name, closed ones last."""
    teams = select(Team).where(Team.organisation_id == organisation_id)
    return session.scalars(teams.order_by(Team.closed_on.is_not(None), Team.name)).all()


def name_taken(session: AnySession, name: str, *, region_id: str, but: str = "") -> bool:
    """Return whether another organisation of the region, except the one with id `but`, has this name."""
    names = select(Organisation.name).where(Organisation.region_id == region_id, Organisation.id != but)
    return folded(name) in {folded(each) for each in session.scalars(names)}


def team_name_taken(session: AnySession, name: str, *, organisations: Iterable[str], but: str = "") -> bool:
    """Return whether another team of these organisations, except the one with id `but`, has this name.

    `organisations`: ids. A team that goes there at the next period counts as one of theirs.
    """
    ids = list(organisations)
    there = or_(Team.organisation_id.in_(ids), Team.next_organisation_id.in_(ids))
    names = select(Team.name).where(there, Team.id != but)
    return folded(name) in {folded(each) for each in session.scalars(names)}


def existing(session: AnySession, region_id: str) -> Existing:
    """Return the region's organisations and teams, with which an imported list is compared."""
    organisations = session.scalars(select(Organisation).where(Organisation.region_id == region_id)).all()
    names = {each.id: each.name for each in organisations}
    teams = session.scalars(select(Team).where(Team.organisation_id.in_(names)).order_by(Team.name))
    return Existing(
        types={folded(each.name): each.org_type for each in organisations},
        closed=frozenset(folded(each.name) for each in organisations if each.closed_on),
        teams=tuple(
            KnownTeam(
                team.id,
                names[team.organisation_id],
                team.name,
                team.declared_size,
                closed=team.closed_on is not None,
                moves_to=names.get(team.next_organisation_id or "", ""),
            )
            for team in teams
        ),
    )


def types_of_organisation(session: AnySession, region_id: str) -> Mapping[str, Mapping[str, str]]:
    """Return the kinds of organisation in the region's questionnaire: key to name in every language."""
    return {option.key: option.text for option in questionnaire_of_region(session, region_id).item("org_type").options}


def words_for_types(kinds: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the words by which an imported list may name a kind of organisation, each with the kind's key.
    They are the key itself and its names in all languages, in small letters. `kinds`: those of the region.
    """
    return {folded(word): key for key, texts in kinds.items() for word in (key, *texts.values())}
