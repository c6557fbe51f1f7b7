"""The command `peil instrument`, for authors of questionnaires."""

from __future__ import annotations

from pathlib import Path

import click

from app.content.completeness import verdict
from app.instrument.load import check as faults_in


@click.group()
def instrument() -> None:
    """Check questionnaires."""


@instrument.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """List every fault in the questionnaire FILE with its line; exit status 1 when there is one."""
    faults = faults_in(file)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise click.exceptions.Exit(1)
    click.echo(verdict(file, name=str(file)))
