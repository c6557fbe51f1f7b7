"""What estimates cost in a large region: 5,000 teams, 12 items and 26 periods (`--full`), read from a database.

Measures what the tick does after a release: reading all released rows, learning, estimating, and writing the estimates.
Only a few different releases are drawn and then repeated in turn, because drawing costs more than estimating.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from bench.machine import ROOT
from bench.report import against

BUDGETS = {"cpu_seconds": 120.0, "peak_mb": 1000.0}
DRAWN = 4
"""So many different releases are drawn."""


def run(*, full: bool = False, sizes: tuple[int, int, int] | None = None) -> dict[str, Any]:
    """Estimate the newest release of a large region; the short form has 500 teams. `sizes`: teams, items, periods."""
    teams, items, periods = sizes or (5000 if full else 500, 12, 26)
    with TemporaryDirectory(prefix="peil-bench-") as name:
        shape = [str(Path(name) / "releases.db"), str(teams), str(items), str(periods)]
        _program("build", *shape)
        found = _program("estimate", *shape)
    figures = {"teams": teams, "items": items, "periods": periods, **found}
    return {**figures, **({"budgets": against(BUDGETS, found)} if teams >= 5000 else {})}


def _program(*arguments: str) -> dict[str, Any]:
    """Run a part of this module in a process of its own, so that the peak of memory is that of the estimates alone."""
    program = [sys.executable, "-m", "bench.many_teams", *arguments]
    done = subprocess.run(program, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def build(file: str, *, teams: int, items: int, periods: int) -> dict[str, float]:
    """Draw releases and write their rows as a release does."""
    import app.organisations.models
    import app.programme.models
    import app.releases.models  # noqa: F401  # Tables that others refer to, before those.
    from app.db import Base
    from app.estimates.models import StoredEstimate
    from app.releases.models import ReleaseRow
    from app.releases.stored_rows import stored
    from bench.invented_regions import REGIONS, Invented, World

    size = REGIONS[520].sizes
    shape = replace(REGIONS[520], sizes=tuple(size[place % len(size)] for place in range(teams)))
    region = Invented(shape, World(0.4, 0.95, 0.8, items=items), seed=1)
    engine = create_engine(f"sqlite:///{file}")
    tables = [Base.metadata.tables[each.__tablename__] for each in (ReleaseRow, StoredEstimate)]
    Base.metadata.create_all(engine, tables=tables)
    with Session(engine) as session:
        for drawn in range(min(DRAWN, periods)):
            region.move()
            rows = region.release()[0]
            for period in range(drawn, periods, DRAWN):
                columns = [stored(row, period_id=f"p{period}", place=place) for place, row in enumerate(rows)]
                session.execute(insert(ReleaseRow), columns)
        session.commit()
    return {}


def estimate(file: str, periods: int) -> dict[str, float]:
    """Estimate the newest release as the tick does; return seconds, processor time and the peak of memory."""
    from app.estimates.estimated_figures import figures_of
    from app.estimates.estimation_job import ROWS_AT_ONCE
    from app.estimates.group_series import Panels
    from app.estimates.models import StoredEstimate
    from app.estimates.stored_estimates import stored_rows
    from app.releases.read import rows_of

    began, clock = time.process_time(), time.monotonic()
    panels = Panels()
    with Session(create_engine(f"sqlite:///{file}")) as session:
        for period in range(periods):
            panels.add(rows_of(session, f"p{period}"))
        reading = time.process_time() - began
        rows = stored_rows(figures_of(panels), period_id=f"p{periods - 1}")
        for first in range(0, len(rows), ROWS_AT_ONCE):
            session.execute(insert(StoredEstimate), rows[first : first + ROWS_AT_ONCE])
        session.commit()
    return {
        "estimates": len(rows),
        "seconds": round(time.monotonic() - clock, 1),
        "cpu_seconds": round(time.process_time() - began, 1),
        "of_which_reading": round(reading, 1),
        "peak_mb": getrusage(RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    part, database, *shape = sys.argv[1:]
    how_many_teams, how_many_items, how_many_periods = map(int, shape)
    if part == "build":
        print(json.dumps(build(database, teams=how_many_teams, items=how_many_items, periods=how_many_periods)))
    else:
        print(json.dumps(estimate(database, how_many_periods)))
