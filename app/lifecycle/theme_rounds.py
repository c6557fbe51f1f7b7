"""Does what is due in theme rounds: opens and closes polls one after another, destroys those that were counted.

Safe to run twice, beside another ticker, or after a crash: `ballot_box.py` handles each poll.
"""

from __future__ import annotations

from datetime import datetime
from random import Random

import structlog
from sqlalchemy import or_, select

from app.db import AnySession
from app.lifecycle.ballot_box import close_box, destroy_counted, give_up, open_box
from app.lifecycle.poll_box import AFTER, PollBox
from app.themes.models import ThemeRound
from app.themes.stages import ADOPTED, CHOSEN, POLLS, RUNNING, STOPPED, poll_of, poll_to_open
from app.themes.theme_ballots import poll_id
from app.vault.period_keys import PeriodKeys

log = structlog.get_logger()

COUNTED = {**{state: poll for poll, state in AFTER.items()}, CHOSEN: "vote", ADOPTED: "vote"}
"""The poll that was counted last, by the state of the round."""


def run_rounds(session: AnySession, *, now: datetime, keys: PeriodKeys, chance: Random | None = None) -> list[str]:
    """Do everything that is due in every theme round; return the ids of rounds stopped by an unwritable keys folder.

    Only the demonstration builder passes its own `chance`.
    """
    session.rollback()
    unfinished, stopped = or_(ThemeRound.state.in_(RUNNING), ThemeRound.public_key.is_not(None)), []
    for round_id in session.scalars(select(ThemeRound.id).where(unfinished)).all():
        try:
            while _step(session, round_id, now=now, keys=keys, chance=chance):
                pass
        except OSError as fault:
            session.rollback()
            log.error("theme.keys_folder", round=round_id, error=type(fault).__name__)
            stopped.append(round_id)
    return stopped


def poll_box(session: AnySession, round_id: str) -> PollBox | None:
    """Return the poll of a theme round that accepts ballots, or is over and not counted; None when there is none."""
    poll = poll_of(session.get_one(ThemeRound, round_id, populate_existing=True).state)
    return PollBox(round_id, poll) if poll else None


def _step(session: AnySession, round_id: str, *, now: datetime, keys: PeriodKeys, chance: Random | None) -> bool:
    """Do the next thing that is due in a round; False when nothing is."""
    found = session.get_one(ThemeRound, round_id, populate_existing=True)
    if poll := poll_of(found.state):
        return close_box(session, PollBox(round_id, poll, chance), keys=keys, now=now) == "counted"
    if found.public_key is not None:
        _destroy(session, found, keys=keys)
        return True
    poll = poll_to_open(found.state, found.moments, now=now)
    return poll is not None and open_box(session, PollBox(round_id, poll), keys=keys, now=now)


def _destroy(session: AnySession, found: ThemeRound, *, keys: PeriodKeys) -> None:
    """Destroy ballots and key of the poll that was counted, or that was open when the round was stopped."""
    round_id = found.id
    if found.state != STOPPED:
        destroy_counted(session, PollBox(round_id, COUNTED[found.state]), keys=keys)
        return
    with_key = [poll for poll in POLLS if keys.exists(poll_id(round_id, poll))]
    for poll in with_key or POLLS[:1]:
        give_up(session, PollBox(round_id, poll), keys=keys)
