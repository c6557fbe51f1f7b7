"""The command `peil instrument`, for authors of questionnaires."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.commands.out_files import OUT_FILE, write_out
from app.content.completeness import verdict
from app.content.reading import ContentFault
from app.instrument.ddi_codebook import as_ddi
from app.instrument.installed import instrument_of, is_own
from app.instrument.load import check as faults_in
from app.instrument.schema import Instrument
from app.instrument.xlsform import XlsformRefused, as_yaml, read_xlsform, write_xlsform
from app.wording.codebook_words import codebook_words


@with_appcontext
def _codebook(instrument: Instrument) -> bytes:
    return as_ddi(instrument, codebook_words(instrument.languages))


FORMATS: dict[str, Callable[[Instrument], bytes]] = {"codebook": _codebook, "xlsform": write_xlsform}
"""What `peil instrument export` can write."""


@click.group()
def instrument() -> None:
    """Check, export and import questionnaires."""


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
@click.option("--out", type=OUT_FILE, default="-", help="Where to write it (default: standard output).")
def export_instrument(*, key: str, form: str, out: Path) -> None:
    """Export the questionnaire KEY; in all its languages: DDI-Codebook 2.5, or XLSForm (a workbook)."""
    try:
        chosen = with_appcontext(instrument_of)(key) if is_own(key) else instrument_of(key)
    except ContentFault:
        raise click.ClickException(f"there is no questionnaire {key!r}.") from None
    write_out(out, FORMATS[form](chosen))


@instrument.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it (default: KEY.yaml).")
@click.option("--language", default="", help="The language of texts without one, such as nl, when the form names none.")
def import_instrument(file: Path, *, out: Path | None, language: str) -> None:
    """Write the XLSForm FILE as a questionnaire file, or list every fault with its sheet, row and column."""
    try:
        read, content = read_xlsform(file, language=language)
    except XlsformRefused as refused:
        for fault in refused.faults:
            click.echo(f"{file}: {fault}")
        raise click.exceptions.Exit(1) from None
    written = out or Path(f"{read.key}.yaml")
    if written.exists():
        raise click.UsageError(f"{written} is there already: name another file with --out.")
    write_out(written, as_yaml(content))
    click.echo(f"{written}: {len(read.items)} items in {', '.join(read.languages)}. Read it once before you use it.")
