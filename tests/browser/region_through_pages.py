"""A real region, built as its programme team does it: through the pages, from an empty region to its first release.

Nine teams of three to twenty people in three organisations. A browser brings in the list, plans, invites and prints;
people join with the codes on their cards and answer twice over HTTP. The teams differ: of nineteen people in one team
nobody feels free to judge, of fourteen in another nine do.
"""

from __future__ import annotations

import html
import random
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from app import clock
from app.accounts.models import StaffAccount
from app.accounts.service import create_account, make_link
from app.answering.answer_fields import fields_of
from app.db import db, writing
from app.instrument.load import PEO, load_instrument
from app.instrument.schema import Item
from app.jobs import tick
from app.organisations.models import Team
from app.organisations.service import create_region
from app.programme.models import Wave
from app.releases.rules.noise import SeededNoise
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings
from tests.conftest import SetClock
from tests.region import START

LIST = """organisatie;soort;team;grootte
Jeugdhulp De Brug;certified;Team Haven;20
Jeugdhulp De Brug;certified;Team Duinrand;9
Jeugdhulp De Brug;certified;Nachtteam;4
Wijkteams Zuid;municipal;Wijkteam Oost;14
Wijkteams Zuid;municipal;Wijkteam West;12
Wijkteams Zuid;municipal;Wijkteam Noord;8
Wijkteams Zuid;municipal;Consultatie;3
Behandelhuis Linde;specialist;Poli;5
Behandelhuis Linde;specialist;Dagbehandeling;4
"""
FORCED = {"Team Haven": 0, "Wijkteam Oost": 9}
"""How many of a team feel free to judge for themselves; in the other teams it is a quarter."""
QUESTION = "own_judgement"
PROFILE = {"experience": "3-6", "function": "ambulatory_worker", "consent": "y"}


@dataclass
class RealRegion:
    """The region as its programme team made it; `teams` and `organisations`: ids by name."""

    app: Flask
    region_id: str
    set_clock: SetClock
    teams: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    people: dict[str, list[FlaskClient]] = field(default_factory=dict)
    invitations: dict[str, str] = field(default_factory=dict)

    def tick(self, moment: datetime) -> None:
        """Move the clock and do what is due; nothing may wait for a person."""
        self.set_clock(moment)
        done = tick(
            db.session,
            now=moment,
            keys=PeriodKeys(settings().keys),
            make_noise=lambda _period: SeededNoise(5),
            clock_is_right=True,
        )
        assert list(done.concerns) == []


def build(app: Flask, page: Page, *, set_clock: SetClock) -> RealRegion:
    """Go the way of the guide, until the first release; the clock stands an hour after it."""
    set_clock(START)
    with writing(db.session):
        made = create_region(db.session, "Regio Duin en Delta")
        account = create_account(db.session, email="programma@example.org", role="region", scope=made.id)
        account_id, link = account.id, make_link(db.session, account, now=START)
    region = RealRegion(app, made.id, set_clock)
    enter(page, link)
    bring_in_the_list(page)
    start_a_plan(page)
    db.session.rollback()  # What the server wrote meanwhile is seen from here on.
    for team in db.session.query(Team).all():
        region.teams[team.name], region.organisations[team.organisation.name] = team.id, team.organisation_id
    invite_staff(page, region)
    print_and_join(page, region)
    _answer_a_period(region)
    with writing(db.session):
        link = make_link(db.session, db.session.get_one(StaffAccount, account_id), now=clock.now())
    enter(page, link)
    return region


def enter(page: Page, link: str) -> None:
    """Sign in with an address that works once."""
    page.goto(f"/staff/enter/{link}")
    press(page, "form .button")


def bring_in_the_list(page: Page) -> None:
    """Upload the file, look at what it would change, write it."""
    page.goto("/organisations/import")
    page.locator("input[type=file]").set_input_files(
        {"name": "teams.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    press(page, "main form .button")
    press(page, "form[action$='/confirm'] .button:not(.second)")


def start_a_plan(page: Page) -> None:
    """A round every two weeks, results every four: the values with which the form begins."""
    page.goto("/programme/new")
    page.locator("[name=name]").fill("Peiling van de regio")
    press(page, "main form .button:not(.second)")
    page.locator("#start_day").fill(START.date().isoformat())
    press(page, "form[action$='/start'] .button")


def invite_staff(page: Page, region: RealRegion) -> None:
    """Two leads, an organisation and a works council, on lines of one form."""
    page.goto("/staff/people/several")
    lines = {"haven@example.org": "; Team Haven", "oost@example.org": "; Wijkteam Oost"}
    page.locator("[name=lines]").fill("\n".join(email + team for email, team in lines.items()))
    press(page, "main form .button")
    region.invitations = dict(zip(lines, re.findall(r"/staff/invitation/([\w-]+)", page.content()), strict=True))


def print_and_join(page: Page, region: RealRegion) -> None:
    """Print a sheet for every team; everybody draws a card and types its code."""
    for name, team in region.teams.items():
        page.goto(f"/teams/{team}/manage")
        press(page, "form[action$='/cards'] .button")
        codes = re.findall(r"card-code[^>]*>([0-9A-Z-]+)<", html.unescape(page.content()))
        region.people[name] = [_join(region, code) for code in codes]


def _join(region: RealRegion, code: str) -> FlaskClient:
    client = region.app.test_client()
    place = client.post("/join", data={"code": code}).location
    assert client.post(place, data=PROFILE).status_code == 303
    return client


def _answer_a_period(region: RealRegion) -> None:
    for wave in range(2):
        moment = START + timedelta(days=14 * wave, hours=2)
        region.tick(moment)
        _answer_wave(region, moment)
    region.tick(START + timedelta(days=28, hours=1))
    region.tick(START + timedelta(days=28, hours=2))


def _answer_wave(region: RealRegion, moment: datetime) -> None:
    opened = db.session.query(Wave).filter(Wave.opens_at <= moment, Wave.closes_at > moment).one()
    items = load_instrument(PEO).items_named(opened.items)
    for name, people in region.people.items():
        for place, client in enumerate(people):
            if name == "Team Haven" and place == 19:
                continue  # One of twenty does not answer.
            answers = {item.key: _answer(item, team=name, place=place) for item in items}
            sent = client.post("/pulse", data=fields_of(answers))
            assert sent.status_code == 303, sent.text


def _answer(item: Item, *, team: str, place: int) -> object:
    """As the team leans on this question; the two that differ answer as the issue says."""
    chance = random.Random(f"{item.key} {team} {place}")
    lean = random.Random(f"{item.key} {team}").gauss(0.62, 0.17)
    good = chance.random() < lean
    if item.key == QUESTION:
        good = place < FORCED[team] if team in FORCED else place % 4 == 0
    if item.type == "scale":
        return chance.choice((7, 8, 9)) if good else chance.choice((4, 5, 6))
    if item.type == "percent":
        return 60 if good else 30
    if item.type == "multi":
        return chance.sample([option.key for option in item.options], 2)
    half = len(item.options) // 2
    keys = [option.key for option in item.options]
    return chance.choice(keys[:half] if good else keys[half:])


def press(page: Page, button: str) -> None:
    """Press the first such button and wait for the page that follows."""
    with page.expect_navigation() as arrival:
        page.locator(button).first.click()
    assert arrival.value.ok, (arrival.value.status, page.content())
