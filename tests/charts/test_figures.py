"""Which released figures stand beside somebody's own answers."""

from __future__ import annotations

from app.charts.figures import frame_of, headline_cells, landmarks_of, part_options, shown_cells
from app.charts.frame import Stretch
from app.charts.timeline import timeline_of
from app.db import db
from app.programme.instruments import instrument_of
from app.releases.cells import Published, Withheld
from app.releases.read import Group
from tests.mirror.publishing import publish
from tests.region import FORTNIGHT, START, SmallRegion

PEO = instrument_of("peo")
SPACE, GRADE = PEO.item("professional_space"), PEO.item("work_enjoyment")
REGION = Group("region", "r")


def test_figures_come_from_releases_on_both_databases(any_region: SmallRegion) -> None:
    """Bounds as published, "not shown" as such, and nothing of another group."""
    region = Group("region", any_region.region_id)
    publish(any_region, 1, {(SPACE.key, "favourable"): (0.6, 0.64), (GRADE.key, ">=7"): None})
    publish(any_region, 1, {(SPACE.key, "favourable"): (0.1, 0.2)}, team="north")
    timeline = timeline_of(db.session, region_id=any_region.region_id, now=START + 2 * FORTNIGHT)
    cells = headline_cells(db.session, region, periods=[timeline.shown[0].id], items=[SPACE, GRADE])
    assert cells[SPACE.key, "share", "favourable"][timeline.shown[0].id] == Published("50+", 0.62, 0.6, 0.64)
    assert cells[GRADE.key, "share", ">=7"][timeline.shown[0].id] == Withheld()
    frame = frame_of(SPACE, cells, group=region, timeline=timeline)
    assert frame is not None
    assert frame.stretches == (Stretch(lower=0.6, value=0.62, upper=0.64),)


def test_a_grade_stands_beside_the_mean_where_one_is_published() -> None:
    """Otherwise beside the share of 7 and higher, on a gauge of its own."""
    mean, share = {"p1": Published("50+", 7.3, 7.2, 7.4)}, {"p1": Published("50+", 0.7, 0.68, 0.72)}
    both = {(GRADE.key, "mean", ""): mean, (GRADE.key, "share", ">=7"): share}
    assert shown_cells(GRADE, both, group=REGION) == (True, mean)
    withheld = both | {(GRADE.key, "mean", ""): {"p1": Withheld()}}
    assert shown_cells(GRADE, withheld, group=REGION) == (False, share)


def test_before_anything_is_published_only_groups_that_get_means_keep_the_grades_scale() -> None:
    """So the mark of 2022 (a mean) is there from the first day; a team will never have a mean."""
    assert shown_cells(GRADE, {}, group=REGION) == (True, {})
    assert shown_cells(GRADE, {}, group=Group("team", "t")) == (False, {})
    assert shown_cells(GRADE, {}, group=Group("region", "r", "experience", "0-3")) == (False, {})


def test_earlier_years_stand_beside_the_same_kind_of_group_only() -> None:
    """Figures about everybody are no landmark for a team, nor shares for means."""
    assert [mark.year for mark in landmarks_of(SPACE, group=REGION, shared=False)] == [2021, 2022]
    assert [mark.value for mark in landmarks_of(GRADE, group=REGION, shared=True)] == [7.3]
    certified = landmarks_of(GRADE, group=Group("orgtype", "certified"), shared=True)
    assert [mark.value for mark in certified] == [7.2]
    assert landmarks_of(SPACE, group=Group("team", "t"), shared=False) == ()


def test_the_rows_of_a_grid_have_figures_of_their_own() -> None:
    """Each row has its own respondents, so its own base."""
    options = part_options(PEO.item("workload_task"))
    assert ("workload_task.workload_task_skj", "workload_task_skj:strong") in options
