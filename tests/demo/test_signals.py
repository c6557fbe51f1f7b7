"""The demonstration's teams learn something: graded signals on their boards, from what was published alone."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.estimates.models import StoredEstimate
from tests.demo.conftest import Built


def test_some_boards_of_teams_name_something(built: Built) -> None:
    """Even of six teams after two periods; tests on figures one by one named nothing in a whole year."""
    teams = select(StoredEstimate).where(StoredEstimate.level == "team")
    found = db.session.scalars(teams).all()
    named = {(each.period_id, each.group) for each in found if (each.gap, each.movement) != ("none", "none")}
    boards = {(each.period_id, each.group) for each in found}
    assert len(named) >= len(boards) / 2 > 0, (len(named), len(boards))
