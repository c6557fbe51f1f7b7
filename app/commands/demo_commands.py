"""The commands `peil demo`: build the demonstration region, and show where to start in it.

Decides where a demonstration may be built: in an empty database, or in place of an earlier demonstration, which a mark
file tells apart from a region of real people.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import structlog
from sqlalchemy import select

from app import clock
from app.charts.frame_store import draw_frames
from app.commands.installation import checked_app, make_secret, upgrade_database, with_app
from app.commands.out_files import write_out
from app.config import instance_folder, secret_file
from app.db import db, truncate_log, writing
from app.demo.build import Order, build_region
from app.demo.full_measurement import build_neighbour
from app.demo.guide import describe, describe_full, describe_measured, starting_points
from app.demo.outline import demonstrations, read_outline
from app.demo.released_measurement import build_measured
from app.demo.scene import ADDRESS
from app.demo.truth import write_truth
from app.groups.board_frames import draw_board_frames
from app.holders.demonstration import MARK, make_demonstration_keys
from app.holding import Holder, Holders
from app.instrument.installed import FIRST_QUESTIONNAIRE, instrument_of
from app.jobs import tick
from app.organisations.models import Region
from app.programme.last_tick import clock_verdict
from app.programme.models import Period
from app.remarks.kept_remarks import kept_key
from app.remarks.remark_envelopes import remarks_key
from app.schema_version import database_state
from app.themes.models import ThemeRound
from app.themes.stages import POLLS
from app.themes.theme_ballots import poll_id
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings

FILE = "demo.json"
HOLDERS = (
    ("Ondernemingsraad", f"ondernemingsraad@{ADDRESS}"),
    ("Platform van professionals", ""),
    ("Beheerder", ""),
)


@click.group()
def demo() -> None:
    """Build a region of invented people, to look at and to test with."""


@demo.command()
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same region.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=f"Default: {FILE} in the instance folder.")
@click.option(
    "--waves", default=12, show_default=True, type=click.IntRange(0, 260), help="Answered before the open one."
)
@click.option("--teams", type=click.IntRange(1), help="Fewer teams than the content file has.")
@click.option("--fresh", is_flag=True, help="Throw an earlier demonstration away first.")
@click.option(
    "--truth",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the invented people's true shares here (CSV).",
)
@click.option(
    "--instrument",
    type=click.Choice(sorted(demonstrations())),
    default=FIRST_QUESTIONNAIRE,
    show_default=True,
    help="The questionnaire that the region asks; each has a region of its own.",
)
def build(
    *, seed: int, out: Path | None, waves: int, teams: int | None, fresh: bool, truth: Path | None, instrument: str
) -> None:
    """Build the demonstration region in an empty database."""
    most = read_outline(instrument).team_count
    teams = most if teams is None else teams
    if teams > most:
        raise click.BadParameter(f"the region has {most} teams.", param_hint="--teams")
    target = out or instance_folder(os.environ) / FILE
    made_before = secret_file(os.environ).exists()
    _make_folder(target, "--out")
    if truth is not None:
        _make_folder(truth, "--truth")
    if not made_before:
        make_secret(secret_file(os.environ))
    if truth is not None:
        refuse_real_installation(made_before=made_before)
    upgrade_database(but=("missing", "older"))
    make_room(fresh=fresh)
    build_and_describe(target, questionnaire=instrument, seed=seed, waves=waves, teams=teams, truth=truth)


def _make_folder(path: Path, option: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise click.BadParameter(f"{path.parent} cannot be made: {fault.strerror}.", param_hint=option) from None


def refuse_real_installation(*, made_before: bool) -> None:
    """Raise ClickException unless this is a demonstration; called before true shares are written to a file (`--truth`).
    True shares may be written of invented people only. `made_before`: the installation had a secret already.

    A demonstration has a mark file beside its database; a real installation has none.
    """
    with checked_app(but=("missing", "older", "newer", "silent")).app_context():
        if (settings().instance / MARK).exists():
            return
        real = made_before or database_state(db.engine) != "missing"
    if real:
        message = (
            "--truth is for a demonstration, and this installation was made by peil init; use another PEIL_INSTANCE"
        )
        raise click.ClickException(f"{message} and database. Nothing was changed.")


@demo.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def start(port: int) -> None:
    """Show where to start in the demonstration region, and write the address to demo.json."""
    path = instance_folder(os.environ) / FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise click.ClickException(f"{path} cannot be read; `peil demo build --fresh` makes it.") from None
    catch_up()
    content["base_url"] = f"http://127.0.0.1:{port}"
    write_guide(path, content)
    click.echo(starting_points(content))


@with_app
def catch_up() -> None:
    """Run `peil tick` for a demonstration that was unused for longer than a period, without asking about the clock."""
    if (settings().instance / MARK).exists() and clock_verdict(db.session, clock.now()) != "right":
        tick(db.session, now=clock.now(), keys=PeriodKeys(settings().keys), clock_is_right=True)


@with_app
def make_room(*, fresh: bool) -> None:
    """Make sure that the database is empty; with `fresh` an earlier demonstration is deleted. Raises ClickException.
    A real installation is never deleted.
    """
    mark = settings().instance / MARK
    names = set(db.session.scalars(select(Region.name)))
    ours = frozenset[str]().union(*(read_outline(key).region_names for key in demonstrations()))
    replaceable = mark.exists() and names <= ours
    if names and not (fresh and replaceable):
        mend = "add --fresh to replace it" if replaceable else "it is not a demonstration; use another PEIL_INSTANCE"
        raise click.ClickException(f"The database has a region already: {mend}. Nothing was changed.")
    if names:
        _empty()
    mark.write_text("A demonstration made by `peil demo build`, to be thrown away. Not for real people.\n", "utf-8")


def _empty() -> None:
    keys = PeriodKeys(settings().keys)
    for period_id in db.session.scalars(select(Period.id)).all():
        for key in (period_id, remarks_key(period_id), kept_key(period_id)):
            keys.destroy(key)
    for round_id in db.session.scalars(select(ThemeRound.id)).all():
        for poll in POLLS:
            keys.destroy(poll_id(round_id, poll))
    with writing(db.session):
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(table.delete())
    truncate_log(db.session)


@with_app
def build_and_describe(
    target: Path, *, questionnaire: str, seed: int, waves: int, teams: int, truth: Path | None = None
) -> None:
    """Build the region, draw its charts, write demo.json to `target` and true shares to `truth`; print where to go."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    own = settings()
    made = make_demonstration_keys(own.instance, tuple(name for name, _email in HOLDERS))
    order = Order(
        now=clock.now(),
        questionnaire=questionnaire,
        seed=seed,
        waves=waves,
        teams=teams,
        min_group=own.min_group,
        colluders=own.colluders,
        holders=Holders(2, tuple(Holder(name, made[name].recipient, email) for name, email in HOLDERS)),
    )
    keys = PeriodKeys(own.keys, standing_by=tuple(made.values()))
    region = build_region(db.session, order, keys=keys)
    draw_frames(db.session, now=order.now)
    draw_board_frames(db.session)
    full = build_neighbour(db.session, order, keys=keys)
    content = describe(db.session, region, base_url=own.base_url) | {"full_measurement": describe_full(full)}
    if teams == read_outline(questionnaire).team_count:  # A smaller demonstration is one to build quickly.
        measured = build_measured(db.session, order, keys=keys, truth=region.truth)
        content |= {"released_full_measurement": describe_measured(measured)} if measured else {}
    if truth is not None:
        write_truth(db.session, region.truth, truth, instrument=instrument_of(order.questionnaire))
    write_guide(target, content)
    click.echo(starting_points(content))


def write_guide(path: Path, content: Mapping[str, Any]) -> None:
    write_out(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
