"""Estimates are worked out once per release by the tick, kept, and looked up by whoever shows them."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update

from app.db import db, writing
from app.estimates.estimate_lookup import Count, GroupEstimate, estimated, estimates_over_time, learnt_of, signals_of
from app.estimates.estimation_job import METHOD, estimate_releases
from app.estimates.models import Estimation, StoredEstimate
from app.estimates.stored_estimates import figures_of_period
from app.releases.models import ReleaseRow
from app.releases.read import released_periods, rows_of
from app.releases.rules.cells import Group, Published
from tests.boards.conftest import released, released_once
from tests.boards.visitors import set_share
from tests.conftest import SetClock
from tests.region import FORTNIGHT, START, SmallRegion

__all__ = ["released", "released_once"]


def estimates_of(group: Group, *, period_id: str) -> dict[Count, GroupEstimate]:
    """Every estimate of one group in one release."""
    return estimates_over_time(db.session, group, periods=[period_id]).get(period_id, {})


def estimate_anew() -> None:
    """After a release was made to say something else."""
    with writing(db.session):
        db.session.execute(delete(StoredEstimate))
        db.session.execute(delete(Estimation))
    estimate_releases(db.session)


def test_a_tick_that_releases_leaves_every_share_estimated(any_region: SmallRegion, set_clock: SetClock) -> None:
    """Every share that is shown of a whole group, and none that is not; on both databases."""
    for place, person in enumerate(person for people in any_region.people.values() for person in people):
        any_region.answer(person, {"work_enjoyment": 9 if place % 2 else 3}, moment=START, submission=f"one-{place}")
    any_region.tick(START + 2 * FORTNIGHT)
    (period,) = released_periods(db.session)
    assert estimated(db.session, period.id)
    shown = {
        (row.level, row.group, row.item, row.option)
        for row in rows_of(db.session, period.id)
        if row.statistic == "share" and not row.breakdown and isinstance(row.cell, Published)
    }
    columns = (StoredEstimate.level, StoredEstimate.group, StoredEstimate.item, StoredEstimate.option)
    assert shown
    assert {tuple(each) for each in db.session.execute(select(*columns))} == shown
    assert estimate_releases(db.session) == 0


def test_a_later_release_changes_no_earlier_estimate(released: SmallRegion) -> None:
    """What a page said of a period it says for ever."""
    first, second = (each.id for each in released_periods(db.session))
    before = figures_of_period(db.session, first)
    set_share(released, released.teams["north"], lower=0.0, upper=0.4)
    estimate_anew()
    assert figures_of_period(db.session, first) == before
    assert figures_of_period(db.session, second)


def test_another_method_goes_over_every_release_again(released: SmallRegion) -> None:
    """An upgrade that changes the method makes no release wait for the next."""
    with writing(db.session):
        db.session.execute(update(Estimation).values(method=METHOD - 1))
    assert not estimated(db.session, released_periods(db.session)[-1].id)
    assert estimate_releases(db.session) == 2
    assert set(db.session.scalars(select(Estimation.method))) == {METHOD}
    assert estimate_releases(db.session) == 0


def test_what_another_method_learnt_is_not_read_by_the_scales_of_this_one(released: SmallRegion) -> None:
    """Its places may not even be there: until the tick has gone over the release there is nothing to show."""
    period = released_periods(db.session)[-1].id
    with writing(db.session):
        old = [("team", "workload", 7, 2, 2, 9)]
        db.session.execute(update(Estimation).values(method=METHOD - 1, learnt=old))
    assert learnt_of(db.session, period) == {}
    assert released.app.test_client().get(f"/releases/{period}/learnt.csv").status_code == 404
    estimate_releases(db.session)
    assert learnt_of(db.session, period)


def test_a_withheld_figure_has_no_estimate(released: SmallRegion) -> None:
    """Not even one that follows from the periods before it."""
    north = Group("team", released.teams["north"])
    newest = released_periods(db.session)[-1].id
    count = "professional_space", "favourable"
    assert count in estimates_of(north, period_id=newest)
    set_share(released, north.id, lower=None, upper=None)
    estimate_anew()
    assert count not in estimates_of(north, period_id=newest)
    (figure,) = [
        each
        for each in figures_of_period(db.session, newest)
        if (each.group, each.item, each.option) == (north.id, *count)
    ]
    assert figure.grade == "too_small"


def test_signals_come_the_surest_first(released: SmallRegion) -> None:
    """What can be seen apart in a picture is named, with the side on which it lies."""
    north, region = Group("team", released.teams["north"]), Group("region", released.region_id)
    first, second = (each.id for each in released_periods(db.session))
    set_share(released, region.id, lower=0.9, upper=0.92, people="50+")
    set_share(released, "certified", lower=0.9, upper=0.92, people="50+")
    set_share(released, north.id, lower=0.0, upper=0.2)
    estimate_anew()
    own = estimates_of(north, period_id=second)
    whole = estimates_of(region, period_id=second)
    signals = signals_of(own, whole, estimates_of(north, period_id=first))
    gap = next(each for each in signals if each.kind == "gap" and each.item == "professional_space")
    assert gap.direction == "lower"
    assert gap.grade in {"sure", "likely", "notable"}
    assert gap.chance > 0.5
    order = ["sure", "likely", "notable"]
    assert [order.index(each.grade) for each in signals] == sorted(order.index(each.grade) for each in signals)


def test_every_estimate_lies_within_its_interval(released: SmallRegion) -> None:
    """And within 0 and 1, with chances that are chances."""
    rows = db.session.scalars(select(StoredEstimate)).all()
    assert rows
    for row in rows:
        assert 0 <= row.lower <= row.share <= row.upper <= 1
        for chance in (row.above_reference, row.above_before):
            assert chance is None or 0 <= chance <= 1
        assert (row.above_reference is None) == (row.level == "region")


def test_shares_of_everybody_for_years_stay_estimates(released: SmallRegion) -> None:
    """A region that is shown at the very end of the scale in every period gives numbers, and no zero."""
    with writing(db.session):
        db.session.execute(
            update(ReleaseRow)
            .where(ReleaseRow.withheld.is_(False), ReleaseRow.statistic == "share")
            .values(lower=0.8, upper=1.0, value=0.9, bin_lower=0.8, bin_upper=1.0)
        )
    estimate_anew()
    found = db.session.scalars(select(StoredEstimate)).all()
    assert found
    assert all(0.6 < each.share < 1 and each.lower < each.upper for each in found)
    assert db.session.scalar(select(func.count()).where(StoredEstimate.gap == "sure")) == 0
