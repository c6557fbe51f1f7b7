"""The commands `peil staff`: an operator's work on staff accounts."""

from __future__ import annotations

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import with_appcontext

from app import clock
from app.accounts.models import ROLES
from app.accounts.providers import IssuerRefused, remove_provider, secret_path, set_provider, write_secret
from app.accounts.service import (
    LINK_MINUTES,
    ScopeUnknown,
    account_of,
    account_with_address,
    create_account,
    has_own_way_in,
    make_link,
)
from app.accounts.sessions import end_all_sessions
from app.accounts.staff_invitations import INVITING
from app.accounts.way_back import WAY_BACK_MINUTES, spoken_code
from app.db import db, writing
from app.organisations.models import Organisation
from app.web.settings import settings


@click.group()
def staff() -> None:
    """Manage staff accounts: of the region, organisations, team leads and works councils."""


@staff.command()
@click.argument("email")
@with_appcontext
def link(email: str) -> None:
    """Print a one-time sign-in address for the account with this e-mail address."""
    account = account_of(db.session, email)
    if account is None:
        raise click.ClickException(f"no staff account has the address {email}; check the spelling.")
    with writing(db.session):
        back = has_own_way_in(db.session, account.id)
        minutes = WAY_BACK_MINUTES if back else LINK_MINUTES
        token = make_link(db.session, account, now=clock.now(), minutes=minutes)
    click.echo(f"{settings().base_url}/staff/enter/{token}")
    click.echo(f"Works once, for {minutes} minutes.", err=True)
    if back:
        click.echo(f"Spoken code: {spoken_code(settings().secret, token)}", err=True)
        click.echo(
            "This account has a password, a passkey or an own sign-in, so the address asks for the spoken code too.\n"
            "Make sure that it is this person who asks. Say the code by telephone or in person; never send it along.",
            err=True,
        )


@staff.command(name="sign-out")
@click.argument("email", required=False)
@click.option("--everybody", is_flag=True, help="All staff, such as after a break-in.")
@with_appcontext
def sign_out(email: str | None, *, everybody: bool) -> None:
    """End all sessions of one account, or of all staff at once; their ways to sign in stay."""
    if bool(email) == everybody:
        raise click.UsageError("Name one e-mail address, or give --everybody.")
    account = account_of(db.session, email) if email else None
    if email and account is None:
        raise click.ClickException(f"no staff account has the address {email}; check the spelling.")
    with writing(db.session):
        ended = end_all_sessions(db.session, account.id if account else None)
    click.echo(f"Ended {ended} {'session' if ended == 1 else 'sessions'}.")


@staff.command()
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--scope", required=True, help="The id of the region, organisation or team.")
@with_appcontext
def add(email: str, role: str, scope: str) -> None:
    """Make an account, such as the first one of a region; everybody else is invited on the pages."""
    try:
        validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise click.ClickException(f"{email} is no e-mail address; look for a typo.") from None
    try:
        with writing(db.session, turn=INVITING):
            if account_with_address(db.session, email):
                raise click.ClickException(f"{email} has an account already; `peil staff link` lets it in.")
            create_account(db.session, email=email, role=role, scope=scope)
    except ScopeUnknown:
        raise click.ClickException(f"there is no {role} with the id {scope}.") from None
    click.echo(f"Made. Next: peil staff link {email}")


@staff.group(name="single-sign-on")
def single_sign_on() -> None:
    """Let an organisation sign in its own staff (OpenID Connect), or stop doing so."""


@single_sign_on.command(name="set")
@click.argument("organisation_id")
@click.option("--issuer", required=True, help="The provider's address, such as https://login.example.org.")
@click.option("--client-id", required=True, help="What the provider calls this Peil.")
@click.option(
    "--client-secret", prompt=True, hide_input=True, envvar="PEIL_CLIENT_SECRET", help="Asked for if left out."
)
@with_appcontext
def set_single_sign_on(organisation_id: str, *, issuer: str, client_id: str, client_secret: str) -> None:
    """Let this provider sign in the organisation's staff; its secret is stored in the keys folder."""
    if db.session.get(Organisation, organisation_id) is None:
        raise click.ClickException(f"there is no organisation with the id {organisation_id}.")
    try:
        with writing(db.session):
            set_provider(db.session, organisation_id, issuer=issuer, client_id=client_id)
    except IssuerRefused:
        raise click.ClickException(f"{issuer} is not an https address without a question mark.") from None
    write_secret(secret_path(settings().keys, organisation_id), client_secret)
    click.echo(f"Set. Register {settings().base_url}/staff/single-sign-on/{organisation_id} there as redirect address.")


@single_sign_on.command(name="remove")
@click.argument("organisation_id")
@with_appcontext
def remove_single_sign_on(organisation_id: str) -> None:
    """Stop the organisation's single sign-on; its staff sign in by other ways."""
    if db.session.get(Organisation, organisation_id) is None:
        raise click.ClickException(f"there is no organisation with the id {organisation_id}. Nothing was changed.")
    with writing(db.session):
        remove_provider(db.session, organisation_id)
    secret_path(settings().keys, organisation_id).unlink(missing_ok=True)
    click.echo("Removed.")
