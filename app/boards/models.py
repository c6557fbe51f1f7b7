"""What groups write beside their figures, and how sure the differences between figures are.

Texts of staff, never an answer, never a name; and conclusions that follow from two published figures.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id

AGREEMENT_LETTERS = 300
AGREEMENT_STATES = ("open", "done", "dropped")
AUTHOR_ROLES = ("region", "organisation", "team")


class Agreement(Base):
    """What a group decided to do about a construct, with a date to look back on.

    `period_id`: the newest release when it was noted; its figure is the "then" beside every later "now".
    """

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint(f"state IN {AGREEMENT_STATES}", name="state"),
        Index("ix_agreement_group", "level", "group"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default=new_id)
    level: Mapped[str] = mapped_column(String(12))
    group: Mapped[str] = mapped_column(String(64))
    period_id: Mapped[str] = mapped_column(ForeignKey("release.period_id"))
    construct: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(String(AGREEMENT_LETTERS))
    agreed_on: Mapped[date]
    look_back_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")


class Reading(Base):
    """One version of how a group, or the platform, reads a release. Versions are added, never changed.

    `texts`: Markdown by part (`app.boards.readings.PARTS`) and language; what was left empty is absent.
    """

    __tablename__ = "reading"
    __table_args__ = (CheckConstraint(f"author_role IN {AUTHOR_ROLES}", name="author_role"),)

    period_id: Mapped[str] = mapped_column(ForeignKey("release.period_id"), primary_key=True)
    level: Mapped[str] = mapped_column(String(12), primary_key=True)
    group: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    author_role: Mapped[str] = mapped_column(String(12))
    written_on: Mapped[date]
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)


class Conclusion(Base):
    """How sure one group's released figures are; it follows from published figures alone.

    `people`: items with the fewest people there can be, as pairs: an item before a value is how stolen files are
    searched for answers. `p_values`: by `Comparison.key`, where two figures differ. `intervals`: by
    `certainty.figure_key`, two shares, 0…1. `method`: how they were computed.
    """

    __tablename__ = "conclusion"

    period_id: Mapped[str] = mapped_column(ForeignKey("release.period_id"), primary_key=True)
    level: Mapped[str] = mapped_column(String(12), primary_key=True)
    group: Mapped[str] = mapped_column(String(64), primary_key=True)
    method: Mapped[int]
    people: Mapped[list[tuple[str, int]]] = mapped_column(JSON)
    p_values: Mapped[dict[str, float]] = mapped_column(JSON)
    intervals: Mapped[dict[str, tuple[float, float]]] = mapped_column(JSON)
