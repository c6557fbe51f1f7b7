"""A theme round in the demonstration region: proposals were made and supported, and the vote is open now.

Decides by chance who proposes and votes what, never how: people submit through the service of the theme pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.clock import REGION_TIME
from app.content.reading import read_yaml_with_lines, validated
from app.db import AnySession, writing
from app.demo.life import Member
from app.demo.outline import demonstrations
from app.lifecycle.theme_rounds import run_rounds
from app.programme.models import Programme
from app.themes.choosing import MOST_ON_SHORTLIST, MOST_SUPPORTED, NONE
from app.themes.models import ThemeProposal, ThemeRound
from app.themes.rounds import begin_round, listed, take_out
from app.themes.stages import POLLS, Poll, moments_of, usual_days
from app.themes.theme_ballots import hand_in, poll_id
from app.vault.counted_marks import forget_marks
from app.vault.period_keys import PeriodKeys

BEGUN_AGO = timedelta(days=33)  # With the usual days the vote is then half-way.
LEAST_WAVES = 2  # With fewer waves the region has no theme round yet.
SUPPORTING, VOTED = 0.6, 0.3  # The shares of people who support proposals and who vote.


class _RoundPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProposalOutline(_RoundPart):
    """A proposal for a theme; `taken_out`: why the programme team removed it, empty when it did not."""

    title: str
    why: str
    weight: int = Field(ge=1)
    taken_out: str = ""


class ThemeOutline(_RoundPart):
    """All proposals of the demonstration's theme round: more than a shortlist holds, so that people support some."""

    proposals: tuple[ProposalOutline, ...] = Field(min_length=MOST_ON_SHORTLIST + 1)


@lru_cache
def read_proposals(questionnaire: str) -> tuple[ProposalOutline, ...]:
    """Read the proposals for themes from their content file. Raises ContentFault."""
    return validated(read_yaml_with_lines(demonstrations()[questionnaire] / "themes.yaml"), ThemeOutline).proposals


class ThemeStory:
    """Plays one theme round in the demonstration region: proposals and support, up to a vote that is open."""

    def __init__(self, session: AnySession, programme: Programme, *, keys: PeriodKeys, draws: Random) -> None:
        self._session = session
        self._programme = programme
        self._keys = keys
        self._draws = draws
        self._proposals = read_proposals(programme.instrument_key)

    def tell(self, members: Sequence[Member], *, now: datetime) -> str:
        """Play the theme round up to `now` with these participants, and return the round's id."""
        begins = now - BEGUN_AGO
        today = begins.astimezone(REGION_TIME).date()
        moments = moments_of(usual_days(today), today=today)
        with writing(self._session):
            made = begin_round(self._session, self._programme, moments=moments, random_bytes=self._draws.randbytes)
            round_id = made.id
        for poll in POLLS:
            forget_marks(self._keys.folder, poll_id(round_id, poll))
            self._keys.destroy(poll_id(round_id, poll))  # A vote that was still open in an earlier demonstration.
        self._run(begins)
        writers = self._draws.sample(members, min(len(members), len(self._proposals)))
        texts = [{"title": each.title, "why": each.why} for each in self._proposals]
        self._hand_in(round_id, "propose", zip(writers, texts, strict=False), now=begins)
        self._run(moments.propose_closes)
        self._take_out(round_id)
        self._run(moments.support_opens)
        supporters = self._some(members, SUPPORTING)
        self._hand_in(round_id, "support", self._each(round_id, supporters, self._support), now=moments.support_opens)
        self._run(moments.support_closes)
        voters = self._some(members, VOTED)
        self._hand_in(round_id, "vote", self._each(round_id, voters, self._vote), now=moments.support_closes)
        self._run(now)
        return round_id

    def _run(self, moment: datetime) -> None:
        run_rounds(self._session, now=moment, keys=self._keys, chance=self._draws)

    def _hand_in(
        self, round_id: str, poll: Poll, handed_in: Iterable[tuple[Member, dict[str, Any]]], *, now: datetime
    ) -> None:
        with writing(self._session):
            for member, content in handed_in:
                hand_in(self._session, member.keys, round_id=round_id, poll=poll, content=content, now=now)

    def _take_out(self, round_id: str) -> None:
        reasons = {each.title: each.taken_out for each in self._proposals if each.taken_out}
        with writing(self._session):
            found = self._session.get_one(ThemeRound, round_id)
            for each in found.proposals:
                if reason := reasons.get(each.title.get("", "")):
                    take_out(self._session, found, each.id, because=reason)

    def _some(self, members: Sequence[Member], share: float) -> list[Member]:
        return self._draws.sample(members, round(len(members) * share))

    def _each(
        self, round_id: str, people: Iterable[Member], choose: Callable[[list[str]], dict[str, Any]]
    ) -> list[tuple[Member, dict[str, Any]]]:
        """Return what each of these people chooses; a proposal is drawn in proportion to its weight."""
        weights = {each.title: each.weight for each in self._proposals}
        proposals: list[ThemeProposal] = listed(self._session.get_one(ThemeRound, round_id, populate_existing=True))
        liked = [each.id for each in proposals for _ in range(weights.get(each.title.get("", ""), 3))]
        return [(member, choose(liked)) for member in people]

    def _support(self, liked: list[str]) -> dict[str, Any]:
        return {"s": list(dict.fromkeys(self._draws.choices(liked, k=MOST_SUPPORTED)))}

    def _vote(self, liked: list[str]) -> dict[str, Any]:
        return {"v": self._draws.choice([*liked, NONE])}
