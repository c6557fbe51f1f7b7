"""A board reads the rows of its own group, and no others, however large the release that they are in."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import insert

from app.db import db, writing
from app.releases.cells import Row, Withheld
from app.releases.models import ReleaseRow
from app.releases.read import Group, rows_of
from app.releases.stored import stored
from tests.mirror.publishing import publish
from tests.region import SmallRegion

OF_A_TEAM = 10
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
    """One release of so many teams and nothing else; its period."""
    period_id = region.wave().period_id
    publish(region, 1, {}, group=Group("team", "nobody"))
    rows = [replace(TEAM, group=f"team{place}") for place in range(teams) for _ in range(OF_A_TEAM)]
    with writing(db.session):
        db.session.execute(
            insert(ReleaseRow), [stored(row, period_id=period_id, place=n) for n, row in enumerate(rows)]
        )
    return period_id


def steps_to_read(group: str, *, period_id: str) -> int:
    """How much SQLite works, in tens of its own steps, to read the rows of a team."""
    connection = db.session.connection().connection.driver_connection
    assert connection is not None
    steps: list[None] = []
    connection.set_progress_handler(lambda: steps.append(None), 10)
    assert len(rows_of(db.session, period_id, level="team", group=group)) == OF_A_TEAM
    connection.set_progress_handler(None, 0)
    return len(steps)


def test_a_large_release_makes_no_group_slower(region: SmallRegion) -> None:
    """A sorted read once went through all rows: testing 5,000 teams then took thirty times as long as 500."""
    period_id = publish_teams(region, teams=500)
    assert 0 < steps_to_read("team7", period_id=period_id) < 10 * OF_A_TEAM
