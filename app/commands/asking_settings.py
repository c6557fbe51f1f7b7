"""Asks an operator for the settings of a new installation, one by one, and says what each is for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from app.config import PUSH_HOSTS, SettingFault, check_settings
from app.whole_files import whole_file

QUESTIONS = (
    (
        "PEIL_INSTANCE",
        "/srv/peil",
        "The folder for the database. Back it up with `peil backup`, not as a folder.",
    ),
    (
        "PEIL_KEYS",
        "/srv/peil-keys",
        (
            "The folder for the keys of open periods, outside the first one and outside every backup: whoever has "
            "both can open what people answer until it is published."
        ),
    ),
    (
        "PEIL_BASE_URL",
        "https://peil.example",
        "The address that people type, with https:// and without a path.",
    ),
    (
        "PEIL_TRUSTED_PROXIES",
        "1",
        (
            "How many web servers of your own stand before Peil: 1 when nginx or Caddy passes it on, 0 when none "
            "does. Too high a number lets visitors make up their address."
        ),
    ),
    ("PEIL_LANGUAGES", "nl,en", "The languages that are offered, the first to whoever asks for none of them."),
    (
        "PEIL_MIN_GROUP",
        "7",
        "The smallest group that is shown. 7 withstands two colleagues who tell each other what they know, 5 one.",
    ),
    (
        "PEIL_DATABASE_URL",
        "",
        "postgresql://… for PostgreSQL. Leave it empty for SQLite in the first folder, which serves a region.",
    ),
    (
        "PEIL_BACKUP_TO",
        "",
        "Who can open backups: the age1… line of a key that was made on another computer with `peil holder make FILE`.",
    ),
)


def ask_settings(file: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Ask for each setting at the prompt, write all to a new `file` and return them by name. Raises ClickException.

    What stands in the environment is offered as the answer. A value that cannot be is asked again.
    """
    if file.exists():
        raise click.ClickException(f"{file} exists. Choose another name; nothing was changed.")
    given: dict[str, str] = {}
    for name, usual, why in QUESTIONS:
        click.echo(f"\n{why}")
        given[name] = _ask(name, environment.get(name, usual), given)
    lines = [f"{name}={value}\n" for name, value in given.items() if value]
    lines.append(f"# PEIL_PUSH_HOSTS={','.join(PUSH_HOSTS)}\n")
    with whole_file(file, replace=False) as target:
        target.write("".join(lines).encode())
    return given


def _ask(name: str, usual: str, given: Mapping[str, str]) -> str:
    while True:
        value = str(click.prompt(name, default=usual, show_default=bool(usual))).strip()
        if any(letter in value for letter in " '\"$\\\\#"):
            click.echo(
                "Without blanks, quotation marks, $, # and backslashes: shells and systemd read them differently."
            )
            continue
        try:
            check_settings({**given, name: value})
        except SettingFault as fault:
            click.echo(str(fault))
        else:
            return value
