"""Makes what exists before anybody answers: region, organisations, teams, staff and the programme.

Decides how many places a team declares and who the demonstration's staff are. Must not know participants.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.service import create_account, make_link
from app.content.contact_kinds import ContactKind
from app.db import AnySession
from app.demo.outline import OrganisationOutline, RegionOutline
from app.demo.seeded_chance import Chance
from app.organisations.contacts import WrittenContact, write_contacts
from app.organisations.service import create_organisation, create_region, create_team
from app.programme.models import Programme
from app.programme.service import create_programme

MARGIN = 3  # Places that a team declares beyond its people and its open invitations.
ADDRESS = "merendal.example"
REGION_CONTACTS: Mapping[ContactKind, WrittenContact] = {
    "lead": WrittenContact("Loket personeelszaken", f"personeelszaken@{ADDRESS}"),
    "physician": WrittenContact("Spreekuur bedrijfsarts", "+44 1632 960 201"),
    "adviser": WrittenContact("Externe vertrouwenspersoon", f"vertrouwenspersoon@{ADDRESS}"),
    "line": WrittenContact("Luisterlijn, dag en nacht", f"https://luisterlijn.{ADDRESS}/"),
}
OWN_CONTACTS: Mapping[ContactKind, WrittenContact] = {
    "physician": WrittenContact("Bedrijfsarts, maandag en donderdag", "+44 1632 960 202"),
    "adviser": WrittenContact("Eigen vertrouwenspersoon", "+44 1632 960 203"),
}
"""Nobody can be called or written: the numbers are kept free for drama by Ofcom, and `.example` belongs to nobody."""
LINK_USES = 1000
LINK_MINUTES = 366 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A team in the database; `leanings`: by item, how far its answers lie from the average, in standard deviations."""

    team_id: str
    name: str
    organisation_id: str
    organisation: str
    org_type: str
    size: int
    leanings: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLinkMade:
    """A sign-in address of a staff account; `scope` is the id of what it sees, `scope_name` its name."""

    role: str
    email: str
    scope: str
    scope_name: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The demonstration region with its teams and its programme, as it is before the first wave."""

    region_id: str
    region_name: str
    trends: Mapping[str, float]
    done_cards: tuple[str, ...]
    homes: tuple[Home, ...]
    programme: Programme


def set_scene(
    session: AnySession,
    outline: RegionOutline,
    *,
    chance: Chance,
    starts_on: date,
    places: int,
    min_group: int,
    colluders: int,
) -> Scene:
    """Create the region of `outline` with its organisations, teams and programme.
    `places`: how many people may join each team later. `min_group`, `colluders`: the programme's disclosure control.
    """
    random_bytes = chance.random_bytes("ids")
    region = create_region(session, outline.name, random_bytes=random_bytes)
    homes = [
        home
        for organisation in outline.organisations
        for home in _homes(session, organisation, region_id=region.id, chance=chance, places=places)
    ]
    programme = create_programme(
        session,
        region.id,
        instrument_key=outline.questionnaire,
        starts_on=starts_on,
        min_group=min_group,
        colluders=colluders,
        random_bytes=random_bytes,
    )
    programme.name, programme.remarks_box = outline.programme, True
    return Scene(
        region_id=region.id,
        region_name=outline.name,
        trends=outline.trends,
        done_cards=outline.done_cards,
        homes=tuple(homes),
        programme=programme,
    )


def _homes(
    session: AnySession, outline: OrganisationOutline, *, region_id: str, chance: Chance, places: int
) -> list[Home]:
    random_bytes = chance.random_bytes("ids", outline.name)
    organisation = create_organisation(
        session, region_id, name=outline.name, org_type=outline.org_type, random_bytes=random_bytes
    )
    return [
        Home(
            team_id=create_team(
                session,
                organisation.id,
                name=team.name,
                declared_size=team.size + places + MARGIN,
                random_bytes=random_bytes,
            ).id,
            name=team.name,
            organisation_id=organisation.id,
            organisation=outline.name,
            org_type=outline.org_type,
            size=team.size,
            leanings=team.profile,
        )
        for team in outline.teams
    ]


def write_down_contacts(session: AnySession, scene: Scene) -> None:
    """Store the contacts of the region, and for its first organisation two contacts of its own."""
    for scope, contacts in ((scene.region_id, REGION_CONTACTS), (scene.homes[0].organisation_id, OWN_CONTACTS)):
        write_contacts(session, scope, contacts)


def appoint_staff(session: AnySession, scene: Scene, *, chance: Chance, now: datetime) -> list[StaffLinkMade]:
    """Make the staff accounts and their links: of the region, an organisation, its council and some team leads.

    The links work a thousand times, for a year: only in a demonstration.
    """
    first = scene.homes[0]
    leads = {home.organisation_id: home for home in reversed(scene.homes)}
    posts = [
        ("region", f"regio@{ADDRESS}", scene.region_id, scene.region_name),
        ("organisation", f"organisatie@{ADDRESS}", first.organisation_id, first.organisation),
        *(("team", f"{_slug(home.name)}@{ADDRESS}", home.team_id, home.name) for home in reversed(leads.values())),
        ("council", f"ondernemingsraad@{ADDRESS}", first.organisation_id, first.organisation),
    ]
    random_bytes = chance.random_bytes("staff")
    made = []
    for role, email, scope, name in posts:
        account = create_account(session, email=email, role=role, scope=scope, random_bytes=random_bytes)
        token = make_link(session, account, now=now, uses=LINK_USES, minutes=LINK_MINUTES, random_bytes=random_bytes)
        made.append(StaffLinkMade(role=role, email=email, scope=scope, scope_name=name, token=token))
    return made


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
