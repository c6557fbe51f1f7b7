"""Over the whole app: with an id that is not theirs nobody gets a page or changes a thing; looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from app import clock
from app.accounts.models import StaffAccount
from app.accounts.service import create_account, make_link
from app.db import db, writing
from app.meetings.models import Agreement
from app.organisations.service import create_organisation, create_region, create_team, invite
from app.participants.service import join
from app.programme.models import Programme, Wave
from app.releases.read import released_periods
from app.themes.models import ThemeProposal
from app.themes.rounds import begin_round
from app.themes.stages import moments_of, usual_days
from tests.boards.test_private_tables import _statements
from tests.boards.visitors import STAFF, Visitors
from tests.region import SmallRegion

OWN = {"construct", "key"}
"""Arguments that are no ids: they name a question or a card."""

HOUSEKEEPING = ("staff_session", "staff_attempt", "staff_throttle")
FORM = {
    "reason": "Because.",
    "confirm": "y",
    "name": "Other",
    "declared_size": "99",
    "places": "1",
    "starts_on": "",
    "text": "We meet.",
    "construct": "professional_space",
    "look_back_on": "2026-06-01",
    "after": "0",
    "reading.nl": "Zo lezen wij het.",
    "expires_on": "2026-12-01",
    "first_day": "2026-08-01",
    "title": "Iets",
    "propose_until": "2026-06-01",
    "block": "theme_workload",
    "last_day": "2026-08-01",
}
"""Something for every form, so that a refusal is never about what was filled in."""


class Strangers:
    """People of another region, which knows nothing of the first: staff of every role and a participant."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        with writing(db.session):
            region = create_region(db.session, "Elders")
            organisation = create_organisation(db.session, region.id, name="Ander", org_type="certified")
            self.team = create_team(db.session, organisation.id, name="Anders", declared_size=9).id
            scopes = {"region": region.id, "organisation": organisation.id, "council": organisation.id}
            for role, scope in {**scopes, "team": self.team}.items():
                create_account(db.session, email=f"{role}@elders.example", role=role, scope=scope)
            token = invite(db.session, self.team, uses=1, accounts=0)
            self.person = join(db.session, token, today=date(2026, 3, 2))

    def browser(self, role: str) -> FlaskClient:
        client = self._app.test_client()
        if role == "participant":
            assert client.post("/code", data={"code": self.person.code.text}).status_code == 303
            return client
        account = db.session.scalars(select(StaffAccount).filter_by(email=f"{role}@elders.example")).one()
        with writing(db.session):
            token = make_link(db.session, account, now=clock.now())
        assert client.post(f"/staff/enter/{token}").status_code == 303
        return client


@pytest.fixture
def full(visitors: Visitors) -> SmallRegion:
    """The region after two releases, with a theme round, and staff of every role."""
    for name in STAFF:
        visitors.browser(name)
    with writing(db.session):
        programme = db.session.scalars(select(Programme)).one()
        today = clock.today()
        begin_round(db.session, programme, moments=moments_of(usual_days(today), today=today))
    return visitors.region


def addresses(app: Flask, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every address that names something, of pages that are not for everybody, with its method."""
    for rule in app.url_map.iter_rules():
        names = rule.arguments - {"ending", "poll"} - OWN
        if (
            names
            and getattr(app.view_functions[rule.endpoint], "opens_for", "all") != "all"
            and not rule.arguments & OWN
        ):
            for method in sorted({"GET", "POST"} & set(rule.methods or ())):
                yield _filled(rule, known), method


def _filled(rule: Rule, known: dict[str, str]) -> str:
    level = rule.endpoint.rpartition("_")[2]
    values: dict[str, str | int] = {"ending": "csv", "poll": "vote", "number": 1, "group": known.get(level, "nothing")}
    names = {name: known.get(name, "nothing") for name in rule.arguments - values.keys()}
    _domain, path = rule.build({name: {**values, **names}[name] for name in rule.arguments}) or ("", "")
    return path


def ids_of(region: SmallRegion, *, team: str, organisation: str) -> dict[str, str]:
    """The ids of everything there is in the region, by the names that addresses have for it."""
    team_id, organisation_id = region.teams[team], region.organisations[organisation]
    programme = db.session.scalars(select(Programme).where(Programme.region_id == region.region_id)).one()
    proposal = db.session.scalars(select(ThemeProposal)).first()
    assert proposal
    return {
        "team": team_id,
        "team_id": team_id,
        "organisation": organisation_id,
        "organisation_id": organisation_id,
        "programme_id": programme.id,
        "round_id": proposal.round_id,
        "proposal_id": proposal.id,
        "wave_id": db.session.scalars(select(Wave.id)).first() or "",
        "period_id": released_periods(db.session)[0].id,
        "account_id": db.session.scalars(select(StaffAccount.id).where(StaffAccount.role == "region")).first() or "",
    }


def kept() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but those that say who is signed in."""
    db.session.rollback()
    tables = [table for table in db.metadata.sorted_tables if table.name not in HOUSEKEEPING]
    return {table.name: sorted(map(tuple, db.session.execute(select(table)).all()), key=repr) for table in tables}


def refused(client: FlaskClient, app: Flask, known: dict[str, str]) -> list[tuple[str, str, int]]:
    """Addresses that answered something else than that there is nothing here, or asked for somebody else to sign in."""
    found = []
    for address, method in addresses(app, known):
        response = client.open(address, method=method, data=FORM if method == "POST" else None)
        nothing = response.status_code in {403, 404} or response.headers.get("Location") in {"/code", "/staff/sign-in"}
        if not nothing:
            found.append((method, address, response.status_code))
    return found


@pytest.mark.parametrize("role", ["region", "organisation", "council", "team", "participant"])
def test_another_region_opens_and_changes_nothing(role: str, full: SmallRegion) -> None:
    """Staff of every role, and a participant, with the ids of a region that is not theirs: every page and form."""
    client = Strangers(full.app).browser(role)
    known = ids_of(full, team="north", organisation="wide")
    before = kept()
    assert len(list(addresses(full.app, known))) > 40
    assert refused(client, full.app, known) == []
    assert kept() == before


@pytest.mark.parametrize(
    ("who", "team", "organisation"),
    [
        *[(who, "small", "narrow") for who in ("wide_lead", "council", "north_lead", "participant")],
        *[("narrow_lead", "north", "wide"), ("north_lead", "south", "wide"), ("outsider", "north", "wide")],
    ],
)
def test_a_neighbour_opens_and_changes_nothing(
    *, who: str, team: str, organisation: str, full: SmallRegion, visitors: Visitors
) -> None:
    """In the same region: another organisation, the organisation in between, another team of one's own organisation."""
    client = visitors.browser(who)
    own = {"programme_id", "round_id", "proposal_id", "wave_id", "period_id"}
    known = {name: each for name, each in ids_of(full, team=team, organisation=organisation).items() if name not in own}
    before = kept()
    assert refused(client, full.app, known) == []
    assert kept() == before


def test_an_own_team_cannot_be_sent_to_another_region(full: SmallRegion) -> None:
    """The form names an organisation that is not in its list."""
    strangers = Strangers(full.app)
    client = strangers.browser("region")
    before = kept()
    moved = client.post(f"/teams/{strangers.team}/organisation", data={"organisation": full.organisations["wide"]})
    assert moved.status_code == 422
    assert kept() == before


@pytest.mark.parametrize("who", [*STAFF, "participant"])
def test_looking_changes_nothing(who: str, full: SmallRegion, visitors: Visitors) -> None:
    """Every page that can be looked at, by everybody: none writes but the hour at which staff were last here."""
    client, app = visitors.browser(who), full.app
    known = ids_of(full, team="north", organisation="wide")
    pages = [address for address, method in addresses(app, known) if method == "GET"]
    plain = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())]
    with writing(db.session):
        db.session.add(
            Agreement(
                level="team",
                group=known["team"],
                period_id=known["period_id"],
                construct="professional_space",
                text="We meet.",
                agreed_on=clock.today(),
                look_back_on=clock.today(),
            )
        )
    before = kept()
    with _statements() as statements:
        for address in (*pages, *plain):
            client.get(address)
            client.head(address)
    writes = [each for each in statements if each.startswith(("insert", "update", "delete"))]
    assert [each for each in writes if not any(table in each for table in HOUSEKEEPING)] == []
    assert kept() == before
