"""The ballots of one poll of a theme round, as `ballot_box.py` opens, counts and destroys them.

Decides which states a poll goes through and what its outcome is. Counts live in memory only; a poll is claimed, counted
and settled in one commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random, SystemRandom
from typing import Any, Final

from sqlalchemy import delete, select, update

from app.db import AnySession, changed_rows, new_id, writing
from app.lifecycle.ballot_box import BoxState, MakeKey, OutcomeDamaged
from app.lifecycle.ballot_reader import BallotReader
from app.programme.holders import holders_of
from app.themes.choosing import MOST_ON_SHORTLIST, outcome, shortlist, support_in, votes_in
from app.themes.models import TITLE_LETTERS, WHY_LETTERS, ThemeProposal, ThemeRound
from app.themes.stages import (
    CHOSEN,
    OPEN_STATE,
    PLANNED,
    REVIEWING,
    SHORTLISTED,
    UNDECIDED,
    Poll,
    opened_late,
    poll_of,
    poll_to_open,
)
from app.themes.theme_ballots import ROOM, ThemeBallot, poll_id

BEFORE: Final[Mapping[Poll, str]] = {"propose": PLANNED, "support": REVIEWING, "vote": SHORTLISTED}
AFTER: Final[Mapping[Poll, str]] = {"propose": REVIEWING, "support": SHORTLISTED, "vote": UNDECIDED}

Contents = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PollBox:
    """The ballots of one poll. Only the demonstration builder passes its own `chance`."""

    round_id: str
    poll: Poll
    chance: Random | None = None
    room: int = ROOM

    @property
    def key_id(self) -> str:
        return poll_id(self.round_id, self.poll)

    @property
    def subject(self) -> str:
        return self.round_id

    def state(self, session: AnySession) -> BoxState:
        found = session.get_one(ThemeRound, self.round_id, populate_existing=True)
        return BoxState(
            public_key=found.public_key,
            counted=found.state not in (BEFORE[self.poll], OPEN_STATE[self.poll]),
            waits_because=found.waiting_because,
        )

    def open(self, session: AnySession, make_key: MakeKey, *, now: datetime) -> bool:
        """Open the poll; False when it is not due.
        Without more proposals than fit in the vote, a poll for support is left out.
        """
        found = _hold(session, self.round_id)
        if poll_to_open(found.state, found.moments, now=now) != self.poll or found.public_key is not None:
            return False
        if self.poll == "support":
            _forget_hidden(found)
            if len(found.shown_proposals) <= MOST_ON_SHORTLIST:
                return _needs_no_support(found)
        found.moments = opened_late(found.moments, self.poll, now=now)
        # Proposals need no key holders, because everybody will read them anyway.
        found.public_key = make_key(None if self.poll == "propose" else holders_of(session, found.programme_id))
        found.state, found.waiting_because = OPEN_STATE[self.poll], None
        return True

    def claim(self, session: AnySession, *, now: datetime) -> bool:
        """Return whether the poll's time is over, so that it can be counted; it changes nothing.

        A poll that waits is tried again.
        """
        session.rollback()
        found = session.get_one(ThemeRound, self.round_id, populate_existing=True)
        return found.state == OPEN_STATE[self.poll] and now >= found.moments.closing(self.poll)

    def count(self, session: AnySession, reader: BallotReader, *, now: datetime) -> bool:  # noqa: ARG002  # A period needs it.
        with writing(session):
            still_open = ThemeRound.id == self.round_id, ThemeRound.state == OPEN_STATE[self.poll]
            after = update(ThemeRound).where(*still_open).values(state=AFTER[self.poll], waiting_because=None)
            if not changed_rows(session, after):
                return False
            own = select(ThemeBallot.sealed).where(ThemeBallot.round_id == self.round_id).order_by(ThemeBallot.name)
            opened = list(reader.contents(session.scalars(own)))
            contents = [content for content, times in opened for _ in range(times)]
            found = session.get_one(ThemeRound, self.round_id, populate_existing=True)
            SETTLE[self.poll](found, contents, self.chance or SystemRandom())
        return True

    def wait(self, session: AnySession, because: str) -> None:
        """Store why the poll could not be counted (only the kind of reason); every later run tries again."""
        running = ThemeRound.state.in_((BEFORE[self.poll], OPEN_STATE[self.poll]))
        waits = update(ThemeRound).where(ThemeRound.id == self.round_id, running)
        session.execute(waits.values(waiting_because=because.partition(":")[0]))

    def read_back(self, session: AnySession) -> None:
        if not self.state(session).counted:
            raise OutcomeDamaged(self.key_id)

    def delete_ballots(self, session: AnySession) -> bool:
        """Delete the ballots; False when a poll is open, because another run may have opened the next one meanwhile."""
        if poll_of(_hold(session, self.round_id).state):
            return False
        session.execute(delete(ThemeBallot).where(ThemeBallot.round_id == self.round_id))
        return True

    def note_destroyed(self, session: AnySession) -> None:
        closed = ThemeRound.state.not_in(OPEN_STATE.values())
        gone = update(ThemeRound).where(ThemeRound.id == self.round_id, closed)
        session.execute(gone.values(public_key=None))


def open_polls(session: AnySession) -> Sequence[PollBox]:
    """Return the polls that accept ballots, or are over and not counted."""
    rounds = select(ThemeRound.id, ThemeRound.state).where(ThemeRound.state.in_(OPEN_STATE.values()))
    found = [(round_id, poll_of(state)) for round_id, state in session.execute(rounds)]
    return [PollBox(round_id, poll) for round_id, poll in found if poll]


def _forget_hidden(found: ThemeRound) -> None:
    """Delete the text of proposals that the programme team took out; only the reason is kept."""
    for each in found.proposals:
        if each.hidden_because is not None:
            each.title, each.why = {}, ""


def _needs_no_support(found: ThemeRound) -> bool:
    """Put all proposals on the shortlist, or end the round without a choice when there are none."""
    for each in found.shown_proposals:
        each.shortlisted = True
    found.support_closes_at = found.support_opens_at
    found.state = SHORTLISTED if found.shown_proposals else UNDECIDED
    return True


def _settle_proposals(found: ThemeRound, contents: Contents, chance: Random) -> None:
    """Store the proposals, all at once, under random ids, which are also their order."""
    texts = [(content.get("title"), content.get("why")) for content in contents]
    made = [
        ThemeProposal(id=new_id(chance.randbytes), title={"": title[:TITLE_LETTERS]}, why=why[:WHY_LETTERS])
        for title, why in texts
        if isinstance(title, str) and isinstance(why, str)
    ]
    found.proposals += sorted(made, key=lambda each: each.id)  # Else a row's place would show its ballot.


def _settle_support(found: ThemeRound, contents: Contents, chance: Random) -> None:
    ids = [each.id for each in found.shown_proposals]
    kept = shortlist(support_in(contents, among=ids), ids, chance=chance)
    for each in found.proposals:
        each.shortlisted = each.id in kept


def _settle_vote(found: ThemeRound, contents: Contents, chance: Random) -> None:
    listed = {each.id: each for each in found.proposals if each.shortlisted}
    chosen = outcome(votes_in(contents, among=list(listed)), listed, min_group=found.min_group, chance=chance)
    for key, each in listed.items():
        each.chosen = key == chosen
    found.state = CHOSEN if chosen else UNDECIDED


SETTLE = {"propose": _settle_proposals, "support": _settle_support, "vote": _settle_vote}


def _hold(session: AnySession, round_id: str) -> ThemeRound:
    """Return the theme round with its row locked until the write ends."""
    held = select(ThemeRound).where(ThemeRound.id == round_id).with_for_update(of=ThemeRound)
    return session.scalars(held.execution_options(populate_existing=True)).one()
