"""The table of other regions' releases that were imported as a reference: public figures, as they were published."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class ForeignRelease(Base):
    """The public tables of one period of another region, imported by an operator.
    `digest`: the one that the other region published; the rows were checked against it.

    `rows`: the release CSV of the region and its kinds of organisation, as it was imported. `instrument_key`: the
    questionnaire in whose words it is shown.
    """

    __tablename__ = "foreign_release"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    region_name: Mapped[str] = mapped_column(String(120))
    period: Mapped[str] = mapped_column(String(20))
    instrument_key: Mapped[str] = mapped_column(String(40))
    taken_on: Mapped[date]
    rows: Mapped[str] = mapped_column(Text)
