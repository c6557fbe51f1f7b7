"""Tables of estimated shares, stored per release; they follow from published figures alone."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Estimation(Base):
    """A release that was estimated. `method`: the version of the method; `learnt`: its hyperparameters.

    Per level and item: indices of the spread between groups, its uncertainty, the steadiness, and its probability.
    """

    __tablename__ = "estimation"

    period_id: Mapped[str] = mapped_column(ForeignKey("release.period_id"), primary_key=True)
    method: Mapped[int]
    learnt: Mapped[list[tuple[str, str, int, int, int, int]]] = mapped_column(JSON)


class StoredEstimate(Base):
    """One estimated share 0…1 of one group, with its 95 % interval.

    `above_reference`, `above_before`: the probability of lying above the region, and above the group's own last figure;
    None where there is nothing to compare with. `gap`, `movement`: their grades (`app.statistics.grades`).
    """

    __tablename__ = "estimate"

    period_id: Mapped[str] = mapped_column(ForeignKey("estimation.period_id"), primary_key=True)
    level: Mapped[str] = mapped_column(String(12), primary_key=True)
    group: Mapped[str] = mapped_column(String(64), primary_key=True)
    item: Mapped[str] = mapped_column(String(140), primary_key=True)
    option: Mapped[str] = mapped_column(String(140), primary_key=True)
    share: Mapped[float]
    lower: Mapped[float]
    upper: Mapped[float]
    above_reference: Mapped[float | None]
    above_before: Mapped[float | None]
    gap: Mapped[str] = mapped_column(String(8))
    movement: Mapped[str] = mapped_column(String(8))
