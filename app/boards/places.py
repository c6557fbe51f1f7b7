"""The group a board is about, and the groups around it that this visitor may open too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Result, select

from app.db import AnySession
from app.organisations.models import Organisation, Region, Team
from app.releases.cells import Level
from app.web.viewer import Scope


@dataclass(frozen=True, slots=True)
class Link:
    """A group with the address of its board; `url` is None when the visitor may not open it."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A larger group whose figures can stand beside the own ones; `key` names it in an address."""

    key: Literal["region", "kind", "organisation"]
    level: Level
    group: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A group; `org_type` is empty for the region. `above`: the nearest first. `below`: only what may be opened.

    `beside`: the groups it can be compared with, the usual one first; the region has none.
    """

    level: Level
    id: str
    name: str
    region_id: str
    org_type: str
    above: tuple[Link, ...]
    below: tuple[Link, ...]
    beside: tuple[Beside, ...]

    @property
    def url(self) -> str:
        return board_url(self.level, self.id)


def board_url(level: str, group: str) -> str:
    """The address of a group's board."""
    return "/region" if level == "region" else f"/{level}s/{group}"


def place_of(session: AnySession, scope: Scope, *, seen: frozenset[Scope]) -> Place | None:
    """The group of `scope`, with links to what is in `seen`; None when there is no such group."""
    find = {"region": _region, "organisation": _organisation, "team": _team}[scope.level]
    return find(session, scope.group, seen)


def _region(session: AnySession, group: str, seen: frozenset[Scope]) -> Place | None:
    region = session.get(Region, group)
    if region is None:
        return None
    organisations = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.region_id == region.id)
        .order_by(Organisation.name)
    )
    below = _openable("organisation", organisations, seen)
    return Place(
        level="region",
        id=region.id,
        name=region.name,
        region_id=region.id,
        org_type="",
        above=(),
        below=below,
        beside=(),
    )


def _organisation(session: AnySession, group: str, seen: frozenset[Scope]) -> Place | None:
    organisation = session.get(Organisation, group)
    if organisation is None:
        return None
    teams = session.execute(
        select(Team.id, Team.name).where(Team.organisation_id == organisation.id).order_by(Team.name)
    )
    return Place(
        level="organisation",
        id=organisation.id,
        name=organisation.name,
        region_id=organisation.region_id,
        org_type=organisation.org_type,
        above=(_region_link(session, organisation.region_id, seen),),
        below=_openable("team", teams, seen),
        beside=_larger(organisation),
    )


def _team(session: AnySession, group: str, seen: frozenset[Scope]) -> Place | None:
    team = session.get(Team, group)
    if team is None:
        return None
    organisation = team.organisation
    own = _link(Scope("organisation", organisation.id), organisation.name, seen)
    between = (Beside("organisation", "organisation", organisation.id, organisation.name),) if own.url else ()
    return Place(
        level="team",
        id=team.id,
        name=team.name,
        region_id=organisation.region_id,
        org_type=organisation.org_type,
        above=(own, _region_link(session, organisation.region_id, seen)),
        below=(),
        beside=(*_larger(organisation), *between),
    )


def _larger(organisation: Organisation) -> tuple[Beside, ...]:
    """What everybody may see, because it is in the region's public tables."""
    return (
        Beside("region", "region", organisation.region_id, ""),
        Beside("kind", "orgtype", organisation.org_type, ""),
    )


def _region_link(session: AnySession, region_id: str, seen: frozenset[Scope]) -> Link:
    return _link(Scope("region", region_id), session.get_one(Region, region_id).name, seen)


def _link(scope: Scope, name: str, seen: frozenset[Scope]) -> Link:
    return Link(name, board_url(scope.level, scope.group) if scope in seen else None)


def _openable(level: str, groups: Result[str, str], seen: frozenset[Scope]) -> tuple[Link, ...]:
    return tuple(Link(name, board_url(level, group)) for group, name in groups if Scope(level, group) in seen)
