"""The group a board is about, with the groups around it that this visitor may also open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Result, select

from app.db import AnySession
from app.instrument.installed import instrument_of
from app.organisations.models import Organisation, Region, Team
from app.programme.models import Programme
from app.releases.rules.cells import Level
from app.web.language import say
from app.web.viewer import Scope

KIND = "org_type"
"""The question whose answers are the kinds of organisation."""


@dataclass(frozen=True, slots=True)
class GroupLink:
    """A group's name with the address of its board; `url` is None when the visitor may not open it."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A larger group with which a board compares its own figures; `key` names it in the address."""

    key: Literal["region", "kind", "organisation"]
    level: Level
    group: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The team, organisation, kind of organisation or region that a page is about, with the groups around it.

    `org_type` is empty for the region. `above`: larger groups, nearest first. `below`: smaller groups that
    the visitor may open. `kinds`: the kinds of organisation in a region. `beside`: the groups it can be
    compared with, the default first; empty for the region.
    """

    level: Level
    id: str
    name: str
    region_id: str
    org_type: str
    above: tuple[GroupLink, ...]
    below: tuple[GroupLink, ...]
    beside: tuple[Beside, ...]
    kinds: tuple[GroupLink, ...] = ()

    @property
    def url(self) -> str:
        """Return the address of the group's board."""
        return board_url(self.level, self.id)


def board_url(level: str, group: str) -> str:
    """Return the address of a group's board."""
    return {"region": "/region", "orgtype": f"/kinds/{group}"}.get(level, f"/{level}s/{group}")


def place_of(session: AnySession, scope: Scope, *, seen: frozenset[Scope]) -> Place | None:
    """Return the group of `scope`, with links to the groups in `seen`; None when there is no such group."""
    find = {"region": _region, "organisation": _organisation, "team": _team}[scope.level]
    return find(session, scope.group, seen)


def kind_of(session: AnySession, key: str, *, region_id: str, seen: frozenset[Scope]) -> Place | None:
    """Return a kind of organisation as a group with its own board; None when the region's questionnaires lack it.
    `key`: of the kind; `seen`: the groups that may be linked to.
    """
    names = _kind_names(session, region_id)
    if key not in names:
        return None
    organisations = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.region_id == region_id, Organisation.org_type == key)
        .order_by(Organisation.name)
    )
    return Place(
        level="orgtype",
        id=key,
        name=names[key],
        region_id=region_id,
        org_type=key,
        above=(_region_link(session, region_id, seen),),
        below=_openable("organisation", organisations, seen),
        beside=(Beside("region", "region", region_id, ""),),
    )


def _kind_names(session: AnySession, region_id: str) -> Mapping[str, str]:
    """Return the name of each kind of organisation in this region's questionnaires, in the reader's language."""
    keys = session.scalars(select(Programme.instrument_key).where(Programme.region_id == region_id).distinct())
    return {option.key: say(option.text) for key in keys for option in instrument_of(key).item(KIND).options}


def _kind_link(session: AnySession, organisation: Organisation) -> GroupLink:
    """Return the link to the organisation's kind; everybody in the region may open it, as its tables are public."""
    key = organisation.org_type
    name = _kind_names(session, organisation.region_id).get(key)
    return GroupLink(name or key, board_url("orgtype", key) if name else None)


def _region(session: AnySession, group: str, seen: frozenset[Scope]) -> Place | None:
    """Return the region with the organisations and kinds within it; None when there is no such region."""
    region = session.get(Region, group)
    if region is None:
        return None
    organisations = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.region_id == region.id)
        .order_by(Organisation.name)
    )
    below = _openable("organisation", organisations, seen)
    present = set(session.scalars(select(Organisation.org_type).where(Organisation.region_id == region.id).distinct()))
    names = _kind_names(session, region.id)
    return Place(
        level="region",
        id=region.id,
        name=region.name,
        region_id=region.id,
        org_type="",
        above=(),
        below=below,
        beside=(),
        kinds=tuple(GroupLink(name, board_url("orgtype", key)) for key, name in names.items() if key in present),
    )


def _organisation(session: AnySession, group: str, seen: frozenset[Scope]) -> Place | None:
    """Return the organisation with its teams and the groups above it; None when there is no such organisation."""
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
        above=(_kind_link(session, organisation), _region_link(session, organisation.region_id, seen)),
        below=_openable("team", teams, seen),
        beside=_larger(organisation),
    )


def _team(session: AnySession, group: str, seen: frozenset[Scope]) -> Place | None:
    """Return the team with the groups above it; None when there is no such team."""
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
        above=(own, _kind_link(session, organisation), _region_link(session, organisation.region_id, seen)),
        below=(),
        beside=(*_larger(organisation), *between),
    )


def _larger(organisation: Organisation) -> tuple[Beside, ...]:
    """Return the comparison groups that everybody may see because their tables are public: the region and the kind."""
    return (
        Beside("region", "region", organisation.region_id, ""),
        Beside("kind", "orgtype", organisation.org_type, ""),
    )


def _region_link(session: AnySession, region_id: str, seen: frozenset[Scope]) -> GroupLink:
    return _link(Scope("region", region_id), session.get_one(Region, region_id).name, seen)


def _link(scope: Scope, name: str, seen: frozenset[Scope]) -> GroupLink:
    return GroupLink(name, board_url(scope.level, scope.group) if scope in seen else None)


def _openable(level: str, groups: Result[str, str], seen: frozenset[Scope]) -> tuple[GroupLink, ...]:
    return tuple(GroupLink(name, board_url(level, group)) for group, name in groups if Scope(level, group) in seen)
