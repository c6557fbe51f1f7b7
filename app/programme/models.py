"""Tables of a programme with its periods and waves, and the snapshot of the region when a period opens."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.db import Base, UtcDateTime
from app.protection import USUAL_COLLUDERS, USUAL_GROUP

PERIOD_STATES = ("planned", "open", "closing", "waiting", "released")
PULSE, FULL = "pulse", "full"


class Programme(Base):
    """A region's running survey: which questionnaire, from when, in what rhythm, with which disclosure control.

    Periods and waves from `first_period` and `first_wave` on follow from `starts_on`; earlier ones stand as
    they were planned then. `open_days`: how long a wave can be answered; None: until the next one opens.
    `skips_free_days`: waves do not open or close in a weekend or on a holiday. `theme`: a key of the
    questionnaire's themes; None: its present one. `paused`: nothing new is planned; what is open runs to its
    end. `anchors`: keys of the items that every wave asks; None: those of the questionnaire.
    `school_holidays`: a key of `SCHOOL_REGIONS`, in whose holidays no wave opens; None: they count as any day.
    `skipped`: days (ISO) on which a slot begins that somebody took the wave out of.
    `holders_needed`: how many of its `KeyHolder`s bring a share to close a period; None: periods close by
    themselves. `remarks_box`: each period opens with a box in which participants write to the programme team.
    """

    __tablename__ = "programme"
    __table_args__ = (
        CheckConstraint("min_group >= 2 * colluders + 3 AND colluders >= 1", name="protection"),
        CheckConstraint("grace_days BETWEEN 0 AND 14", name="grace"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"))
    instrument_key: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    wave_days: Mapped[int] = mapped_column(default=14)
    waves_per_period: Mapped[int] = mapped_column(default=2)
    items_per_wave: Mapped[int] = mapped_column(default=5)
    min_group: Mapped[int] = mapped_column(default=USUAL_GROUP)
    colluders: Mapped[int] = mapped_column(default=USUAL_COLLUDERS)
    grace_days: Mapped[int] = mapped_column(default=0)
    holders_needed: Mapped[int | None]
    remarks_box: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(120), default="")
    first_period: Mapped[int] = mapped_column(default=1)
    first_wave: Mapped[int] = mapped_column(default=1)
    open_days: Mapped[int | None]
    skips_free_days: Mapped[bool] = mapped_column(default=False)
    theme: Mapped[str | None] = mapped_column(String(64))
    paused: Mapped[bool] = mapped_column(default=False)
    anchors: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    school_holidays: Mapped[str | None] = mapped_column(String(10))
    skipped: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))


class KeyHolder(Base):
    """A person who will hold a share of the key of each period that opens from now on; ordered by `place`, from 0.

    `recipient`: the age address for which a share is encrypted. `email`: the staff account that brings it on
    a page, or empty.
    """

    __tablename__ = "key_holder"

    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), default="")


class Period(Base):
    """The waves that are published together. Its minimum group is fixed when it is planned and never lowered.

    States: planned → open → closing → released. `waiting`: a person must look; `waiting_because` is a kind of
    `app/programme/concerns.py`, and after a colon what was found. `destroyed`: ballots and key are gone.
    `plan_digest`: the counting plan it opened with; None before that. `key_holders`: who was promised at its
    opening, `{"needed": 2, "names": […]}`; None: nobody. `draft_key`: with it participants' unsent drafts are
    encrypted, inside their own diaries; None before the period opens and from its closing on.
    """

    __tablename__ = "period"
    __table_args__ = (
        CheckConstraint(f"state IN {PERIOD_STATES}", name="state"),
        CheckConstraint("min_group >= 2 * colluders + 3 AND colluders >= 1", name="protection"),
        CheckConstraint("grace_days BETWEEN 0 AND 14", name="grace"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    number: Mapped[int]
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="planned")
    min_group: Mapped[int]
    colluders: Mapped[int]
    grace_days: Mapped[int] = mapped_column(default=0)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    draft_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    destroyed: Mapped[bool] = mapped_column(default=False)
    waiting_because: Mapped[str | None] = mapped_column(String(2000))
    plan_digest: Mapped[str | None] = mapped_column(String(64))
    key_holders: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    programme: Mapped[Programme] = relationship(lazy="joined", innerjoin=True)
    waves: Mapped[list[Wave]] = relationship(back_populates="period", order_by="Wave.number")

    @property
    def items(self) -> tuple[str, ...]:
        """Return the keys of all items asked in this period, in the order first asked."""
        return tuple(dict.fromkeys(key for wave in self.waves for key in wave.items))


class Wave(Base):
    """The questions (`items`) that can be answered from `opens_at` until just before `closes_at`.

    `kind`: `pulse`, the short form; or `full`, a survey with all items that is a period of its own. `dated_at`: when
    its days were last set, by which a calendar tells a moved day from the one before.
    """

    __tablename__ = "wave"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    period_id: Mapped[str] = mapped_column(ForeignKey("period.id"), index=True)
    number: Mapped[int]
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    items: Mapped[list[str]] = mapped_column(JSON)
    kind: Mapped[str] = mapped_column(String(8), default=PULSE)
    dated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: clock.now())  # noqa: PLW0108  # A lambda, so that tests can set the clock.

    period: Mapped[Period] = relationship(back_populates="waves", lazy="joined", innerjoin=True)

    def state(self, now: datetime) -> str:
        """Return `planned`, `open` or `closed` at `now`; open from `opens_at` on, closed from `closes_at` on."""
        if now < self.opens_at:
            return "planned"
        return "open" if now < self.closes_at else "closed"


@event.listens_for(Wave, "before_update")
def _note_moved_days(_mapper: object, _connection: object, wave: Wave) -> None:
    """Note the moment at which a wave's days are changed; it runs on every update, so no caller can forget it."""
    days = inspect(wave).attrs
    if days.opens_at.history.has_changes() or days.closes_at.history.has_changes():
        wave.dated_at = clock.now()


class CountingPlan(Base):
    """A questionnaire as it stood when a period opened (items, options, favourable sides, routing), by its digest.

    Whoever checks a release later reads what it was counted by. Compressed: a search through a stolen file
    for the words of an answer finds answers or nothing (tests/attacks/test_thief.py), and not the
    questionnaire.
    """

    __tablename__ = "counting_plan"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class QuestionnaireDraft(Base):
    """A questionnaire that a programme team is writing on a page; `content`: JSON, compressed like a counting plan."""

    __tablename__ = "questionnaire_draft"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PublishedQuestionnaire(Base):
    """One version of a draft that programmes can ask; it never changes. `digest`: the one of its counting plan.

    `draft_id`: of the draft it was made from; no foreign key, because a draft can be thrown away.
    """

    __tablename__ = "published_questionnaire"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    draft_id: Mapped[str] = mapped_column(String(20), index=True)
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id"), index=True)
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    published_on: Mapped[date]


class SnapshotRow(Base):
    """One team as it stood when the period opened; figures are never regrouped afterwards."""

    __tablename__ = "snapshot"

    period_id: Mapped[str] = mapped_column(ForeignKey("period.id"), primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), primary_key=True)
    team_name: Mapped[str] = mapped_column(String(120))
    organisation_id: Mapped[str] = mapped_column(String(20))
    organisation_name: Mapped[str] = mapped_column(String(120))
    org_type: Mapped[str] = mapped_column(String(40))
