"""`peil staff add` makes the first account of a region, which invites everybody else."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from flask.cli import ScriptInfo

from app.accounts.models import StaffAccount
from app.accounts.service import account_of
from app.commands.accounts_commands import staff
from app.db import db
from tests.accounts.people import account
from tests.region import SmallRegion


def _add(region: SmallRegion, *arguments: str) -> Result:
    return CliRunner().invoke(staff, ["add", *arguments], obj=ScriptInfo(create_app=lambda: region.app))


def test_the_first_account_is_made(region: SmallRegion) -> None:
    """And the next command is named."""
    result = _add(region, "First@example.org", "--role", "region", "--scope", region.region_id)
    assert result.exit_code == 0
    assert "peil staff link" in result.output
    db.session.rollback()
    made = account_of(db.session, "first@example.org")
    assert made is not None
    assert (made.role, made.scope) == ("region", region.region_id)


@pytest.mark.parametrize("scope", ["nothing", "of a team"])
def test_an_account_is_about_something_that_exists(region: SmallRegion, scope: str) -> None:
    """One line that says what is wrong; nothing is made."""
    result = _add(
        region, "x@example.org", "--role", "region", "--scope", region.teams["north"] if scope == "of a team" else scope
    )
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert db.session.query(StaffAccount).count() == 0


def test_an_address_has_one_account(region: SmallRegion) -> None:
    """Also one that has ended: it comes back by an invitation, not by the back door."""
    email = account(region, "team").email
    assert _add(region, email.upper(), "--role", "region", "--scope", region.region_id).exit_code == 1
    db.session.rollback()
    found = account_of(db.session, email)
    assert found is not None
    assert found.role == "team"


@pytest.mark.parametrize("email", ["programme", "a@b", "a b@example.org"])
def test_an_account_needs_an_address(region: SmallRegion, email: str) -> None:
    """A slip of the keyboard would be an account nobody can be invited or signed on with."""
    result = _add(region, email, "--role", "region", "--scope", region.region_id)
    assert result.exit_code == 1
    assert "is no e-mail address" in result.output
    assert db.session.query(StaffAccount).count() == 0
