"""The command `peil doctor`: everything that an operator would look at, in one go."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial

import click

from app import clock
from app.commands.doctor_checks import (
    Diagnosis,
    apart,
    backup_checks,
    clock_checks,
    database_checks,
    folder_checks,
    limits_checks,
    outside_checks,
    push_checks,
    role_checks,
    settings_checks,
    where_it_answers,
    worker_checks,
)
from app.config import SettingFault, Settings, read_settings
from app.installed_place import require_place
from app.schema_version import OtherDatabase


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a list of findings for a program to read.")
@click.option("--outside", is_flag=True, help="Also ask the public address for its certificate.")
def doctor(*, as_json: bool, outside: bool) -> None:
    """Say what is wrong with this installation and how to mend it. Changes nothing.

    Exit status 1 when anything is wrong; what is only worth a look is said and leaves it 0.
    """
    found = list(_findings(outside=outside))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], indent=1))
    else:
        for each in found:
            click.echo(f"{each.level:<6} {each.check}: {each.says}" + (f" {each.mend}" if each.mend else ""))
    if any(each.level == "wrong" for each in found):
        raise click.exceptions.Exit(1)


def _findings(*, outside: bool) -> Iterator[Diagnosis]:
    try:
        require_place(os.environ)
        settings = read_settings()
    except SettingFault as fault:
        yield Diagnosis("settings", "wrong", str(fault), "")
        return
    now = clock.now()
    yield from apart("settings", partial(settings_checks, settings))
    yield from apart("disk", partial(folder_checks, settings))
    yield from apart("clock", partial(clock_checks, now))
    yield from apart("backup", partial(backup_checks, settings, now=now))
    yield from apart("push", partial(push_checks, settings))
    yield from apart("roles", partial(where_it_answers, role_checks, settings))
    yield from apart("limits", partial(limits_checks, settings))
    yield from apart("workers", partial(worker_checks, settings))
    if outside:
        yield from apart("certificate", partial(outside_checks, settings, now=now))
    yield from apart("database", partial(where_it_answers, database_checks, settings))
    yield from apart("database", partial(_inside, settings))


def _inside(settings: Settings) -> Iterator[Diagnosis]:
    """Look at what the database tells: its version, the ticker, keys of what is open, and what waits."""
    from app.commands.installation import make_app
    from app.commands.ticking import words_of
    from app.condition import present_concerns
    from app.db import db
    from app.holders.shared_keys import period_keys
    from app.lifecycle.key_watch import key_concerns, waiting_concerns
    from app.programme.concerns import concerns
    from app.programme.last_tick import clock_verdict, last_tick

    try:
        program = make_app()
    except OtherDatabase as fault:
        yield Diagnosis("database", "wrong", str(fault), "")
        return
    now = clock.now()
    with program.app_context():
        keys = key_concerns(db.session, keys=period_keys())
        waits = (
            waiting_concerns(db.session) | present_concerns(db.session, settings, now=now) | set(concerns(db.session))
        )
        for each in sorted(keys | waits):
            yield Diagnosis(
                "keys" if each in keys else "waiting", "wrong", f"{each.kind} {each.subject}.", words_of(each)
            )
        if not keys:
            yield Diagnosis("keys", "right", "Every open period and poll has its key.")
        if clock_verdict(db.session, now) != "right":
            yield Diagnosis(
                "clock", "wrong", f"It is {clock_verdict(db.session, now)} of the last tick.", "Set it right."
            )
        ticked = last_tick(db.session)
        if ticked is None:
            yield Diagnosis("tick", "look", "No tick was here yet.", "peil tick --every 60, or a timer.")
        elif not any(each.kind == "tick_late" for each in waits):
            yield Diagnosis("tick", "right", f"The last tick was at {ticked:%Y-%m-%d %H:%M} UTC.")
