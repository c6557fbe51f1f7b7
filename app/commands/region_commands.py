"""The command `peil region`: makes a region; everything after that is done on the pages of staff."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app.db import db, writing
from app.organisations.models import Region
from app.organisations.service import REGIONS, create_region
from app.organisations.spreadsheet_text import plain
from app.running.typed import NAME_LENGTH
from app.spreadsheets import is_formula


@click.group()
def region() -> None:
    """Make a region: the organisations that are measured together."""


@region.command()
@click.argument("name")
@with_appcontext
def create(name: str) -> None:
    """Make a region, and show how its first member of staff signs in."""
    name = plain(name)
    if not 0 < len(name) <= NAME_LENGTH or not name.isprintable():
        raise click.ClickException(f"A name has 1 to {NAME_LENGTH} characters that can be read. Nothing was changed.")
    if is_formula(name):
        raise click.ClickException("Begin a name with a letter or a figure: spreadsheets would compute it.")
    with writing(db.session, turn=REGIONS):
        if db.session.scalar(select(Region.id).where(Region.name == name)):
            raise click.ClickException(f"There is a region {name} already. Nothing was changed.")
        region_id = create_region(db.session, name).id
    click.echo(f"Made {name}. Next: peil staff add E-MAIL --role region --scope {region_id}")
