"""Looks up how sure differences are; worked out by `conclusions` when a release is published."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.boards.models import Conclusion
from app.db import AnySession
from app.releases.read import Group

METHOD = 1
"""To be raised when a test changes: every release is then gone over again."""


def known(session: AnySession, group: Group, *, period_id: str) -> Mapping[str, float] | None:
    """By `Comparison.key` the p-values of a group's differences; None while they are not worked out yet."""
    return session.scalar(
        select(Conclusion.p_values).where(
            Conclusion.period_id == period_id,
            Conclusion.level == group.level,
            Conclusion.group == group.id,
            Conclusion.method == METHOD,
        )
    )


def concluded(session: AnySession, period_id: str) -> bool:
    """Whether the differences of this release were tested: until then a page about it is not to be kept."""
    tested = select(Conclusion.period_id).where(Conclusion.period_id == period_id, Conclusion.method == METHOD)
    return session.scalar(tested.limit(1)) is not None
