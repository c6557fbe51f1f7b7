"""The group's side of Peil as one region that has seen everything, and every page that staff or groups meet in it.

Team North answers well in the first period and badly in the second, South the other way round, so that there is
something to find; team Small stays under the minimum group. Two more regions have not come as far.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, abort
from flask.testing import FlaskClient

from app.accounts.service import account_of, create_account, make_link
from app.db import db, writing
from app.instrument.load import load_instrument
from app.instrument.schema import Item
from app.organisations.service import create_organisation, create_region, create_team
from app.programme.service import create_programme
from app.releases.read import released_periods
from app.web.access import open_to_all
from tests.accounts.people import with_password
from tests.boards.visitors import NOW
from tests.conftest import SetClock
from tests.questionnaires import PEO
from tests.region import FORTNIGHT, START, SmallRegion

PERIODS = (START, START + 2 * FORTNIGHT)
AGREED = {"text": "We houden op maandag een uur vrij om terug te kijken", "construct": "reflection"}
READ = "We *herkennen* dit.\n\n- tijd\n- rust"


@dataclass
class GroupSide:
    """The region, who has which role in which place, and the ids that addresses need."""

    region: SmallRegion
    roles: dict[str, tuple[str, str]]
    ids: dict[str, str]

    def browser(self, who: str) -> FlaskClient:
        """A browser in which this visitor is signed in."""
        client = self.region.app.test_client()
        if who == "participant":
            return self.region.signed_in(self.region.participant)
        if who == "nobody":
            return client
        role, scope = self.roles[who]
        with writing(db.session):
            email = f"{who}@example.org"
            account = account_of(db.session, email) or create_account(db.session, email=email, role=role, scope=scope)
            link = make_link(db.session, account, now=NOW)
        assert client.post(f"/staff/enter/{link}").status_code == 303
        return client


def live_through(region: SmallRegion, *, set_clock: SetClock) -> GroupSide:
    """Two released periods, and what staff did since then. Leaves the clock at `NOW`."""
    open_broken_pages(region.app)
    for number, moment in enumerate(PERIODS):
        set_clock(moment)
        _answer_all(region, moment, well="north" if number == 0 else "south")
        set_clock(moment + 2 * FORTNIGHT)
        region.tick(moment + 2 * FORTNIGHT)
    set_clock(NOW)
    side = _with_people(region)
    _let_staff_work(side)
    return side


def open_broken_pages(app: Flask) -> None:
    """`/broken/<status>` answers as a page would that fails so."""

    @open_to_all
    def show_broken(status: int) -> str:
        abort(status)

    app.add_url_rule("/broken/<int:status>", "show_broken", show_broken)


def _answer_all(region: SmallRegion, moment: datetime, *, well: str) -> None:
    wave = region.wave(moment)
    items = load_instrument(PEO).items_named(wave.items)
    for team, people in region.people.items():
        for place, person in enumerate(people):
            answers = {item.key: _answer(item, well=team == well, place=place) for item in items}
            region.answer(person, answers, moment=moment, submission=f"{wave.id}-{team}-{place}")


def _answer(item: Item, *, well: bool, place: int) -> object:
    """One that this item allows; no two neighbours give the same to a question with several answers."""
    if item.type == "scale":
        return 9 if well else 4
    if item.type == "percent":
        return 60 if well else 20
    keys = [option.key for option in item.options]
    if item.type == "multi":
        return [keys[place % len(keys)], keys[(place + 1) % len(keys)]]
    return keys[0] if well else keys[-1]


def _with_people(region: SmallRegion) -> GroupSide:
    with writing(db.session):
        fresh, empty = create_region(db.session, "Verse regio"), create_region(db.session, "Lege regio")
        house = create_organisation(db.session, fresh.id, name="Nieuwland", org_type="certified")
        create_team(db.session, house.id, name="Team Nieuw", declared_size=12)
        starts_on = NOW.date() + timedelta(days=7)
        create_programme(db.session, fresh.id, instrument_key="peo", starts_on=starts_on, min_group=7, colluders=2)
        shut = create_organisation(db.session, region.region_id, name="Opgeheven Instelling", org_type="other")
        closed = create_team(db.session, shut.id, name="Team Weg", declared_size=8)
    roles = {
        "region": ("region", region.region_id),
        "wide": ("organisation", region.organisations["wide"]),
        "narrow": ("organisation", region.organisations["narrow"]),
        "north": ("team", region.teams["north"]),
        "small": ("team", region.teams["small"]),
        "council": ("council", region.organisations["wide"]),
        "fresh": ("region", fresh.id),
        "empty": ("region", empty.id),
    }
    ids = {**region.teams, **region.organisations, "shut": shut.id, "closed": closed.id}
    return GroupSide(region, roles, ids)


def _let_staff_work(side: GroupSide) -> None:
    """Agreements, readings, invitations, moves and closings, through the forms."""
    lead, north = side.browser("region"), side.browser("north")
    team = side.ids["north"]
    for look_back_on in (NOW.date() + timedelta(days=20), NOW.date() + timedelta(days=30)):
        noted = north.post(f"/teams/{team}/agreements", data={**AGREED, "look_back_on": look_back_on.isoformat()})
        assert noted.status_code == 303
    for after in (0, 1):
        north.post(f"/teams/{team}/reading", data={"after": str(after), "reading.nl": READ, "added.en": "More *time*."})
    for email in ("new.person@example.org", "a.very.long.address.of.somebody@an-organisation-far-away.example.org"):
        assert lead.post("/staff/people", data={"email": email, "access": f"team:{team}"}).status_code == 200
    assert lead.post(f"/organisations/{side.ids['shut']}/close", data={"confirm": "y"}).status_code == 303
    moved = lead.post(f"/teams/{side.ids['south']}/organisation", data={"organisation": side.ids["narrow"]})
    assert moved.status_code == 303
    with_password(side.region, "region")
    _learn_addresses(side)


def _learn_addresses(side: GroupSide) -> None:
    """What only stands in addresses: programmes, the first period, and an invitation that still works."""
    for who in ("region", "fresh"):
        side.ids[f"programme_{who}"] = _after('href="/programme/', side.browser(who).get("/programme").text)
    side.ids["first"] = released_periods(db.session, region_id=side.region.region_id)[0].id
    data = {"email": "one.more@example.org", "access": f"team:{side.ids['small']}"}
    side.ids["invitation"] = _after("/staff/invitation/", side.browser("region").post("/staff/people", data=data).text)


def _after(mark: str, page: str) -> str:
    """The id or token that stands behind `mark`."""
    found = re.search(re.escape(mark) + r"([\w-]{8,})", page)
    assert found, mark
    return found[1]
