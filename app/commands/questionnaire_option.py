"""The option `--instrument` of commands that are about one of the questionnaires that come with Peil."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from app.instrument.installed import FIRST_QUESTIONNAIRE, installed_keys

F = TypeVar("F", bound=Callable[..., Any])


def questionnaire_option(about: str) -> Callable[[F], F]:
    """Decorate a command with `--instrument KEY`, handed over as `key`; `about`: its help, one sentence."""
    return click.option(
        "--instrument",
        "key",
        type=click.Choice(installed_keys()),
        default=FIRST_QUESTIONNAIRE,
        show_default=True,
        help=about,
    )
