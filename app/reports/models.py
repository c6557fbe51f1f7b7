"""Tables of reports that a region composes and publishes. They hold released figures and the region's own sentences."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id


class ReportComposition(Base):
    """How a region composes the report of a period: order of the parts, own sentences by part and language.

    `version`: how often it was saved, so that two people do not overwrite each other unseen.
    """

    __tablename__ = "report_composition"

    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), primary_key=True)
    period_id: Mapped[str] = mapped_column(ForeignKey("release.period_id"), primary_key=True)
    version: Mapped[int]
    order: Mapped[list[str]] = mapped_column(JSON)
    sentences: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)


class PublishedReport(Base):
    """A report as it was published; it is never changed. `replaces`: the report that it corrects.

    `content`: compressed JSON by language, from which pages are made. `digest`: of that JSON and of `replaces`.
    """

    __tablename__ = "published_report"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default=new_id)
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), index=True)
    period_id: Mapped[str] = mapped_column(ForeignKey("release.period_id"))
    published_on: Mapped[date]
    digest: Mapped[str] = mapped_column(String(64))
    replaces: Mapped[str | None] = mapped_column(String(20), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PublishedFile(Base):
    """A PDF of a published report, made once: `name` is such as `report.nl.pdf` or `slides.en.pdf`."""

    __tablename__ = "published_file"

    report_id: Mapped[str] = mapped_column(ForeignKey("published_report.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
