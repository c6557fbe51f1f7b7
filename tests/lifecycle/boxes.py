"""A box of sealed ballots, of a period or of a poll, and what is done to it, in the same words for both."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from app.answering.models import Ballot
from app.db import db, writing
from app.jobs import Done
from app.lifecycle.ballot_box import BallotBox, Outcome, close_box, give_up
from app.lifecycle.period_box import PeriodBox
from app.lifecycle.poll_box import PollBox
from app.lifecycle.remark_box import RemarkBox
from app.lifecycle.remark_rounds import give_up_remarks
from app.programme.models import Period, Programme
from app.releases.models import Release
from app.remarks.models import ROOM as REMARK_ROOM
from app.remarks.models import Remark, RemarksOfPeriod
from app.remarks.remark_envelopes import RemarkEnvelope, RemarksClosed, hand_in_remark, has_written
from app.themes.models import ThemeProposal, ThemeRound
from app.themes.rounds import begin_round, stop
from app.themes.stages import moments_of, usual_days
from app.themes.theme_ballots import ROOM, PollClosed, ThemeBallot, hand_in, own_name
from app.vault.ballot_seal import BallotSealer
from app.vault.period_keys import PeriodKeys
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion

MOMENTS = moments_of(usual_days(STARTS_ON), today=STARTS_ON)


@dataclass
class BoxOfPeriod:
    """The region's first period, which stands open."""

    region: SmallRegion
    over = START + 2 * FORTNIGHT
    rows = Ballot

    def __post_init__(self) -> None:
        self.subject = self.region.wave().period_id

    def fill(self) -> None:
        for person in (person for people in self.region.people.values() for person in people):
            self.region.answer(person, {"professional_space": "sufficient", "work_enjoyment": 7})

    def keep_key_for_days(self) -> None:
        """Days of grace, so that the key outlives the count."""
        with writing(db.session):
            db.session.get_one(Period, self.subject).grace_days = 14

    def takes_ballots(self) -> bool:
        late = self.region.people["south"][0]
        wave = self.region.wave
        try:
            wave()
        except AssertionError:
            return False
        return self.region.answer(late, {"professional_space": "sufficient"}, submission="late").counted

    def box(self) -> BallotBox:
        return PeriodBox(self.subject, by_hand=True)

    def waits_because(self) -> str | None:
        return db.session.get_one(Period, self.subject, populate_existing=True).waiting_because

    def outcomes(self) -> list[object]:
        return list(db.session.scalars(select(Release.digest)))

    def abandon(self) -> None:
        """As `peil period give-up` does for one that waits."""
        give_up(db.session, self.box(), keys=self.region.keys)


@dataclass
class BoxOfPoll:
    """The proposals of a theme round, which stands open."""

    region: SmallRegion
    over = MOMENTS.propose_closes + timedelta(hours=1)
    rows = ThemeBallot

    def __post_init__(self) -> None:
        with writing(db.session):
            programme = db.session.scalars(select(Programme)).one()
            self.subject = begin_round(db.session, programme, moments=MOMENTS).id
        self.region.tick(START)

    def fill(self) -> None:
        """A hundred and twenty ballots, more than the region has people."""
        found = db.session.get_one(ThemeRound, self.subject, populate_existing=True)
        assert found.public_key
        sealer = BallotSealer(found.public_key, room=ROOM)
        with writing(db.session):
            for number in range(120):
                sealed = sealer.seal({"title": f"Theme {number}", "why": ""})
                db.session.add(ThemeBallot(name=os.urandom(32), round_id=self.subject, sealed=sealed))

    def keep_key_for_days(self) -> None:
        """A poll has no days of grace."""

    def takes_ballots(self) -> bool:
        try:
            with writing(db.session):
                late = {"title": "Late", "why": ""}
                keys = self.region.participant.keys
                hand_in(db.session, keys, round_id=self.subject, poll="propose", content=late, now=START)
        except PollClosed:
            return False
        return db.session.get(ThemeBallot, own_name(keys, round_id=self.subject, poll="propose")) is not None

    def box(self) -> BallotBox:
        return PollBox(self.subject, "propose")

    def waits_because(self) -> str | None:
        return db.session.get_one(ThemeRound, self.subject, populate_existing=True).waiting_because

    def outcomes(self) -> list[object]:
        made = select(ThemeProposal.title).where(ThemeProposal.round_id == self.subject, ThemeProposal.block.is_(None))
        return list(db.session.scalars(made.order_by(ThemeProposal.id)))

    def abandon(self) -> None:
        """As the programme team does by stopping the round; the next tick throws away what was handed in."""
        with writing(db.session):
            found = db.session.get_one(ThemeRound, self.subject, populate_existing=True)
            stop(db.session, found, because="Lost.")
        self.region.tick(self.over)


@dataclass
class BoxOfRemarks:
    """The remarks of the region's first period, which stands open."""

    region: SmallRegion
    over = START + 2 * FORTNIGHT
    rows = RemarkEnvelope

    def __post_init__(self) -> None:
        self.period_id = self.region.wave().period_id
        with writing(db.session):
            db.session.add(RemarksOfPeriod(period_id=self.period_id))
        self.region.tick(START)
        self.subject = f"remarks-{self.period_id}"

    def fill(self) -> None:
        """A hundred and twenty remarks, more than the region has people."""
        found = db.session.get_one(RemarksOfPeriod, self.period_id, populate_existing=True)
        assert found.public_key
        sealer = BallotSealer(found.public_key, room=REMARK_ROOM)
        with writing(db.session):
            for number in range(120):
                sealed = sealer.seal({"remark": f"Remark {number}"})
                db.session.add(RemarkEnvelope(name=os.urandom(32), period_id=self.period_id, sealed=sealed))

    def keep_key_for_days(self) -> None:
        """A remarks box has no days of grace."""

    def takes_ballots(self) -> bool:
        keys = self.region.participant.keys
        try:
            with writing(db.session):
                hand_in_remark(db.session, keys, period_id=self.period_id, text="Late", now=START)
        except RemarksClosed:
            return False
        return has_written(db.session, keys, period_id=self.period_id)

    def box(self) -> BallotBox:
        return RemarkBox(self.period_id, self.region.keys)

    def waits_because(self) -> str | None:
        return db.session.get_one(RemarksOfPeriod, self.period_id, populate_existing=True).waiting_because

    def outcomes(self) -> list[object]:
        return list(db.session.scalars(select(Remark.id).where(Remark.period_id == self.period_id)))

    def abandon(self) -> None:
        """As `peil remarks give-up` does."""
        give_up_remarks(db.session, RemarkBox(self.period_id, self.region.keys))


class FilledBox:
    """A box with more than a hundred ballots; `tick` does whatever is due, as the server does every minute."""

    def __init__(self, own: BoxOfPeriod | BoxOfPoll | BoxOfRemarks) -> None:
        self.own = own
        self.region = own.region
        self.subject = own.subject
        self.over = own.over
        own.fill()

    @property
    def keys(self) -> PeriodKeys:
        return self.region.keys

    @property
    def key_id(self) -> str:
        return self.own.box().key_id

    @property
    def key_file(self) -> Path:
        return self.keys.folder / f"{self.key_id}.key"

    def tick(self, moment: datetime) -> Done:
        return self.region.tick(moment)

    def concerns(self, moment: datetime) -> set[str]:
        """Kinds of what waits about this box after a tick."""
        return {each.kind for each in self.tick(moment).concerns if each.subject == self.subject}

    def close(self, *, brought: Mapping[int, str] | None = None, leave_unopened: bool = False) -> Outcome:
        """As a person does it by hand."""
        given = {"now": self.over, "keys": self.keys, "brought": brought, "leave_unopened": leave_unopened}
        return close_box(db.session, self.own.box(), **given)  # type: ignore[arg-type]  # One set of arguments.

    def ballots(self) -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(self.own.rows)) or 0

    def spoil(self, number: int) -> None:
        """Damage so many ballots."""
        rows = self.own.rows
        names = list(db.session.scalars(select(rows.name).limit(number)))
        with writing(db.session):
            db.session.execute(update(rows).where(rows.name.in_(names)).values(sealed=b"\0" * 816))
