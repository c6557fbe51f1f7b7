"""A remarks box in the small region, and what people do with it, period by period."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db, writing
from app.participants.service import Joined
from app.programme.models import Programme
from app.remarks.kept_remarks import KEPT_DAYS, kept_key
from app.remarks.models import RemarksOfPeriod
from app.remarks.remark_envelopes import RemarkEnvelope, hand_in_remark, remarks_key
from tests.boards.visitors import Visitors
from tests.conftest import SetClock
from tests.region import FORTNIGHT, START, SmallRegion

OPENS = START + 2 * FORTNIGHT
"""When the second period opens, the first with a box: the programme asked for it meanwhile."""
CLOSES = START + 4 * FORTNIGHT
GONE = CLOSES + KEPT_DAYS + timedelta(days=1)
SAID = "The rota of the evening team changes too late, every week again."


class BoxStory:
    """The remarks of one period, from the moment that its box opens."""

    def __init__(self, region: SmallRegion, set_clock: SetClock) -> None:
        self.region = region
        self._set_clock = set_clock
        self.everybody = [person for people in region.people.values() for person in people]
        self.ask()
        self.tick(OPENS)
        self.period_id = region.wave(OPENS).period_id

    def ask(self, *, wanted: bool = True) -> None:
        with writing(db.session):
            self.programme.remarks_box = wanted

    @property
    def programme(self) -> Programme:
        return db.session.scalars(select(Programme)).one()

    @property
    def box(self) -> RemarksOfPeriod:
        return db.session.get_one(RemarksOfPeriod, self.period_id, populate_existing=True)

    def tick(self, moment: datetime) -> None:
        """Let it be `moment`, and do all that is due."""
        self.now = moment
        self._set_clock(moment)
        self.region.tick(moment)

    def write(self, person: Joined, text: str = SAID) -> None:
        with writing(db.session):
            hand_in_remark(db.session, person.keys, period_id=self.period_id, text=text, now=self.now)

    def everybody_writes(self) -> None:
        for number, person in enumerate(self.everybody):
            self.write(person, f"{SAID} ({number})")

    def envelopes(self) -> dict[bytes, bytes]:
        db.session.rollback()
        return {row.name: row.sealed for row in db.session.scalars(select(RemarkEnvelope))}

    def keys_there(self) -> set[str]:
        return {
            each for each in (remarks_key(self.period_id), kept_key(self.period_id)) if self.region.keys.exists(each)
        }

    def browser(self, person: Joined | None = None) -> FlaskClient:
        client = self.region.signed_in(person or self.region.participant)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    def staff(self, name: str = "region_lead") -> FlaskClient:
        client = Visitors(self.region).browser(name)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    @property
    def reading_page(self) -> str:
        return f"/programme/{self.programme.id}/remarks"


@pytest.fixture
def remarks(region: SmallRegion, set_clock: SetClock) -> BoxStory:
    """A box that takes remarks."""
    return BoxStory(region, set_clock)


@pytest.fixture
def any_remarks(any_region: SmallRegion, set_clock: SetClock) -> BoxStory:
    """The same on both databases."""
    return BoxStory(any_region, set_clock)
