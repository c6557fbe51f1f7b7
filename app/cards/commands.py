"""`peil cards`: what an author of cards needs on the command line."""

from __future__ import annotations

import click

from app.cards.load import FOLDER
from app.cards.load import check as faults_in
from app.cards.vocabulary import names_of
from app.config import ROOT
from app.instrument.load import PEO, load_instrument


@click.group()
def cards() -> None:
    """Recommendation cards as content files."""


@cards.command()
def check() -> None:
    """Name every fault in the cards with its file and line; exit status 1 when there is one."""
    faults = faults_in(FOLDER, names_of(load_instrument(PEO)))
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise click.exceptions.Exit(1)
    click.echo(f"{FOLDER.relative_to(ROOT)}: no faults.")
