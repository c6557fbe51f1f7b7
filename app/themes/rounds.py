"""Rounds as staff run them and everybody reads them: begin, take out a proposal, stop, adopt. Callers commit.

Must not know ballots: nothing here can tell whether anybody handed in anything.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from app.db import AnySession, new_id
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument
from app.organisations.models import Region
from app.programme.concerns import mended
from app.programme.models import Programme
from app.programme.plan_changes import change_plan
from app.programme.programme_plan import plan_of
from app.themes.models import ThemeProposal, ThemeRound
from app.themes.stages import ADOPTED, CHOSEN, PLANNED, PROPOSING, REVIEWING, RUNNING, STOPPED, Moments


class AnotherRoundRuns(Exception):
    """The region chooses one theme at a time."""


class RoundOver(Exception):
    """The round has ended; what came of it never changes."""


class NotReviewing(Exception):
    """Proposals are taken out between proposing and supporting, and at no other time."""


class NothingChosen(Exception):
    """No theme was chosen in this round, or it has been adopted already."""


class BlockUnknown(Exception):
    """The questionnaire has no questions under this name that a pulse can ask."""


def begin_round(
    session: AnySession,
    programme: Programme,
    *,
    moments: Moments,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> ThemeRound:
    """Return the next tick opens it for proposals. Themes the questionnaire has stand in it from the start.

    Raises AnotherRoundRuns.
    """
    session.execute(select(Region.id).where(Region.id == programme.region_id).with_for_update())
    if running_round(session, programme.region_id):
        raise AnotherRoundRuns
    made = ThemeRound(
        id=new_id(random_bytes),
        programme_id=programme.id,
        state=PLANNED,
        moments=moments,
        min_group=programme.min_group,
    )
    session.add(made)
    session.flush()
    themes = theme_blocks(instrument_of(programme.instrument_key))
    session.add_all(
        ThemeProposal(id=new_id(random_bytes), round_id=made.id, title=themes[key], block=key) for key in themes
    )
    session.flush()
    return made


def take_out(session: AnySession, found: ThemeRound, proposal_id: str, *, because: str | None) -> None:
    """Hide a proposal with a reason that participants read; None puts it back. Raises NotReviewing."""
    _hold(session, found)
    if found.state != REVIEWING:
        raise NotReviewing
    next(each for each in found.proposals if each.id == proposal_id).hidden_because = because


def stop(session: AnySession, found: ThemeRound, *, because: str) -> None:
    """Nothing more is handed in or counted; the next tick throws away what was, unread. Raises RoundOver."""
    _hold(session, found)
    if found.state not in RUNNING:
        raise RoundOver
    found.state, found.stopped_because, found.waiting_because = STOPPED, because, None
    mended(session, found.id)


def adopt(session: AnySession, found: ThemeRound, *, block: str, first_day: date, now: datetime) -> None:
    """Let the programme ask `block` from `first_day` on; only what has not opened changes.

    Raises NothingChosen, BlockUnknown, and what `change_plan` raises.
    """
    _hold(session, found)
    if found.state != CHOSEN:
        raise NothingChosen
    programme = found.programme
    if block not in instrument_of(programme.instrument_key).pulse.themes:
        raise BlockUnknown
    change_plan(session, programme, replace(plan_of(programme), theme=block), first_day=first_day, now=now)
    found.state, found.adopted_block, found.adopted_from = ADOPTED, block, first_day


def theme_blocks(instrument: Instrument) -> dict[str, dict[str, str]]:
    """Return the themes that a pulse can ask, with their titles by language: "Theme: workload" is called "Workload"."""
    titles = {block.key: block.title for block in instrument.blocks}
    return {key: {tongue: _bare(text) for tongue, text in titles[key].items()} for key in instrument.pulse.themes}


def rounds_of_region(session: AnySession, region_id: str) -> Sequence[ThemeRound]:
    """Return every round, the newest first."""
    own = select(ThemeRound).join(ThemeRound.programme).where(Programme.region_id == region_id)
    return session.scalars(own.order_by(ThemeRound.vote_closes_at.desc(), ThemeRound.id)).all()


def running_round(session: AnySession, region_id: str) -> ThemeRound | None:
    """Return the round that has not ended; None when there is none."""
    return next((each for each in rounds_of_region(session, region_id) if each.state in RUNNING), None)


def listed(found: ThemeRound) -> list[ThemeProposal]:
    """Return what participants see: the programme's own themes until support opens, then all, then those voted on."""
    if found.state in (PLANNED, PROPOSING, REVIEWING):
        return [each for each in found.shown_proposals if each.block]
    if any(each.shortlisted for each in found.proposals):
        return [each for each in found.proposals if each.shortlisted]
    return found.shown_proposals


def _bare(title: str) -> str:
    _kind, _colon, bare = title.rpartition(": ")
    return bare[:1].upper() + bare[1:]


def _hold(session: AnySession, found: ThemeRound) -> None:
    """Read the round anew and keep everybody else from changing it until this write ends."""
    held = select(ThemeRound).where(ThemeRound.id == found.id).with_for_update(of=ThemeRound)
    session.scalars(held.execution_options(populate_existing=True)).one()
