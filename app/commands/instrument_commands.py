"""The command `peil instrument`, for authors of questionnaires."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from app.content.completeness import verdict
from app.content.reading import ContentFault
from app.instrument.ddi_codebook import as_ddi
from app.instrument.installed import instrument_of
from app.instrument.load import check as faults_in
from app.instrument.schema import Instrument
from app.wording.codebook_words import codebook_words


@with_appcontext
def _codebook(instrument: Instrument) -> bytes:
    return as_ddi(instrument, codebook_words(instrument.languages))


FORMATS: dict[str, Callable[[Instrument], bytes]] = {"codebook": _codebook}
"""What `peil instrument export` can write."""


@click.group()
def instrument() -> None:
    """Check and export questionnaires."""


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


@instrument.command("export")
@click.argument("key")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="codebook", show_default=True)
@click.option("--out", type=click.File("wb"), default="-", help="Where to write it (default: standard output).")
def export_instrument(*, key: str, form: str, out: BinaryIO) -> None:
    """Export the questionnaire KEY; `codebook` is DDI-Codebook 2.5, in all its languages."""
    try:
        chosen = instrument_of(key)
    except ContentFault:
        raise click.ClickException(f"there is no questionnaire {key!r}.") from None
    out.write(FORMATS[form](chosen))
