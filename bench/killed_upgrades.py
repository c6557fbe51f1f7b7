"""`peil upgrade` is killed after each migration, from every version there was, with data: is a row lost?

After each kill the database has to be as before; after the last one the upgrade runs through. `python -m bench
killed_upgrades` goes through SQLite; tests/faults/test_killed_upgrade.py does three versions on both databases.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.config import ROOT
from app.db import db
from bench.kill import empty_settings
from bench.mortal_process import killed_at
from tests.migrations_with_data import fill

GIVEN_UP = {"staff_session", "conclusion"}
"""Tables whose rows a migration gives up on purpose: they end, or follow from published rows."""


def run() -> dict[str, Any]:
    """Kill the upgrade from each version at each of its migrations; all figures but versions and kills should be 0."""
    known = _revisions()
    kills = changed = lost = 0
    for old in known[:-1]:
        with TemporaryDirectory(prefix="peil-bench-") as name:
            app = create_app(empty_settings(Path(name)), testing=True)
            path = Path(name) / "instance" / "peil.db"
            _fill(app, old)
            before = _dump(path)
            step = 1
            while killed_at(partial(_upgrade, app), step=step).killed:
                kills += 1
                changed += _dump(path) != before
                step += STRIDE
            lost += _lost(before, _dump(path))
    return {"versions": len(known) - 1, "kills": kills, "changed_by_a_kill": changed, "rows_lost": lost}


STRIDE = 40
"""Of the statements of an upgrade every so manieth is a moment to be killed: some two a migration."""


def _revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def _fill(app: Flask, version: str) -> None:
    with app.app_context():
        upgrade(revision=version)
        with db.engine.begin() as connection:
            fill(connection)
        db.session.remove()
        db.engine.dispose()


def _upgrade(app: Flask) -> None:
    with app.app_context():
        upgrade()


def _dump(path: Path) -> dict[str, int | str]:
    """Return the number of rows of each table, and the version."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    return {**counts, "version": version}


def _lost(before: dict[str, int | str], after: dict[str, int | str]) -> int:
    kept = {name: after.get(name) for name in before.keys() - GIVEN_UP - {"version"}}
    return sum(kept[name] != before[name] for name in kept)
