"""A theme round in the small region, and what people do in it, day by day."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db, writing
from app.lifecycle.theme_rounds import run_rounds
from app.participants.service import Joined
from app.programme.models import Programme
from app.themes.choosing import NONE
from app.themes.models import ThemeProposal, ThemeRound
from app.themes.rounds import begin_round
from app.themes.stages import Poll, moments_of, usual_days
from app.themes.theme_ballots import hand_in, poll_id
from app.vault.period_keys import PeriodKeys
from tests.boards.visitors import Visitors
from tests.conftest import SetClock
from tests.region import START, SmallRegion

DAYS = usual_days(date(2026, 3, 2))
HOUR = timedelta(hours=1)
MOMENTS = moments_of(DAYS, today=date(2026, 3, 2))
IN_REVIEW = MOMENTS.propose_closes + HOUR
IN_SUPPORT = MOMENTS.support_opens + HOUR
IN_VOTE = MOMENTS.support_closes + HOUR
AFTERWARDS = MOMENTS.vote_closes + HOUR
TITLES = ("Working with schools", "Waiting lists", "New colleagues", "Paperwork", "Safety at home", "Being heard")


class Story:
    """A round from its beginning; `everybody` in the order they joined, twenty-four people."""

    def __init__(self, region: SmallRegion, set_clock: SetClock) -> None:
        self.region = region
        self.now = START
        self._set_clock = set_clock
        self.everybody = [person for people in region.people.values() for person in people]
        self.programme_id = db.session.scalars(select(Programme.id)).one()
        with writing(db.session):
            programme = db.session.get_one(Programme, self.programme_id)
            self.round_id = begin_round(db.session, programme, moments=MOMENTS).id
        self.tick(START)

    @property
    def keys(self) -> PeriodKeys:
        return self.region.keys

    @property
    def round(self) -> ThemeRound:
        return db.session.get_one(ThemeRound, self.round_id, populate_existing=True)

    @property
    def own(self) -> Programme:
        return db.session.get_one(Programme, self.programme_id)

    def tick(self, moment: datetime) -> None:
        """Let it be `moment`, and do what is due."""
        self.at(moment)
        run_rounds(db.session, now=moment, keys=self.keys)

    def at(self, moment: datetime) -> None:
        self.now = moment
        self._set_clock(moment)

    def hand_in(self, person: Joined, poll: Poll, content: dict[str, object]) -> None:
        with writing(db.session):
            hand_in(db.session, person.keys, round_id=self.round_id, poll=poll, content=content, now=self.now)

    def propose(self, titles: Iterable[str] = TITLES) -> None:
        """One person after another proposes one of these."""
        for person, title in zip(self.everybody, titles, strict=False):
            self.hand_in(person, "propose", {"title": title, "why": f"Because of {title.lower()}."})

    def support(self, people: Iterable[Joined], *titles: str) -> None:
        for person in people:
            self.hand_in(person, "support", {"s": [self.id_of(title) for title in titles]})

    def vote(self, people: Iterable[Joined], title: str) -> None:
        """`title` "none": none of these."""
        for person in people:
            self.hand_in(person, "vote", {"v": NONE if title == "none" else self.id_of(title)})

    def to_support(self, titles: Iterable[str] = TITLES) -> Story:
        """Proposals are in, the support has opened."""
        self.propose(titles)
        for moment in (IN_REVIEW, IN_SUPPORT):
            self.tick(moment)
        return self

    def to_vote(self) -> Story:
        """Everybody supported the first three of `TITLES`, the vote has opened."""
        self.to_support().support(self.everybody, *TITLES[:3])
        self.tick(IN_VOTE)
        return self

    def id_of(self, title: str) -> str:
        return next(each.id for each in self.round.proposals if title in each.title.values())

    def titles(self, *, shortlisted: bool | None = None) -> set[str]:
        wanted = select(ThemeProposal).where(ThemeProposal.round_id == self.round_id)
        found = db.session.scalars(wanted.execution_options(populate_existing=True))
        kept = [each for each in found if shortlisted in (None, each.shortlisted)]
        return {next(iter(each.title.values()), "") for each in kept}

    def has_key(self, poll: Poll) -> bool:
        return self.keys.exists(poll_id(self.round_id, poll))

    def browser(self, person: Joined, *, language: str = "en") -> FlaskClient:
        client = self.region.signed_in(person)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        return client

    def lead(self) -> FlaskClient:
        """A browser of the region's programme team, in English; a session of staff ends after some hours."""
        client = Visitors(self.region).browser("region_lead")
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client


class Quiet(random.SystemRandom):
    """Chance that never adds or takes away a vote: the noise is drawn with `randrange` alone."""

    def randrange(self, start: int, *_others: int | None) -> int:
        return start - 1


@pytest.fixture(autouse=True)
def without_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole rounds are about days, ballots and keys; what the noise does, `test_votes_stay_secret.py` shows."""
    monkeypatch.setattr("app.lifecycle.poll_box.SystemRandom", Quiet)


@pytest.fixture
def story(region: SmallRegion, set_clock: SetClock) -> Story:
    """A round that takes proposals."""
    return Story(region, set_clock)


@pytest.fixture
def any_story(any_region: SmallRegion, set_clock: SetClock) -> Story:
    """The same on both databases."""
    return Story(any_region, set_clock)
