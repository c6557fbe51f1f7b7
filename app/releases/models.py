"""Tables of what has been published: immutable rows, chained by digest, and the drawings made of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Release(Base):
    """The published tables of one period. `digest`: a hash over all rows (through `root`) and the digest before it.

    `root` None: published before digests had salts; its digest is over one file with all rows.
    """

    __tablename__ = "release"

    period_id: Mapped[str] = mapped_column(ForeignKey("period.id"), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    root: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    published_on: Mapped[date]


class ReleaseLeaf(Base):
    """One group in the hash tree of a release: its hash, and the salt that keeps its rows from being guessed.

    Only who may see the group may see its salt.
    """

    __tablename__ = "release_leaf"

    period_id: Mapped[str] = mapped_column(ForeignKey("release.period_id"), primary_key=True)
    level: Mapped[str] = mapped_column(String(12), primary_key=True)
    group: Mapped[str] = mapped_column(String(64), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    hash: Mapped[str] = mapped_column(String(64))


class ReleaseRow(Base):
    """One figure as it stands in the release's CSV; `place` is its line there."""

    __tablename__ = "release_row"
    __table_args__ = (Index("ix_release_row_group", "period_id", "level", "group"),)

    period_id: Mapped[str] = mapped_column(ForeignKey("release.period_id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(String(12))
    group: Mapped[str] = mapped_column(String(64))
    group_name: Mapped[str] = mapped_column(String(120))
    parent: Mapped[str] = mapped_column(String(64))
    breakdown: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(64))
    item: Mapped[str] = mapped_column(String(140))
    statistic: Mapped[str] = mapped_column(String(12))
    option: Mapped[str] = mapped_column(String(140))
    size_class: Mapped[str] = mapped_column(String(8))
    value: Mapped[float | None]
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    bin_lower: Mapped[float | None]
    bin_upper: Mapped[float | None]
    withheld: Mapped[bool]


class StoredDrawing(Base):
    """The stored SVG of a chart's background, found by a hash of its content; made once, after publication."""

    __tablename__ = "drawing"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    svg: Mapped[str] = mapped_column(Text)
