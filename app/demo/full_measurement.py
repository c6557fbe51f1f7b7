"""A region of one team beside the demonstration region: a full measurement is open there, to be filled in page by page.

Decides who lives there. A region of its own, because in the demonstration region the pulse is open; nobody has answered
yet, so that whoever takes a code begins on the first page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.accounts.service import create_account, make_link
from app.answering.diary import PROFILE
from app.answering.diary_rows import write_entry
from app.clock import REGION_TIME
from app.db import AnySession, writing
from app.demo.build import Order
from app.demo.outline import NeighbourOutline, read_outline
from app.demo.respondents import BACKGROUND
from app.demo.scene import ADDRESS, LINK_MINUTES, LINK_USES, MARGIN, StaffLinkMade
from app.demo.seeded_chance import Chance
from app.instrument.installed import instrument_of
from app.lifecycle.ballot_box import open_box
from app.lifecycle.period_box import PeriodBox
from app.organisations.models import Region, Team
from app.organisations.service import create_organisation, create_region, create_team, invite
from app.participants.service import accounts_of, join
from app.programme.holders import set_holders
from app.programme.models import Period, Wave
from app.programme.plan_changes import plan_full
from app.programme.service import create_programme
from app.vault.codes import PersonalCode
from app.vault.counted_marks import forget_marks
from app.vault.period_keys import PeriodKeys

DAYS = 21
PLACES = 5  # Places that are left in the team's invitation.


@dataclass(frozen=True, slots=True, kw_only=True)
class FullMeasurement:
    """The open full measurement of the neighbouring region: its wave, its people's codes, and the ways in."""

    region: str
    team: str
    wave: Wave
    codes: tuple[PersonalCode, ...] = field(repr=False)
    join_token: str
    staff: StaffLinkMade


def build_neighbour(session: AnySession, order: Order, *, keys: PeriodKeys) -> FullMeasurement:
    """Create the neighbouring region with its people, and open its full measurement on the day of `order.now`.

    The same seed gives the same codes and addresses.
    """
    outline, chance = read_outline(order.questionnaire).neighbour, Chance(order.seed)
    with writing(session):
        region = create_region(session, outline.name, random_bytes=chance.random_bytes("neighbour"))
        team = _team(session, outline, region=region, chance=chance)
        codes = _people(session, team, order=order, chance=chance, size=outline.size)
        period = _planned(session, outline, region=region, order=order, chance=chance)
        token = invite(
            session,
            team.id,
            uses=PLACES,
            accounts=accounts_of(session, team.id),
            expires_on=None,
            random_bytes=chance.random_bytes("neighbour", "invitation"),
        )
        staff = _staff(session, region, order=order, chance=chance)
    forget_marks(keys.folder, period.id)
    open_box(session, PeriodBox(period.id), keys=keys, now=order.now)
    return FullMeasurement(
        region=region.name,
        team=team.name,
        wave=session.get_one(Period, period.id, populate_existing=True).waves[0],
        codes=codes,
        join_token=token,
        staff=staff,
    )


def _team(session: AnySession, outline: NeighbourOutline, *, region: Region, chance: Chance) -> Team:
    random_bytes = chance.random_bytes("neighbour", "team")
    organisation = create_organisation(
        session, region.id, name=outline.organisation, org_type=outline.org_type, random_bytes=random_bytes
    )
    size = outline.size + PLACES + MARGIN
    return create_team(session, organisation.id, name=outline.team, declared_size=size, random_bytes=random_bytes)


def _people(session: AnySession, team: Team, *, order: Order, chance: Chance, size: int) -> tuple[PersonalCode, ...]:
    """Let `size` people join, each with a background drawn by chance; return their codes."""
    random_bytes, draws = chance.random_bytes("neighbour", "codes"), chance.stream("neighbour", "people")
    questions = [instrument_of(order.questionnaire).item(key) for key in BACKGROUND]
    token = invite(session, team.id, uses=size, accounts=0, expires_on=None, random_bytes=random_bytes)
    codes = []
    for _ in range(size):
        joined = join(session, token, today=order.now.astimezone(REGION_TIME).date(), random_bytes=random_bytes)
        profile = {item.key: draws.choice(item.option_keys) for item in questions}
        write_entry(session, joined.keys, label=PROFILE, content=profile)
        codes.append(joined.code)
    return tuple(codes)


def _planned(session: AnySession, outline: NeighbourOutline, *, region: Region, order: Order, chance: Chance) -> Period:
    today = order.now.astimezone(REGION_TIME).date()
    programme = create_programme(
        session,
        region.id,
        instrument_key=order.questionnaire,
        starts_on=today,
        min_group=order.min_group,
        colluders=order.colluders,
        random_bytes=chance.random_bytes("neighbour", "programme"),
    )
    programme.name = outline.programme
    set_holders(session, programme, order.holders)
    return plan_full(session, programme, first_day=today, days=DAYS, now=order.now)


def _staff(session: AnySession, region: Region, *, order: Order, chance: Chance) -> StaffLinkMade:
    """Make an account of the region's programme team, which sees how the measurement is planned."""
    random_bytes = chance.random_bytes("neighbour", "staff")
    email = f"buren@{ADDRESS}"
    account = create_account(session, email=email, role="region", scope=region.id, random_bytes=random_bytes)
    token = make_link(session, account, now=order.now, uses=LINK_USES, minutes=LINK_MINUTES, random_bytes=random_bytes)
    return StaffLinkMade(role="region", email=email, scope=region.id, scope_name=region.name, token=token)
