"""A command loads what it needs and nothing else; counted in modules, because time depends on the machine."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest

from app.commands.peil import COMMANDS, all_commands
from app.config import ROOT, Settings
from app.quiet import FILE
from tests.commands.conftest import Peil
from tests.databases import ON_POSTGRESQL

SLOW = (
    *("scipy", "numpy", "altair", "narwhals", "vl_convert", "typst", "openpyxl", "alembic", "mako", "holidays"),
    *("webauthn", "authlib", "requests", "pywebpush", "icalendar", "prometheus_client"),
    *(() if ON_POSTGRESQL else ("psycopg",)),
)
"""Libraries that take long to import, or much memory, and that few commands or pages need."""
LAST = "\nimport sys; print(*sorted(sys.modules))"


def loaded(program: str) -> set[str]:
    """Names of the modules that a fresh Python holds after `program`."""
    done = subprocess.run(
        [sys.executable, "-c", program + LAST],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=dict(os.environ),
    )
    return set(done.stdout.splitlines()[-1].split())


def packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def run_of(*arguments: str) -> str:
    return f"import sys; sys.argv = {['peil', *arguments]!r}\nfrom app.commands.peil import main; main()"


def test_help_loads_click_and_little_else() -> None:
    """Neither Flask nor SQLAlchemy, nor any command (3.5 s of processor before, 0.06 s now)."""
    modules = loaded(run_of("--help"))
    assert not packages(modules) & {"flask", "sqlalchemy", "werkzeug", "structlog", *SLOW}
    assert not [name for name in modules if name.startswith("app.commands.") and name != "app.commands.peil"]
    assert len(modules - set(sys.builtin_module_names)) < 200


def test_the_application_starts_without_the_slow_libraries(installed: Settings) -> None:
    """Charts, sheets, migrations and statistics are imported by whoever needs them first."""
    assert not packages(loaded("from app.wsgi import application")) & set(SLOW)


def test_a_tick_that_has_nothing_to_do_loads_neither_flask_nor_sqlalchemy(
    installed: Settings, peil: Peil, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2 s of processor before, 0.1 s now; an earlier tick noted that nothing is due."""
    for later in ("draw_frames", "draw_board_frames", "estimate_releases"):
        monkeypatch.setattr(f"app.jobs.{later}", lambda *_, **__: 0)
    monkeypatch.setattr("app.jobs.mix_due", lambda *_, **__: False)
    peil("tick", "--yes-the-clock-is-right")
    peil("tick")
    assert (installed.instance / FILE).exists()
    assert not packages(loaded(run_of("tick"))) & {"flask", "sqlalchemy", *SLOW}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_list_of_commands_is_true(name: str) -> None:
    """Each stands where the list says, under that name, and explains itself at length when asked."""
    command = all_commands().get_command(click.Context(all_commands(), obj=object()), name)
    assert command is not None
    assert (command.name, bool(command.help)) == (name, True)
    assert COMMANDS[name][1].endswith(".")
    assert len(COMMANDS[name][1]) <= 70


def test_what_is_compiled_keeps_no_columns() -> None:
    """Whatever make installs and compiles holds lines only, and so does what the command compiles."""
    asks = "import os; print(os.environ['PYTHONNODEBUGRANGES'])"
    told = subprocess.run(
        ["make", "--silent", f'--eval=told: ; @"{sys.executable}" -c "{asks}"', "told"],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PYTHONNODEBUG"))},
    )
    assert told.stdout == "1\n"
    assert "#!%s -Xno_debug_ranges" in (ROOT / "Makefile").read_text()
