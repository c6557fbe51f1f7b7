"""A name that must be free is given once, also by two at the same moment, on either database; what closes, closes."""

from __future__ import annotations

from collections.abc import Callable

import click
import pytest
from flask import Flask
from flask.cli import ScriptInfo
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import StaffAccount
from app.commands.accounts_commands import staff as staff_commands
from app.commands.region_commands import region as region_commands
from app.db import Base, db
from app.organisations.models import Organisation, Region, Team
from tests.at_once import before_the_first_commits
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

ORGANISATION = {"name": "Zorg Dichtbij", "org_type": "certified"}
TEAM = {"name": "Team Nieuw", "declared_size": "9"}


@pytest.fixture
def leads(any_region: SmallRegion) -> tuple[FlaskClient, FlaskClient]:
    """Two browsers of the programme team."""
    staff = Visitors(any_region)
    return staff.browser("region_lead"), staff.browser("region_lead")


def both(
    app: Flask, leads: tuple[FlaskClient, FlaskClient], *sent: tuple[str, dict[str, str]], row: type[Base]
) -> list[int]:
    """Return the status that each gets: each sends a form (address and fields) before the first one commits."""
    one, two = (
        (lambda lead=lead, address=address, data=data: lead.post(address, data=data).status_code)
        for lead, (address, data) in zip(leads, sent, strict=True)
    )
    return before_the_first_commits(app, one, two, row=row)


def named(row: type[Organisation | Team | Region], name: str) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(row).where(row.name == name)) or 0


def test_two_add_an_organisation(any_app: Flask, leads: tuple[FlaskClient, FlaskClient]) -> None:
    """The second is told that it is there already."""
    form = ("/organisations", ORGANISATION)
    assert both(any_app, leads, form, form, row=Organisation) == [303, 422]
    assert named(Organisation, ORGANISATION["name"]) == 1


def test_one_adds_an_organisation_and_another_is_given_its_name(
    any_app: Flask, any_region: SmallRegion, leads: tuple[FlaskClient, FlaskClient]
) -> None:
    """Renaming looks as adding does."""
    renamed = (f"/organisations/{any_region.organisations['narrow']}/name", {"name": ORGANISATION["name"]})
    assert both(any_app, leads, ("/organisations", ORGANISATION), renamed, row=Organisation) == [303, 422]
    assert named(Organisation, ORGANISATION["name"]) == 1


@pytest.mark.parametrize("second", ["add", "rename", "move"])
def test_a_team_gets_a_name_that_is_free(
    any_app: Flask, any_region: SmallRegion, leads: tuple[FlaskClient, FlaskClient], second: str
) -> None:
    """Whoever adds, renames or moves a team to where that name was taken a moment ago is told so."""
    wide, north, small = any_region.organisations["wide"], any_region.teams["north"], any_region.teams["small"]
    add = (f"/organisations/{wide}/teams", TEAM)
    address, form = {
        "add": add,
        "rename": (f"/teams/{north}/name", TEAM),
        "move": (f"/teams/{small}/organisation", {"organisation": wide}),
    }[second]
    if second == "move":
        assert leads[0].post(f"/teams/{small}/name", data=TEAM).status_code == 303
    assert both(any_app, leads, add, (address, form), row=Team) == [303, 422]
    assert named(Team, TEAM["name"]) == 1 + (second == "move")
    assert db.session.get_one(Team, small).next_organisation_id is None


def test_a_name_is_taken_by_a_team_that_is_on_its_way(
    any_region: SmallRegion, leads: tuple[FlaskClient, FlaskClient]
) -> None:
    """Otherwise two teams of an organisation would have one name from the next period on."""
    wide, small = any_region.organisations["wide"], any_region.teams["small"]
    name = db.session.scalars(select(Team.name).where(Team.id == small)).one()
    assert leads[0].post(f"/teams/{small}/organisation", data={"organisation": wide}).status_code == 303
    refused = leads[0].post(f"/organisations/{wide}/teams", data={**TEAM, "name": name})
    assert refused.status_code == 422
    assert "Er is al een team met deze naam." in refused.text


def test_no_team_stays_open_in_an_organisation_that_is_closed_meanwhile(
    any_app: Flask, any_region: SmallRegion, leads: tuple[FlaskClient, FlaskClient]
) -> None:
    """The team that was added a moment before closes with the others."""
    wide = any_region.organisations["wide"]
    close = (f"/organisations/{wide}/close", {"confirm": "y"})
    assert both(any_app, leads, (f"/organisations/{wide}/teams", TEAM), close, row=Team) == [303, 303]
    db.session.rollback()
    assert (
        db.session.scalars(select(Team.name).where(Team.organisation_id == wide, Team.closed_on.is_(None))).all() == []
    )


def command(app: Flask, group: click.Group, *arguments: str) -> Callable[[], str]:
    """Return what runs a command and returns what it refuses with, or nothing."""

    def run() -> str:
        try:
            group.main(list(arguments), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)
        except click.ClickException as refused:
            return refused.message
        return ""

    return run


def test_a_region_is_made_twice(any_app: Flask, any_region: SmallRegion) -> None:
    """The second is told that it is there."""
    del any_region
    create = command(any_app, region_commands, "create", "Rivierenland")
    made, refused = before_the_first_commits(any_app, create, create, row=Region)
    assert (made, refused) == ("", "There is a region Rivierenland already. Nothing was changed.")
    assert named(Region, "Rivierenland") == 1


def test_an_account_is_made_twice(any_app: Flask, any_region: SmallRegion) -> None:
    """The second is told how to let it in, instead of what the database says."""
    arguments = ("add", "new@example.org", "--role", "region", "--scope", any_region.region_id)
    add = command(any_app, staff_commands, *arguments)
    made, refused = before_the_first_commits(any_app, add, add, row=StaffAccount)
    assert (made, refused) == ("", "new@example.org has an account already; `peil staff link` lets it in.")
