"""The command `peil conversation`, for authors of the open questions on conversation pages."""

from __future__ import annotations

import click

from app.config import ROOT
from app.content.completeness import verdict
from app.groups.open_questions import FOLDER, faults_in


@click.group()
def conversation() -> None:
    """Check the open questions of conversation pages."""


@conversation.command()
def check() -> None:
    """List every fault in the questions with its file and line; exit status 1 when there is one."""
    faults = [fault for path in sorted(FOLDER.glob("*.yaml")) for fault in faults_in(path)]
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise click.exceptions.Exit(1)
    click.echo(verdict(FOLDER, name=str(FOLDER.relative_to(ROOT))))
