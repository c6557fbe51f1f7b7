"""Begins, stops and adopts theme rounds for staff, and lists them for everybody. Callers commit.

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
    """Another theme round of the region runs already."""


class RoundOver(Exception):
    """The theme round has ended; its result never changes."""


class NotReviewing(Exception):
    """Proposals can be removed only in the days between proposing and supporting."""


class NothingChosen(Exception):
    """No theme was chosen in this round, or it has been adopted already."""


class BlockUnknown(Exception):
    """The questionnaire has no block of questions with this name that a pulse can ask."""


def begin_round(
    session: AnySession,
    programme: Programme,
    *,
    moments: Moments,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> ThemeRound:
    """Create a theme round whose first proposals are the questionnaire's own themes; the scheduled job opens it.

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
    """Remove a proposal, with a reason (`because`) that participants read; None puts it back. Raises NotReviewing."""
    _hold(session, found)
    if found.state != REVIEWING:
        raise NotReviewing
    next(each for each in found.proposals if each.id == proposal_id).hidden_because = because


def stop(session: AnySession, found: ThemeRound, *, because: str) -> None:
    """Stop a theme round: nothing more is handed in or counted, and the scheduled job deletes its ballots unread.

    Raises RoundOver.
    """
    _hold(session, found)
    if found.state not in RUNNING:
        raise RoundOver
    found.state, found.stopped_because, found.waiting_because = STOPPED, because, None
    mended(session, found.id)


def adopt(session: AnySession, found: ThemeRound, *, block: str, first_day: date, now: datetime) -> None:
    """Make the programme ask the questions of `block` from `first_day` on; waves that have opened do not change.

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
    """Return the title by language of each theme that a pulse can ask; "Theme: workload" becomes "Workload"."""
    titles = {block.key: block.title for block in instrument.blocks}
    return {key: {tongue: _bare(text) for tongue, text in titles[key].items()} for key in instrument.pulse.themes}


def rounds_of_region(session: AnySession, region_id: str) -> Sequence[ThemeRound]:
    """Return every theme round of the region, newest first."""
    own = select(ThemeRound).join(ThemeRound.programme).where(Programme.region_id == region_id)
    return session.scalars(own.order_by(ThemeRound.vote_closes_at.desc(), ThemeRound.id)).all()


def running_round(session: AnySession, region_id: str) -> ThemeRound | None:
    """Return the region's theme round that has not ended; None when there is none."""
    return next((each for each in rounds_of_region(session, region_id) if each.state in RUNNING), None)


def listed(found: ThemeRound) -> list[ThemeProposal]:
    """Return the proposals that participants see at this stage of the round.
    Before people support any, these are the questionnaire's own; then all; in the vote, the shortlist.
    """
    if found.state in (PLANNED, PROPOSING, REVIEWING):
        return [each for each in found.shown_proposals if each.block]
    if any(each.shortlisted for each in found.proposals):
        return [each for each in found.proposals if each.shortlisted]
    return found.shown_proposals


def _bare(title: str) -> str:
    """Return a title without what stands before its colon."""
    _kind, _colon, bare = title.rpartition(": ")
    return bare[:1].upper() + bare[1:]


def _hold(session: AnySession, found: ThemeRound) -> None:
    """Read the round again and lock its row until the transaction ends."""
    held = select(ThemeRound).where(ThemeRound.id == found.id).with_for_update(of=ThemeRound)
    session.scalars(held.execution_options(populate_existing=True)).one()
