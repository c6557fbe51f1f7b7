"""What is due at a moment: periods and theme rounds open and close, keys are destroyed. No broker, only rows.

Safe to run twice, at the same time on several machines, or after days of silence: work is claimed by
conditional updates, and everything is done in the order in which it fell due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from app.boards.conclusions import conclude
from app.boards.frames import draw_board_frames
from app.charts.frames import draw_frames
from app.db import AnySession, rewrite_file, truncate_log, writing
from app.estimates.work import estimate_releases
from app.participants.service import apply_moves
from app.programme.empty import pass_over
from app.programme.models import Programme
from app.programme.service import (
    DuePeriod,
    due_to_close,
    due_to_destroy,
    due_to_open,
    hold_planned,
    mark_destroyed,
    open_period,
    plan_ahead,
)
from app.releases.noise import Noise
from app.releases.publish import destroy_ballots, release_period
from app.reminders.sending import remind
from app.themes.counting import run_rounds
from app.vault.period_keys import PeriodKeyExists, PeriodKeys
from app.web.settings import settings

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Done:
    """What one run of the tick has done, as period ids."""

    opened: tuple[str, ...]
    released: tuple[str, ...]
    waiting: tuple[str, ...]
    destroyed: tuple[str, ...]


def tick(
    session: AnySession, *, now: datetime, keys: PeriodKeys, make_noise: Callable[[str], Noise] | None = None
) -> Done:
    """Do whatever is due at `now`. Only the demonstration builder hands in its own noise per period.

    It lets months pass at once and draws the charts itself, at the end.
    """
    with writing(session):
        plan_ahead(session, now)
    opened: list[str] = []
    released: list[str] = []
    waiting: list[str] = []
    while due := _next(session, now, skip={*waiting}):
        kind, period = due
        if kind == "open":
            opened += [period.id] if _open(session, period, keys=keys) else []
            continue
        noise = make_noise(period.id) if make_noise else None
        outcome = release_period(session, period.id, keys=keys, now=now, noise=noise)
        (released if outcome == "released" else waiting).append(period.id)
        log.info("period.closed", period=period.id, outcome=outcome)
    destroyed = [_destroy(session, period, keys=keys) for period in due_to_destroy(session, now)]
    run_rounds(session, now=now, keys=keys)
    remind(session, now=now, folder=keys.folder, base_url=settings().base_url)
    if released and not rewrite_file(session):
        log.warning("database.not_rewritten")
    truncate_log(session)
    conclude(session)  # This and what follows last, because it can wait; also what an interrupted run left undone.
    estimate_releases(session)
    if make_noise is None:
        draw_board_frames(session)
        draw_frames(session, now=now)
    return Done(tuple(opened), tuple(released), tuple(waiting), tuple(destroyed))


def _next(session: AnySession, now: datetime, *, skip: set[str]) -> tuple[str, DuePeriod] | None:
    """The earliest thing due; closing goes before opening, so that people move between periods, not within."""
    session.rollback()
    closing = next((period for period in due_to_close(session, now) if period.id not in skip), None)
    if closing:
        return "close", closing
    opening = next(iter(due_to_open(session, now)), None)
    return ("open", opening) if opening else None


def _open(session: AnySession, period: DuePeriod, *, keys: PeriodKeys) -> bool:
    """Make the period's key, take the snapshot, let moved people arrive; another ticker may have been first.

    A period of a region without teams is passed over.
    """
    with writing(session):
        held = hold_planned(session, period.id)
        if held and pass_over(session, held):
            log.info("period.passed_over", period=period.id)
            return False
        opened = held is not None and open_period(session, held, public_key=_public_key(held, keys=keys))
        if held and opened:
            apply_moves(session, region_id=session.get_one(Programme, held.programme_id).region_id)
    if opened:
        log.info("period.opened", period=period.id)
    return opened


def _public_key(period: DuePeriod, *, keys: PeriodKeys) -> bytes:
    """The key this period opens with; call only while its row is held and still planned.

    A file may lie there of an opening that was cut short. No ballot was ever sealed to it, so when another trustee,
    or none, was chosen meanwhile it is destroyed: otherwise the period could be closed without the one promised.
    """
    if keys.exists(period.id) and keys.trustee_of(period.id) != period.trustee_key:
        keys.destroy(period.id)
        log.info("period.key_made_anew", period=period.id)
    try:
        return keys.make(period.id, trustee_public_key=period.trustee_key)
    except PeriodKeyExists:
        return keys.public(period.id)


def _destroy(session: AnySession, period: DuePeriod, *, keys: PeriodKeys) -> str:
    """Ballots, then the key, then the mark that it was done: an interrupted run is finished by the next."""
    with writing(session):
        destroy_ballots(session, period.id)
    keys.destroy(period.id)
    with writing(session):
        mark_destroyed(session, period.id)
    log.info("period.key_destroyed", period=period.id)
    return period.id
