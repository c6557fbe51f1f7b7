"""Looks up how sure figures and their differences are; worked out by `conclusions` when a release is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.boards.models import Conclusion
from app.db import AnySession
from app.releases.cells import Row
from app.releases.read import Group

METHOD = 2
"""To be raised when a test changes: every release is then gone over again."""


Bounds = tuple[float, float]
"""The 95 % interval of a share, 0…1."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure one group's figures are: p-values by `Comparison.key`, intervals by `figure_key`."""

    p_values: Mapping[str, float]
    intervals: Mapping[str, Bounds]


def figure_key(row: Row) -> str:
    """What tells a share from every other of the same group in the same period."""
    return " ".join(filter(None, (row.breakdown, row.category, row.item, row.option)))


def certainty_of(session: AnySession, groups: Collection[Group], *, period_id: str) -> Mapping[Group, Certainty]:
    """By group how sure its figures are; a group is absent while that is not worked out yet."""
    rows = session.execute(
        select(Conclusion.level, Conclusion.group, Conclusion.p_values, Conclusion.intervals).where(
            Conclusion.period_id == period_id,
            Conclusion.group.in_({each.id for each in groups}),
            Conclusion.method == METHOD,
        )
    )
    found = {(level, group): Certainty(p_values, intervals) for level, group, p_values, intervals in rows}
    return {group: found[group.level, group.id] for group in groups if (group.level, group.id) in found}


def intervals_over_time(
    session: AnySession, group: Group, *, periods: Collection[str]
) -> Mapping[str, Mapping[str, Bounds]]:
    """By period the intervals of one group's figures, as far as they were worked out."""
    rows = session.execute(
        select(Conclusion.period_id, Conclusion.intervals).where(
            Conclusion.period_id.in_(periods),
            Conclusion.level == group.level,
            Conclusion.group == group.id,
            Conclusion.method == METHOD,
        )
    )
    return dict(rows.all())


def concluded(session: AnySession, period_id: str) -> bool:
    """Whether the differences of this release were tested: until then a page about it is not to be kept."""
    tested = select(Conclusion.period_id).where(Conclusion.period_id == period_id, Conclusion.method == METHOD)
    return session.scalar(tested.limit(1)) is not None
