"""`peil staff`: what an operator does for staff accounts."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app import clock
from app.db import db, writing
from app.staff.service import LINK_MINUTES, account_of, make_link
from app.web.settings import settings


@click.group()
def staff() -> None:
    """Accounts of the region, organisations and team leads."""


@staff.command()
@click.argument("email")
@with_appcontext
def link(email: str) -> None:
    """Print a one-time sign-in address for the account with this e-mail address."""
    account = account_of(db.session, email)
    if account is None:
        raise click.ClickException(f"no staff account has the address {email}; check the spelling.")
    with writing(db.session):
        token = make_link(db.session, account, now=clock.now())
    click.echo(f"{settings().base_url}/staff/enter/{token}")
    click.echo(f"Works once, for {LINK_MINUTES} minutes.", err=True)
