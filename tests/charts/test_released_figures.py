"""Released figures are read once, because a release never changes; what is not released yet is never kept."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.charts.chart_cells import groups_shown, named_cells
from app.charts.released_figures import MOST_CELLS, KeptFigures, ReleasedFigures
from app.db import db, writing
from app.programme.models import Period
from app.releases.models import ReleaseRow
from app.releases.rules.cells import Group, Published
from tests.mirror.publishing import publish
from tests.region import SmallRegion

SPACE = ("professional_space", "favourable")
NAME = ("professional_space", "share", "favourable")


def period_id() -> str:
    return db.session.scalars(select(Period.id).where(Period.number == 1)).one()


def test_a_release_that_was_rolled_back_is_not_kept(region: SmallRegion) -> None:
    """Figures seen while a release is made may still change: other noise would be another figure."""
    group = Group("region", region.region_id)
    publish(region, 1, {SPACE: (0.6, 0.64)})
    period = period_id()
    with writing(db.session):
        seen = named_cells(db.session, group, periods=[period], wanted=[SPACE])
        assert NAME in seen
        assert groups_shown(db.session, [group], periods=[period]) == {group}
        db.session.execute(delete(ReleaseRow))
    assert named_cells(db.session, group, periods=[period], wanted=[SPACE]) == {}
    assert groups_shown(db.session, [group], periods=[period]) == set()


def test_a_period_without_figures_is_asked_for_again(region: SmallRegion) -> None:
    """Nothing is not kept, so that a release shows as soon as it is there."""
    group = Group("region", region.region_id)
    period = period_id()
    assert named_cells(db.session, group, periods=[period], wanted=[SPACE]) == {}
    db.session.rollback()
    publish(region, 1, {SPACE: (0.6, 0.64)})
    assert NAME in named_cells(db.session, group, periods=[period], wanted=[SPACE])


def test_memory_is_bounded() -> None:
    """The oldest figures are dropped first."""
    kept, cell = KeptFigures(), Published("50+", 0.5, 0.4, 0.6)
    half = {(str(place), "share", ""): cell for place in range(MOST_CELLS // 2)}
    for number in range(4):
        kept.keep(f"p{number}", Group("region", "r"), ReleasedFigures(half))
    assert [period for period, _group in kept.figures] == ["p2", "p3"]
