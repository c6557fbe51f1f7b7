"""The job that estimates every release after it was published, run by the tick.

Must not read anything but released rows. Estimates of a release never change when a later one comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from app.db import AnySession, writing
from app.estimates.models import Estimation, StoredEstimate
from app.organisations.models import Region
from app.releases.read import released_periods, rows_of
from app.work_engine import work_engine

if TYPE_CHECKING:
    from app.estimates.group_series import Panels

METHOD = 5
"""Raise it when the method changes: every release is then estimated again."""

ROWS_AT_ONCE = 5000


def estimate_releases(session: AnySession) -> int:
    """Estimate every release that the present version of the method has not estimated; return how many were.

    Two tickers at the same time do no harm: the first to commit has done it.
    """
    done = set(session.scalars(select(Estimation.period_id).where(Estimation.method == METHOD)))
    estimated = 0
    for region_id in session.scalars(select(Region.id)).all():
        periods = [each.id for each in released_periods(session, region_id=region_id)]
        if set(periods) - done:
            estimated += _estimate_region(session, periods, done=done)
    return estimated


def _estimate_region(session: AnySession, periods: Sequence[str], *, done: set[str]) -> int:
    """Read the releases of one region once, the oldest first, and estimate those that are still to be done."""
    from app.estimates.group_series import Panels  # Imported only when there is work: the statistics load slowly.

    panels = Panels()
    estimated = 0
    for period in periods:
        panels.add(rows_of(session, period))
        if period not in done:
            _keep(session, panels, period)
            estimated += 1
    return estimated


def _keep(session: AnySession, panels: Panels, period: str) -> None:
    from app.estimates.estimated_figures import figures_of
    from app.estimates.stored_estimates import stored_learnt, stored_rows

    found = figures_of(panels, spread=work_engine())
    rows = stored_rows(found, period_id=period)
    with suppress(IntegrityError), writing(session):
        session.execute(delete(StoredEstimate).where(StoredEstimate.period_id == period))
        session.execute(delete(Estimation).where(Estimation.period_id == period, Estimation.method != METHOD))
        session.execute(insert(Estimation), [{"period_id": period, "method": METHOD, "learnt": stored_learnt(found)}])
        for first in range(0, len(rows), ROWS_AT_ONCE):
            session.execute(insert(StoredEstimate), rows[first : first + ROWS_AT_ONCE])
