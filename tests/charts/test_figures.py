"""Which released figures stand beside somebody's own answers."""

from __future__ import annotations

from app.charts.chart_cells import distributions_of, part_options
from app.charts.frame import Landmark, Stretch, Zone
from app.charts.group_frame import frame_of, landmarks_of
from app.charts.timeline import timeline_of
from app.db import db
from app.instrument.installed import instrument_of
from app.releases.rules.cells import Group, Withheld
from tests.mirror.publishing import publish
from tests.region import FORTNIGHT, START, SmallRegion

PEO = instrument_of("peo")
SPACE, GRADE = PEO.item("professional_space"), PEO.item("work_enjoyment")
REGION = Group("region", "r")


def test_figures_come_from_releases_on_both_databases(any_region: SmallRegion) -> None:
    """The distribution as published, "not shown" as such, and nothing of another group."""
    region = Group("region", any_region.region_id)
    publish(any_region, 1, {(SPACE.key, "favourable"): (0.6, 0.64), (GRADE.key, ">=7"): None})
    publish(any_region, 1, {(SPACE.key, "favourable"): (0.1, 0.2)}, team="north")
    timeline = timeline_of(db.session, region_id=any_region.region_id, now=START + 2 * FORTNIGHT)
    distributions = distributions_of(db.session, region, periods=[timeline.shown[0].id], items=[SPACE, GRADE])
    assert distributions[GRADE.key] == {timeline.shown[0].id: Withheld()}
    frame = frame_of(SPACE, distributions[SPACE.key], group=region, timeline=timeline)
    assert frame is not None
    assert frame.stretches == (Stretch(zones=(Zone(0.5, 2.5, 0.38), Zone(2.5, 4.5, 0.62))),)


def test_earlier_years_are_columns_on_the_same_gauge(region: SmallRegion) -> None:
    """Of worded steps the share on the favourable side, of a grade the mean."""
    timeline = timeline_of(db.session, region_id=region.region_id, now=START)
    space, grade = (frame_of(item, {}, group=REGION, timeline=timeline) for item in (SPACE, GRADE))
    assert space is not None
    assert grade is not None
    assert [(mark.year, mark.zones[-1].share) for mark in space.landmarks] == [(2021, 0.86), (2022, 0.92)]
    assert grade.landmarks == (Landmark(year=2022, mean=7.3),)


def test_earlier_years_stand_beside_the_same_kind_of_group_only() -> None:
    """Figures about everybody are no landmark for a team."""
    assert [mark.year for mark in landmarks_of(SPACE, group=REGION, questionnaire="peo")] == [2021, 2022]
    assert [mark.value for mark in landmarks_of(GRADE, group=REGION, questionnaire="peo")] == [7.3]
    assert [mark.value for mark in landmarks_of(GRADE, group=Group("orgtype", "certified"), questionnaire="peo")] == [
        7.2
    ]
    assert landmarks_of(SPACE, group=Group("team", "t"), questionnaire="peo") == ()


def test_the_rows_of_a_grid_have_figures_of_their_own() -> None:
    """Each row has its own respondents, so its own base."""
    options = part_options(PEO.item("workload_task"))
    assert ("workload_task.workload_task_skj", "workload_task_skj:strong") in options
