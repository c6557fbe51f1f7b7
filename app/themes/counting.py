"""What is due in theme rounds: polls open and close, ballots are opened once and counted, keys are destroyed.

The one door between sealed ballots and what everybody may read. Counts live in memory only. Safe to run twice, beside
another ticker, or after a crash: a poll is claimed and counted in one commit. Its ballots and its key go only after
that, once the outcome was read back, and a mark stays beside the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random, SystemRandom
from typing import Any

import structlog
from sqlalchemy import delete, or_, select, update

from app.db import AnySession, changed_rows, new_id, writing
from app.programme.holders import holders_of
from app.themes.choosing import MOST_ON_SHORTLIST, outcome, shortlist, support_in, votes_in
from app.themes.models import TITLE_LETTERS, WHY_LETTERS, ThemeProposal, ThemeRound
from app.themes.stages import (
    CHOSEN,
    OPEN_STATE,
    POLLS,
    REVIEWING,
    RUNNING,
    SHORTLISTED,
    UNDECIDED,
    Poll,
    opened_late,
    poll_of,
    poll_to_open,
)
from app.themes.theme_ballots import ROOM, ThemeBallot, poll_id
from app.vault.ballot_seal import BallotOpener
from app.vault.counted_marks import counted_as, mark_counted
from app.vault.key_files import KeyFileUnreadable
from app.vault.key_fit import KeyDoesNotFit, require_fit
from app.vault.period_keys import HoldersNeeded, PeriodKeyMissing, PeriodKeys
from app.vault.shares import SharesDoNotFit

log = structlog.get_logger()

Contents = list[dict[str, Any] | None]


class PollUnopened(Exception):
    """One ballot of a poll in a hundred or more does not open: its outcome could be false."""


FAULTS: Mapping[type[Exception], str] = {
    PeriodKeyMissing: "key_missing",
    HoldersNeeded: "holders_needed",
    SharesDoNotFit: "wrong_share",
    KeyFileUnreadable: "key_unreadable",
    KeyDoesNotFit: "key_does_not_fit",
    PollUnopened: "ballots_unopened",
}
AFTER: Mapping[Poll, str] = {"propose": REVIEWING, "support": SHORTLISTED, "vote": UNDECIDED}


def run_rounds(session: AnySession, *, now: datetime, keys: PeriodKeys, chance: Random | None = None) -> list[str]:
    """Bring every round to where it stands at `now`; returns those stopped by a folder of keys that cannot be written.

    Only the demonstration builder hands in its own `chance`.
    """
    session.rollback()
    unfinished, stopped = or_(ThemeRound.state.in_(RUNNING), ThemeRound.public_key.is_not(None)), []
    for round_id in session.scalars(select(ThemeRound.id).where(unfinished)).all():
        try:
            while _step(session, round_id, now=now, keys=keys, chance=chance or SystemRandom()):
                pass
        except OSError as fault:
            session.rollback()
            log.error("theme.keys_folder", round=round_id, error=type(fault).__name__)
            stopped.append(round_id)
    return stopped


def close_poll(
    session: AnySession,
    round_id: str,
    *,
    now: datetime,
    keys: PeriodKeys,
    brought: Mapping[int, str] | None = None,
    chance: Random | None = None,
    leave_unopened: bool = False,
) -> bool:
    """Count the poll of this round whose time is over; False when none was counted (`waiting_because` says why).

    `brought`: shares of the poll's key holders, by number. With `leave_unopened` however many ballots do not open.
    """
    found = session.get_one(ThemeRound, round_id, populate_existing=True)
    poll = poll_of(found.state)
    if poll is None or now < found.moments.closing(poll):
        return False
    if counted_as(keys.folder, poll_id(round_id, poll)) is not None:
        return _wait(session, found, "released_before")
    try:
        private_key = require_fit(keys.private(poll_id(round_id, poll), shares=brought), found.public_key)
        opener = BallotOpener(private_key, room=ROOM)
        chance = chance or SystemRandom()
        return _count(session, round_id, poll, opener=opener, chance=chance, leave_unopened=leave_unopened)
    except tuple(FAULTS) as fault:
        return _wait(session, session.get_one(ThemeRound, round_id, populate_existing=True), FAULTS[type(fault)])


def _step(session: AnySession, round_id: str, *, now: datetime, keys: PeriodKeys, chance: Random) -> bool:
    """Do the one thing that is due; False when nothing is."""
    found = session.get_one(ThemeRound, round_id, populate_existing=True)
    if poll_of(found.state):
        return close_poll(session, round_id, now=now, keys=keys, chance=chance)
    if found.public_key is not None:
        return _destroy(session, round_id, keys=keys)
    poll = poll_to_open(found.state, found.moments, now=now)
    if poll and counted_as(keys.folder, poll_id(round_id, poll)) is not None:
        return _wait(session, found, "released_before")
    return poll is not None and _open(session, round_id, poll, now=now, keys=keys)


def _open(session: AnySession, round_id: str, poll: Poll, *, now: datetime, keys: PeriodKeys) -> bool:
    """Make the poll's key and let ballots in; another ticker may have been first."""
    with writing(session):
        found = _hold(session, round_id)
        if poll_to_open(found.state, found.moments, now=now) != poll or found.public_key is not None:
            return True
        if poll == "support":
            _forget_hidden(found)
            if len(found.shown_proposals) <= MOST_ON_SHORTLIST:
                return _needs_no_support(found)
        found.moments = opened_late(found.moments, poll, now=now)
        found.public_key = _public_key(session, found, poll, keys=keys)
        found.state = OPEN_STATE[poll]
    log.info("theme.poll_opened", round=round_id, poll=poll)
    return True


def _forget_hidden(found: ThemeRound) -> None:
    """What the programme team took out, because it named somebody perhaps, is not kept: only the reason is."""
    for each in found.proposals:
        if each.hidden_because is not None:
            each.title, each.why = {}, ""


def _needs_no_support(found: ThemeRound) -> bool:
    """There are no more proposals than the vote has room for: all of them go to it, or nothing does."""
    for each in found.shown_proposals:
        each.shortlisted = True
    found.support_closes_at = found.support_opens_at
    found.state = SHORTLISTED if found.shown_proposals else UNDECIDED
    return True


def _public_key(session: AnySession, found: ThemeRound, poll: Poll, *, keys: PeriodKeys) -> bytes:
    """The key a poll opens with; call only while its row is held and the poll is not open.

    A file of an opening that was cut short is thrown away: nothing was ever sealed to it. Proposals need no
    holders, because everybody is going to read them.
    """
    name = poll_id(found.id, poll)
    keys.destroy(name)
    return keys.make(name, holders=None if poll == "propose" else holders_of(session, found.programme_id))


def _count(
    session: AnySession,
    round_id: str,
    poll: Poll,
    *,
    opener: BallotOpener,
    chance: Random,
    leave_unopened: bool,
) -> bool:
    """Claim, open and settle in one commit; False when another ticker was first. Raises PollUnopened."""
    with writing(session):
        still_open = update(ThemeRound).where(ThemeRound.id == round_id, ThemeRound.state == OPEN_STATE[poll])
        if not changed_rows(session, still_open.values(state=AFTER[poll], waiting_because=None)):
            return False
        own = ThemeBallot.round_id == round_id
        sealed = session.scalars(select(ThemeBallot.sealed).where(own).order_by(ThemeBallot.name))
        contents = list(opener.open_all(sealed))
        if not leave_unopened and contents and 100 * contents.count(None) >= len(contents):
            raise PollUnopened
        found = session.get_one(ThemeRound, round_id, populate_existing=True)
        SETTLE[poll](found, contents, chance)
    log.info("theme.poll_counted", round=round_id, poll=poll)
    return True


def _settle_proposals(found: ThemeRound, contents: Contents, chance: Random) -> None:
    """They appear all at once under random ids, which is also their order."""
    texts = [(content.get("title"), content.get("why")) for content in contents if content]
    made = [
        ThemeProposal(id=new_id(chance.randbytes), title={"": title[:TITLE_LETTERS]}, why=why[:WHY_LETTERS])
        for title, why in texts
        if isinstance(title, str) and isinstance(why, str)
    ]
    found.proposals += sorted(made, key=lambda each: each.id)  # Or the place of a row would tell which ballot it was.


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


def _wait(session: AnySession, found: ThemeRound, why: str) -> bool:
    """Keep, once, why a person has to come; nothing was opened."""
    if found.waiting_because != why:
        with writing(session):
            still = (ThemeRound.id == found.id, ThemeRound.state == found.state)
            session.execute(update(ThemeRound).where(*still).values(waiting_because=why))
        log.info("theme.poll_waits", round=found.id, reason=why)
    return False


def _destroy(session: AnySession, round_id: str, *, keys: PeriodKeys) -> bool:
    """Ballots that a stopped round left, and the keys, while no poll is open. Cut short, the next run does it again."""
    with writing(session):
        found = _hold(session, round_id)
        if poll_of(found.state) or found.public_key is None:
            return True
        session.execute(delete(ThemeBallot).where(ThemeBallot.round_id == round_id))
        for poll in POLLS:
            name = poll_id(round_id, poll)
            if keys.exists(name):
                mark_counted(keys.folder, name, digest="")
            keys.destroy(name)
        found.public_key = None
    log.info("theme.key_destroyed", round=round_id)
    return True


def _hold(session: AnySession, round_id: str) -> ThemeRound:
    """The round as it stands, held until the write ends."""
    held = select(ThemeRound).where(ThemeRound.id == round_id).with_for_update(of=ThemeRound)
    return session.scalars(held.execution_options(populate_existing=True)).one()
