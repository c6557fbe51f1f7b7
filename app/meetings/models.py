"""Tables of what staff write beside figures: agreements, counts of them, reading notes. Never an answer or a name."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id

AGREEMENT_LETTERS = 300
AGREEMENT_STATES = ("open", "done", "dropped")
AUTHOR_ROLES = ("region", "organisation", "team")


class Agreement(Base):
    """What a group decided to do about a construct, with a day to look back on.

    `period_id`: the newest release when it was noted; its figure is the "then" with which later figures are
    compared.
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


class AgreementCount(Base):
    """A construct about which at least `teams` teams (3 or 10) of a group had an open agreement at a release.

    A row without a construct says that the release was counted.
    """

    __tablename__ = "agreement_count"

    period_id: Mapped[str] = mapped_column(ForeignKey("release.period_id"), primary_key=True)
    level: Mapped[str] = mapped_column(String(12), primary_key=True)
    group: Mapped[str] = mapped_column(String(64), primary_key=True)
    construct: Mapped[str] = mapped_column(String(64), primary_key=True)
    teams: Mapped[int]


class Reading(Base):
    """One version of a note on how a group, or the platform, reads a release. Versions are added, never changed.

    `texts`: Markdown by part (`app.meetings.readings.PARTS`) and language; what was left empty is absent.
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
