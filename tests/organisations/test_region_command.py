"""`peil region create` begins a real region and names the next step."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import func, select

from app.commands.accounts_commands import staff
from app.commands.region_commands import region
from app.db import db
from app.organisations.models import Region


def _run(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(region, ["create", *arguments], obj=ScriptInfo(create_app=lambda: app))


def test_the_next_step_works_as_it_is_printed(app: Flask) -> None:
    """Region, first account: nothing has to be looked up in between."""
    made = _run(app, " Haaglanden ")
    assert made.exit_code == 0
    found = re.search(r"peil staff add E-MAIL (--role region --scope \S+)", made.output)
    assert found
    add = ["add", "first@example.org", *found[1].split()]
    assert CliRunner().invoke(staff, add, obj=ScriptInfo(create_app=lambda: app)).exit_code == 0
    db.session.rollback()
    assert db.session.scalars(select(Region.name)).all() == ["Haaglanden"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\x00b", "=1+1", "Haaglanden"])
def test_a_name_that_is_none_or_taken_makes_nothing(app: Flask, name: str) -> None:
    """One line that says what is wrong."""
    _run(app, "Haaglanden")
    refused = _run(app, name)
    assert refused.exit_code == 1
    assert refused.output.count("\n") == 1
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Region)) == 1
