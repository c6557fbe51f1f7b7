"""Tables of the region, organisations, teams and invitations. Must not know any participant."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import PRIVATE, Base


class Region(Base):
    """The region in which a programme measures; it contains organisations."""

    __tablename__ = "region"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))


class Organisation(Base):
    """An employer in the region; `org_type` is an option key of the item `org_type`.

    `closed_on`: the day since which it no longer takes part; periods that open later leave out its teams.
    """

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"))
    org_type: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    closed_on: Mapped[date | None]

    teams: Mapped[list[Team]] = relationship(back_populates="organisation")


class Contact(Base):
    """Somebody to turn to, for the people of one organisation or of the whole region; written down by staff.

    `scope`: the id of that organisation or region (no foreign key: it is one of two). `kind`: see `contacts.KINDS`.
    `name` may be empty; `reach` is a phone number, an e-mail address or an https address, as it was typed.
    """

    __tablename__ = "contact"

    scope: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    reach: Mapped[str] = mapped_column(String(200))


class Team(Base):
    """A team of an organisation, as staff manage it: its name, declared size and planned move.

    `declared_size`: how many people it has according to its organisation, which limits how many can join.
    `next_organisation_id`: where the team belongs from the next period on (no foreign key, so that SQLite can
    add and drop the column in place). `closed_on`: the day since which it no longer takes part.
    """

    __tablename__ = "team"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    declared_size: Mapped[int]
    next_organisation_id: Mapped[str | None] = mapped_column(String(20))
    closed_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(back_populates="teams")


class Invitation(Base):
    """A one-time card (`uses_left` 1) or a shared link; only the hash of its token is stored.

    Nothing tells who used it or when. `places`: for how many people it was made. `expires_on`: the last day
    it works.
    """

    __tablename__ = "invitation"
    __table_args__ = PRIVATE

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    uses_left: Mapped[int]
    places: Mapped[int]
    expires_on: Mapped[date | None]
    revoked: Mapped[bool] = mapped_column(default=False)
