"""Converts all estimates of a release to database rows and back."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import select

from app.db import AnySession
from app.estimates.estimated_figures import EstimatedFigure, EstimatedFigures, place
from app.estimates.model.small_area import Estimate
from app.estimates.models import StoredEstimate
from app.releases.read import rows_of
from app.releases.rules.cells import Withheld
from app.statistics.grades import Grade


def stored_rows(found: EstimatedFigures, *, period_id: str) -> list[dict[str, Any]]:
    """Return a row of `StoredEstimate`, as values by column, for each estimated figure that is not withheld."""
    return [
        {
            "period_id": period_id,
            "level": each.level,
            "group": each.group,
            "item": each.item,
            "option": each.option,
            "share": each.estimate.share,
            "lower": each.estimate.lower,
            "upper": each.estimate.upper,
            "above_reference": each.estimate.above_reference,
            "above_before": each.estimate.above_before,
            "gap": each.gap,
            "movement": each.movement,
        }
        for each in found.figures
        if each.estimate is not None
    ]


def stored_learnt(found: EstimatedFigures) -> list[tuple[str, str, int, int, int, int]]:
    """Return what was learnt about groups as rows for the database: (level, item, and the four fields of `Learnt`)."""
    return [
        (*key, each.spread, each.width, each.steadiness, each.settled) for key, each in sorted(found.learnt.items())
    ]


def figures_of_period(session: AnySession, period_id: str) -> list[EstimatedFigure]:
    """Return every estimated figure of a release in the order of its file, withheld ones included."""
    shown = [
        EstimatedFigure(
            level=each.level,
            group=each.group,
            item=each.item,
            option=each.option,
            estimate=Estimate(each.share, each.lower, each.upper, each.above_reference, each.above_before),
            gap=cast(Grade, each.gap),
            movement=cast(Grade, each.movement),
        )
        for each in session.scalars(select(StoredEstimate).where(StoredEstimate.period_id == period_id))
    ]
    withheld = [
        EstimatedFigure(level=row.level, group=row.group, item=row.item, option=row.option, estimate=None)
        for row in rows_of(session, period_id)
        if row.statistic == "share" and not row.breakdown and isinstance(row.cell, Withheld)
    ]
    return sorted([*shown, *withheld], key=place)
