"""The rows of a group or a level are read without reading the others, however large their release."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert

from app.db import db, writing
from app.releases.models import ReleaseRow
from app.releases.read import rows_of
from app.releases.rules.cells import Group, Level, Row, Withheld
from app.releases.stored_rows import stored
from tests.mirror.publishing import publish
from tests.region import SmallRegion

OF_A_GROUP = 10
TEAM = Row(
    level="team",
    group="",
    group_name="",
    parent="",
    item="work_enjoyment",
    statistic="share",
    option=">=7",
    cell=Withheld(),
)


def publish_teams(region: SmallRegion, *, teams: int) -> str:
    """One release of a kind of organisation and so many teams; its period."""
    period_id = region.wave().period_id
    publish(region, 1, {}, group=Group("orgtype", "kind"))
    groups = [replace(TEAM, level="orgtype", group="kind"), *(replace(TEAM, group=f"team{n}") for n in range(teams))]
    rows = [row for row in groups for _ in range(OF_A_GROUP)]
    with writing(db.session):
        columns = [stored(row, period_id=period_id, place=place) for place, row in enumerate(rows)]
        db.session.execute(insert(ReleaseRow), columns)
    return period_id


@pytest.mark.sqlite("counts its steps; PostgreSQL counts none, and reads by the same index")
@pytest.mark.parametrize(("level", "group"), [("team", "team7"), ("orgtype", "kind"), ("orgtype", None)])
def test_a_large_release_makes_no_group_slower(region: SmallRegion, level: Level, group: str | None) -> None:
    """In their order, and counted in SQLite's own steps: it once read all 5,000 teams to show one of them."""
    period_id = publish_teams(region, teams=500)
    connection = db.session.connection().connection.driver_connection
    assert connection is not None
    tens_of_steps: list[None] = []
    connection.set_progress_handler(lambda: tens_of_steps.append(None), 10)
    rows = rows_of(db.session, period_id, level=level, group=group)
    connection.set_progress_handler(None, 0)
    assert [row.group for row in rows] == [group or "kind"] * OF_A_GROUP
    assert 0 < len(tens_of_steps) < 10 * OF_A_GROUP
