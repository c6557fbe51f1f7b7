"""Lists of organisations and teams for the pages of staff: names, declared sizes, places handed out.

Must not know how many people joined, let alone who.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.db import AnySession
from app.instrument.installed import FIRST_QUESTIONNAIRE, instrument_of
from app.organisations.import_csv import Existing, folded
from app.organisations.models import Organisation, Team


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation in the list; `people`: the sum of the declared sizes of its open teams."""

    id: str
    name: str
    org_type: str
    closed: bool
    teams: int
    people: int


def organisation_lines(session: AnySession, region_id: str) -> list[OrganisationLine]:
    """Return every organisation of the region by name, closed ones last."""
    found = session.scalars(
        select(Organisation)
        .where(Organisation.region_id == region_id)
        .order_by(Organisation.closed_on.is_not(None), Organisation.name)
    )
    return [_line(organisation) for organisation in found]


def _line(organisation: Organisation) -> OrganisationLine:
    teams = [team for team in organisation.teams if team.closed_on is None]
    return OrganisationLine(
        id=organisation.id,
        name=organisation.name,
        org_type=organisation.org_type,
        closed=organisation.closed_on is not None,
        teams=len(teams),
        people=sum(team.declared_size for team in teams),
    )


def teams_of(session: AnySession, organisation_id: str) -> Sequence[Team]:
    """Return every team of the organisation by name, closed ones last."""
    teams = select(Team).where(Team.organisation_id == organisation_id)
    return session.scalars(teams.order_by(Team.closed_on.is_not(None), Team.name)).all()


def name_taken(session: AnySession, name: str, *, region_id: str, but: str = "") -> bool:
    """Return whether another organisation of the region has this name."""
    names = select(Organisation.name).where(Organisation.region_id == region_id, Organisation.id != but)
    return folded(name) in {folded(each) for each in session.scalars(names)}


def team_name_taken(session: AnySession, name: str, *, organisation_id: str, but: str = "") -> bool:
    """Return whether another team of the organisation has this name."""
    names = select(Team.name).where(Team.organisation_id == organisation_id, Team.id != but)
    return folded(name) in {folded(each) for each in session.scalars(names)}


def existing(session: AnySession, region_id: str) -> Existing:
    """Return the organisations and teams of the region that an imported file may not contradict."""
    rows = session.execute(
        select(Organisation.name, Organisation.org_type, Team.name)
        .outerjoin(Team, Team.organisation_id == Organisation.id)
        .where(Organisation.region_id == region_id)
    ).all()
    return Existing(
        types={folded(name): org_type for name, org_type, _team in rows},
        teams=frozenset((folded(name), folded(team)) for name, _type, team in rows if team),
    )


def types_of_organisation() -> Mapping[str, Mapping[str, str]]:
    """Return the kinds of organisation in the questionnaire: key to name in every language."""
    return {option.key: option.text for option in instrument_of(FIRST_QUESTIONNAIRE).item("org_type").options}


def words_for_types() -> dict[str, str]:
    """Return the words that an imported file may use for kinds of organisation: each folded word with the kind's key.

    The words are the key itself and its names in all languages.
    """
    kinds = types_of_organisation()
    return {folded(word): key for key, texts in kinds.items() for word in (key, *texts.values())}
