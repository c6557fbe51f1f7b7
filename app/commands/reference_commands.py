"""The commands `peil reference`: other regions' public releases beside our own, checked against their fingerprint."""

from __future__ import annotations

from typing import BinaryIO

import click
from flask.cli import with_appcontext

from app import clock
from app.commands.questionnaire_option import questionnaire_option
from app.db import db, writing
from app.earlier.taking_in import REFERENCES, TakenAlready, drop, take_in, taken_in
from app.organisations.spreadsheet_text import plain
from app.releases.rules.csv_table import ReleaseUnreadable
from app.running.typed import NAME_LENGTH
from app.spreadsheets import is_formula

MOST_BYTES = 20_000_000


@click.group()
def reference() -> None:
    """Import the public releases of other regions; the page /measured-before compares them with our own."""


@reference.command()
@click.argument("file", type=click.File("rb"))
@click.option("--proof", type=click.File("rb"), required=True, help="The file “proof of the fingerprint” beside it.")
@click.option("--digest", required=True, help="The fingerprint on the other region's page “Who sees what”.")
@click.option("--name", required=True, help="How the other region is called on our pages.")
@questionnaire_option("The questionnaire that the other region asked.")
@with_appcontext
def take(*, file: BinaryIO, proof: BinaryIO, digest: str, name: str, key: str) -> None:
    """Import FILE, the public CSV of one period of another region. Exit status 1 when its digest is another one."""
    name = plain(name)
    if not 0 < len(name) <= NAME_LENGTH or not name.isprintable() or is_formula(name):
        raise click.ClickException(f"A name has 1 to {NAME_LENGTH} characters that can be read, and is no formula.")
    texts = [_text(each) for each in (file, proof)]
    try:
        with writing(db.session, turn=REFERENCES):
            taken = take_in(
                db.session,
                texts[0],
                proof=texts[1],
                digest=digest,
                name=name,
                instrument_key=key,
                today=clock.today(),
            )
            period = taken.period
    except TakenAlready:
        raise click.ClickException("This release is here already. Nothing was changed.") from None
    except ReleaseUnreadable as fault:
        click.echo(f"peil: {fault} Nothing was taken in.", err=True)
        raise click.exceptions.Exit(1) from None
    click.echo(f"Took in period {period} of {name}; its figures fit the fingerprint.")


@reference.command("list")
@with_appcontext
def list_taken() -> None:
    """List the imported releases of other regions, one per line: region, period, day of import, fingerprint."""
    for each in taken_in(db.session):
        click.echo(f"{each.region_name}  {each.period}  {each.taken_on}  {each.digest}")


@reference.command("drop")
@click.argument("digest")
@with_appcontext
def drop_taken(digest: str) -> None:
    """Delete the imported release with this fingerprint."""
    with writing(db.session):
        found = drop(db.session, digest)
    if not found:
        raise click.ClickException("No release with this fingerprint was taken in. Nothing was changed.")
    click.echo("Dropped.")


def _text(file: BinaryIO) -> str:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise click.ClickException(f"{file.name} is larger than any release.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name} is no text. Take the CSV file, and the proof beside it.") from None
