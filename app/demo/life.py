"""The people of the demonstration region: they join, answer, move and leave through the program's own services.

Decides by chance who does what, never how it is done.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.answering.card_help import UNSAID
from app.answering.diary import CARDS, PROFILE
from app.answering.diary_rows import write_entry
from app.answering.service import leave, submit
from app.db import AnySession, writing
from app.demo.scene import Home, Scene
from app.demo.seeded_chance import Chance
from app.demo.simulated_people import Crowd, SimulatedPerson
from app.demo.truth import Truth
from app.instrument.answers import read_form
from app.instrument.installed import instrument_of
from app.mirror.card_notes import ASK_AFTER
from app.organisations.service import invite
from app.participants.service import accounts_of, join, move
from app.programme.models import Wave
from app.vault.codes import PersonalCode
from app.vault.personal_keys import ParticipantKeys

JOIN_PERCENT, LEAVE_PERCENT, MOVE_PERCENT = 1.5, 1.0, 0.7
SAYS_IF_IT_HELPED = 0.06
HELPS = {"yes": 4, "a_bit": 4, "no": 2}
"""How often each is said of a card, by weight: invented, like everything here."""
SPARE = 2  # How many people a team may grow beyond its size at the start.


class FormRefused(Exception):
    """A simulated person filled in a form in a way that a real person could not send."""


@dataclass(slots=True)
class Member:
    """A simulated participant: the person, their code and keys, their team, and how often they answered."""

    person: SimulatedPerson
    code: PersonalCode = field(repr=False)
    keys: ParticipantKeys = field(repr=False)
    home: Home
    next_home: Home
    waves_answered: int = 0
    answered_last: bool = False


class Life:
    """The simulated participants, who join, answer, move and leave through the program's own services."""

    def __init__(self, session: AnySession, scene: Scene, *, crowd: Crowd, chance: Chance) -> None:
        self._session = session
        self._scene = scene
        self._crowd = crowd
        self._chance = chance
        self._random_bytes = chance.random_bytes("codes")
        self._instrument = instrument_of(scene.programme.instrument_key)
        self.members: list[Member] = []
        self.truth = Truth()

    def begin(self, today: date) -> None:
        """Let the first people join, each by an invitation that their team shares."""
        with writing(self._session):
            for home in self._scene.homes:
                token = self.invitation(home, uses=home.size)
                for _ in range(home.size):
                    self._join(home, token, today=today)

    def answer(self, wave: Wave, *, now: datetime, share: float = 1.0) -> None:
        """Let the people who respond to `wave` answer it now, when the fraction `share` (0…1) of its days is over."""
        with writing(self._session):
            for member in self.members:
                member.answered_last = self._crowd.responds(member.person, wave.number, share=share)
                if member.answered_last:
                    self._submit(member, wave, now=now)

    def change(self, period: int, *, today: date) -> None:
        """Let some people leave, move to another team or join, at the end of the period with this number."""
        draws = self._chance.stream("change", period)
        with writing(self._session):
            for member in draws.sample(self.members, self._some(LEAVE_PERCENT)):
                leave(self._session, member.keys)
                self.truth.forget(member.person.number)
                self.members.remove(member)
            for member in draws.sample(self.members, self._some(MOVE_PERCENT)):
                self._move(member, draws)
            for _ in range(self._some(JOIN_PERCENT)):
                self._newcomer(draws, today=today)
        for member in self.members:
            member.home = member.next_home

    def invitation(self, home: Home, *, uses: int, expires_on: date | None = None) -> str:
        """Make an invitation for this team and return its token. Raises TeamIsFull."""
        return invite(
            self._session,
            home.team_id,
            uses=uses,
            accounts=accounts_of(self._session, home.team_id),
            expires_on=expires_on,
            random_bytes=self._random_bytes,
        )

    def _some(self, percent: float) -> int:
        return max(1, round(len(self.members) * percent / 100))

    def _join(self, home: Home, token: str, *, today: date) -> None:
        person = self._crowd.next_person(home.org_type)
        joined = join(self._session, token, today=today, random_bytes=self._random_bytes)
        write_entry(self._session, joined.keys, label=PROFILE, content=person.profile)
        self.members.append(Member(person, joined.code, joined.keys, home, home))

    def _newcomer(self, draws: random.Random, *, today: date) -> None:
        homes = [each for each in self._scene.homes if self._has_room(each)]
        if homes:
            home = draws.choice(homes)
            self._join(home, self.invitation(home, uses=1), today=today)

    def _move(self, member: Member, draws: random.Random) -> None:
        """Move a participant to another team of the same organisation, if one has room."""
        others = [
            home
            for home in self._scene.homes
            if home.organisation_id == member.home.organisation_id
            and home.team_id != member.home.team_id
            and self._has_room(home)
        ]
        if others:
            member.next_home = draws.choice(others)
            move(self._session, member.keys, team_id=member.next_home.team_id)

    def _has_room(self, home: Home) -> bool:
        return sum(member.next_home.team_id == home.team_id for member in self.members) < home.size + SPARE

    def _submit(self, member: Member, wave: Wave, *, now: datetime) -> None:
        items = self._instrument.items_named(wave.items)
        fields = self._crowd.fields(member.person, items, wave=wave.number, leanings=self._leanings(member, wave))
        reading = read_form(items, fields)
        if reading.faults:
            raise FormRefused(f"{wave.id}: {reading.faults}")
        said = self._say_of_cards(member, wave)
        submit(
            self._session,
            member.keys,
            wave_id=wave.id,
            answers=reading.answers,
            submission=f"{wave.id}-{member.person.number}",
            now=now,
        )
        self.truth.note(
            wave.period_id,
            member.person.number,
            team_id=member.home.team_id,
            profile=member.person.profile,
            answers=reading.answers,
            card_help=said,
        )
        member.waves_answered += 1

    def _say_of_cards(self, member: Member, wave: Wave) -> str:
        """Let some people say, before they answer, whether a card they did two waves ago helped; return what."""
        draws = self._chance.stream("cards", member.person.number, wave.number)
        if not self._scene.done_cards or wave.number <= ASK_AFTER + 1 or draws.random() >= SAYS_IF_IT_HELPED:
            return UNSAID
        asked_in = wave.number - 1
        (said,) = draws.choices(tuple(HELPS), weights=tuple(HELPS.values()))
        note = {"state": "done", "wave": None, "done_in": asked_in - ASK_AFTER, "helped": said, "helped_in": asked_in}
        write_entry(self._session, member.keys, label=CARDS, content={draws.choice(self._scene.done_cards): note})
        return said

    def _leanings(self, member: Member, wave: Wave) -> Mapping[str, float]:
        """Return how this member's team and the region's trend shift answers, per item, in standard deviations."""
        trends = {item: rate * (wave.number - 1) for item, rate in self._scene.trends.items()}
        team = member.home.leanings
        return {item: team.get(item, 0.0) + trends.get(item, 0.0) for item in {*team, *trends}}
