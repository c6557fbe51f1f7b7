"""The commands `peil release`: list and export releases, and audit that they disclose nobody's answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.commands.estimates_commands import estimate
from app.commands.out_files import OUT_FILE, write_out
from app.content.reading import ContentFault
from app.db import db
from app.groups.service import instrument_of_period
from app.instrument.installed import FIRST_QUESTIONNAIRE, instrument_of
from app.instrument.schema import Instrument
from app.protection import USUAL_GROUP, PolicyTooWeak, colluders_withstood
from app.releases.files.json_stat import days_of
from app.releases.files.kinds_of_file import KINDS, take_of
from app.releases.read import ReleasedPeriod, released_periods, rows_of, tree_of_release
from app.releases.rules.audit import AuditReport
from app.releases.rules.audit import audit as audit_rows
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import AlteredRows, ReleaseUnreadable, check_digest, read_csv
from app.releases.rules.implications import together
from app.releases.rules.item_plan import Together
from app.releases.rules.policy import Policy
from app.web.settings import settings
from app.wording.file_labels import labels_of

BEFORE_RULES_13_AND_14 = {"size_is_answer", "relation_by_answer"}
ENDINGS = {"csv": "csv", "xlsx": "xlsx", "json-stat": "json", "sav": "sav", "r": "R", "proof": "proof"}


@click.group()
def release() -> None:
    """List, export and audit what has been published, period by period."""


release.add_command(estimate)


@release.command("list")
@with_appcontext
def list_releases() -> None:
    """List the releases, one per line: period, first day, last day, day of publication, digest."""
    for each in released_periods(db.session):
        first, last = days_of(each)
        click.echo(f"{each.id}  {first}  {last}  {each.published_on}  {each.digest}")


@release.command()
@click.argument("period")
@click.option("--format", "form", type=click.Choice(list(ENDINGS)), default="csv", show_default=True)
@click.option("--language", help="Of the labels: one of PEIL_LANGUAGES (default: the first).")
@click.option("--out", type=OUT_FILE, default="-", help="Where to write it (default: standard output).")
@with_appcontext
def export(*, period: str, form: str, language: str | None, out: Path) -> None:
    """Export everything that was published of PERIOD, at every level."""
    offered = settings().languages
    if language is not None and language not in offered:
        raise click.BadParameter(f"choose one of {', '.join(offered)}.", param_hint="--language")
    chosen = released_or_fault(period)
    rows = rows_of(db.session, chosen.id)
    with force_locale(language or offered[0]):
        labels = labels_of(instrument_of_period(db.session, chosen.id))
        take = take_of(chosen, rows, tree=tree_of_release(db.session, chosen.id), labels=labels)
        written = KINDS[ENDINGS[form]].write(take)
    write_out(out, written)


@release.command("audit")
@click.argument("period", required=False)
@click.option("--all", "every", is_flag=True, help="Audit everything ever published.")
@click.option("--file", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Audit this CSV.")
@click.option(
    "--min-group", type=int, default=USUAL_GROUP, show_default=True, help="With --file: the smallest group promised."
)
@click.option(
    "--instrument", default=FIRST_QUESTIONNAIRE, show_default=True, help="With --file: the questionnaire it is about."
)
def audit_releases(*, period: str | None, every: bool, file: Path | None, min_group: int, instrument: str) -> None:
    """Prove from its published rows alone that PERIOD discloses nobody's answers; exit status 1 when not."""
    if sum((period is not None, every, file is not None)) != 1:
        raise click.UsageError("name one PERIOD, or give --all, or --file FILE.")
    held = _audit_file(file, min_group, instrument) if file else _audit_published(period)
    if not held:
        raise click.exceptions.Exit(1)


def _audit_file(file: Path, min_group: int, instrument: str) -> bool:
    """Audit an exported file; no database and no settings are needed. Returns whether every release holds."""
    try:
        releases = read_csv(file.read_text(encoding="utf-8"))
        policy = Policy(colluders=colluders_withstood(min_group), min_group=min_group)
        asked = instrument_of(instrument)
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not a UTF-8 text file.") from None
    except ContentFault:
        raise click.ClickException(f"there is no questionnaire {instrument!r}.") from None
    except (ReleaseUnreadable, PolicyTooWeak) as fault:
        raise click.ClickException(f"{file}: {fault}") from fault
    held = [
        _told(period, audit_rows(rows, policy=policy, together=_together(rows, asked)))
        for period, rows in releases.items()
    ]
    return all(held)


def _together(rows: Sequence[Row], instrument: Instrument) -> Together:
    """Return which items of these rows depend on one another, according to the questionnaire."""
    return together(instrument, {row.item for row in rows})


@with_appcontext
def _audit_published(period: str | None) -> bool:
    chosen = [released_or_fault(period)] if period else released_periods(db.session)
    held = [_audit_period(each) for each in chosen]
    return all(held)


def _audit_period(period: ReleasedPeriod) -> bool:
    rows = rows_of(db.session, period.id)
    policy = Policy(colluders=period.colluders, min_group=period.min_group)
    instrument = instrument_of_period(db.session, period.id)
    held = _told(period.id, audit_rows(rows, policy=policy, together=_together(rows, instrument)))
    return _is_as_published(period, rows) and held


def _is_as_published(period: ReleasedPeriod, rows: list[Row]) -> bool:
    try:
        salts = {key: leaf.salt for key, leaf in tree_of_release(db.session, period.id).items()}
        check_digest(rows, period.previous, expected=period.digest, salts=salts, period=period.id)
    except AlteredRows as altered:
        click.echo(f"  {altered}")
        return False
    return True


def _told(period: str, report: AuditReport) -> bool:
    figures = ", ".join(f"{name.replace('_', ' ')} {figure}" for name, figure in report.figures.items())
    click.echo(f"{period}: {'holds' if report.ok else 'DOES NOT HOLD'}; {figures}")
    for finding in report.findings:
        click.echo(f"  {finding}")
    if {finding.fault for finding in report.findings} & BEFORE_RULES_13_AND_14:
        click.echo("  This is how releases were made before rules 13 and 14 (docs/method.md, section 8).")
    return report.ok


def released_or_fault(period: str) -> ReleasedPeriod:
    """Return the released period with this id. Raises ClickException, with where to look, when there is none."""
    for each in released_periods(db.session):
        if each.id == period:
            return each
    raise click.ClickException(f"there is no release of period {period}; `peil release list` names those there are.")
