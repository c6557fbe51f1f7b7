"""The tick: opens and closes the periods, theme rounds and remarks boxes that are due, destroys keys, sends reminders.

Safe to run twice, at the same time on several machines, or after days of silence: work is claimed by
conditional updates, and everything is done in the order in which it fell due. Every step stands apart: one that fails
is noted for a person (`app/programme/concerns.py`) and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog

from app.charts.frame_store import draw_frames
from app.db import AnySession, alone, truncate_log, writing
from app.estimates.estimation_job import estimate_releases
from app.groups.board_frames import draw_board_frames
from app.lifecycle.ballot_box import (
    OutcomeDamaged,
    close_box,
    destroy_counted,
    is_marked,
    open_box,
    secure_outcome,
    set_mark,
)
from app.lifecycle.key_watch import key_concerns, waiting_concerns
from app.lifecycle.mixing import mix, mix_due
from app.lifecycle.opening import fix_open_plans
from app.lifecycle.period_box import PeriodBox, released_periods_with_key
from app.lifecycle.remark_rounds import run_remarks
from app.lifecycle.theme_rounds import run_rounds
from app.meetings.agreement_counts import count_agreements
from app.programme.concerns import Waiting, add_concern, concerns, note_concerns
from app.programme.last_tick import Verdict, clock_verdict, last_mix, last_tick, note_tick
from app.programme.service import PLANNING, DuePeriod, due_to_close, due_to_destroy, due_to_open, plan_ahead
from app.releases.rules.noise import Noise
from app.reminders.due_messages import remind
from app.storage_faults import StorageCause, storage_cause
from app.vault.brought_shares import forget_old_shares
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings

log = structlog.get_logger()

TICKING = "ticking"
"""The turn of two ticks at the same moment that note when they ran and what waits."""

MakeNoise = Callable[[str], Noise]
_CONCERN_OF: dict[StorageCause | None, Waiting] = {
    "full": Waiting("disk_full", "disk"),
    "closed": Waiting("database_closed", "database"),
    "damaged": Waiting("database_damaged", "database"),
}
"""What waits for a person when a step failed for such a cause."""


class ClockAhead(Exception):
    """The clock is a period ahead of the scheduled job's last run; nothing is done until a person confirms it."""

    def __init__(self, last: datetime, now: datetime) -> None:
        super().__init__(f"{(now - last).days} days since the last tick")
        self.last = last
        self.now = now


@dataclass(frozen=True, slots=True)
class Done:
    """What one run of the scheduled job did: ids of periods opened, released and so on, and problems for a person.

    `elsewhere`: what another run was doing at that moment, and this one left to it: ids of periods, names of steps.
    """

    opened: tuple[str, ...]
    released: tuple[str, ...]
    waiting: tuple[str, ...]
    destroyed: tuple[str, ...]
    concerns: tuple[Waiting, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(slots=True)
class _TickFound:
    opened: list[str] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    destroyed: list[str] = field(default_factory=list)
    concerns: set[Waiting] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)


def tick(
    session: AnySession,
    *,
    now: datetime,
    keys: PeriodKeys,
    make_noise: MakeNoise | None = None,
    clock_is_right: bool = False,
    when_noted: Callable[[], object] = bool,
) -> Done:
    """Do everything that is due at `now`: the scheduled job (`peil tick`). Raises ClockAhead unless `clock_is_right`.
    ClockAhead means that the clock went far ahead since the last run, and that nothing was done.

    `clock_is_right`: a person has confirmed the clock. `when_noted`: called once the moment is stored, before anything
    is looked at. `make_noise`: returns the noise of a period's release; None for secret random noise. Only the
    demonstration builder passes it: it lets months pass at once and draws the charts itself, at the end.
    """
    since, clock = _believe_clock(session, now, clock_is_right=clock_is_right)
    when_noted()
    run = _Run(session, now=now, keys=keys, make_noise=make_noise)
    if clock == "back":
        run.found.concerns.add(Waiting("clock_back", "clock"))
    run.apart("destroying", run.destroy_due)  # First, so that no other failure delays a promised destruction.
    run.apart("planning", run.plan)
    run.apart("keys", run.watch_keys)
    run.apart("mixing", lambda: run.mix_if_due(since))
    run.apart("periods", run.close_and_open)
    run.apart("destroying", run.destroy_due)
    run.apart("shares", lambda: forget_old_shares(keys, now=now))
    run.apart("themes", run.themes)
    run.apart("remarks", run.remarks)
    run.apart("reminders", run.remind)
    run.apart("mixing", run.mix_after_destroying)
    run.apart("log", lambda: truncate_log(session))
    run.apart("agreements", lambda: count_agreements(session))
    run.apart("estimates", run.estimate)  # This and what follows last, because they can wait.
    if make_noise is None:
        run.apart("charts", run.draw)
    return run.end()


def _believe_clock(session: AnySession, now: datetime, *, clock_is_right: bool) -> tuple[datetime | None, Verdict]:
    """Store the moment of this tick; return the moment of the tick before and the verdict on the clock.

    Raises ClockAhead.
    """
    session.rollback()
    since, verdict = last_tick(session), "right" if clock_is_right else clock_verdict(session, now)
    if verdict == "ahead" and since is not None:
        with writing(session, turn=TICKING):
            add_concern(session, Waiting("clock_ahead", "clock"))
        log.error("tick.clock_ahead", days=(now - since).days)
        raise ClockAhead(since, now)
    with writing(session, turn=TICKING):
        note_tick(session, now, set_back=clock_is_right)
    return since, verdict


class _Run:
    """One run of the tick: its steps, and what they did."""

    def __init__(self, session: AnySession, *, now: datetime, keys: PeriodKeys, make_noise: MakeNoise | None) -> None:
        self._session = session
        self._now = now
        self._keys = keys
        self._make_noise = make_noise
        self.found = _TickFound()

    def apart(self, step: str, do: Callable[[], object]) -> bool:
        """Run one step; return False when it failed, which is logged and does not stop the other steps."""
        try:
            do()
        except Exception as fault:
            self._failed(step, fault)
        else:
            return True
        return False

    def _failed(self, step: str, fault: Exception) -> None:
        self._session.rollback()
        trace = fault.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
        cause = storage_cause(fault)
        log.error("tick.step_failed", step=step, error=type(fault).__name__, where=where, cause=cause)
        of_a_folder = cause == "closed" and isinstance(fault, OSError)  # Which one it is stands in the log.
        self.found.concerns.add((None if of_a_folder else _CONCERN_OF.get(cause)) or Waiting("step_failed", step))

    def plan(self) -> None:
        with writing(self._session, turn=PLANNING):
            plan_ahead(self._session, self._now)
            fix_open_plans(self._session)

    def watch_keys(self) -> None:
        self.found.concerns |= key_concerns(self._session, keys=self._keys)

    def mix_if_due(self, since: datetime | None) -> None:
        if mix_due(self._session, self._now, since=since):
            mix(self._session, self._now)

    def mix_after_destroying(self) -> None:
        """Rewrite the private tables after ballots were destroyed, so that no trace of them stays in the files."""
        if last_mix(self._session) is None:
            mix(self._session, self._now)

    def destroy_due(self) -> None:
        """Destroy the keys and ballots that are due; one period that fails does not stop the others.

        A period whose release cannot be read back keeps its ballots and its key.
        """
        for box in released_periods_with_key(self._session):
            if not is_marked(box, keys=self._keys):  # An earlier run was killed between releasing and marking.
                self._with_folder(box.subject, partial(set_mark, self._session, box, keys=self._keys))
        for period in due_to_destroy(self._session, self._now):
            box = PeriodBox(period.id)
            if self._with_folder(period.id, partial(destroy_counted, self._session, box, keys=self._keys)):
                self.found.destroyed.append(period.id)

    def _with_folder(self, period_id: str, do: Callable[[], object]) -> bool:
        """Run a step that needs this period's key; return False when the keys folder cannot be written.

        The fault is noted for a person and the other periods go on.
        """
        try:
            do()
        except OutcomeDamaged:
            self._note("release_damaged", period_id)
        except OSError:
            self._note("keys_folder", period_id)
        else:
            return True
        return False

    def _note(self, kind: str, period_id: str) -> None:
        self._session.rollback()
        log.error("tick.waits", kind=kind, period=period_id)
        self.found.concerns.add(Waiting(kind, period_id))

    def close_and_open(self) -> None:
        """Close and open the periods that are due, the earliest first, each by itself."""
        seen: set[str] = set()
        while due := _next(self._session, self._now, skip=seen):
            kind, period = due
            done = self.apart(period.id, partial(self._take_up, kind, period))
            if not done or kind == "close" or period.id not in self.found.opened:
                seen.add(period.id)

    def _take_up(self, kind: str, period: DuePeriod) -> None:
        box = PeriodBox(period.id, noise=self._make_noise(period.id) if self._make_noise else None)
        if kind == "open":
            self._with_folder(period.id, lambda: self._open(box))
            return
        self._once("counting", lambda: self._close(box), of=period.id)

    def _once(self, work: str, do: Callable[[], object], *, of: str = "") -> None:
        """Do heavy work, unless another run does it at this moment: then it is left to that one, and noted."""
        self._session.rollback()
        with alone(self._session, work, of=of) as first:
            if first:
                do()
            else:
                self.found.elsewhere.add(of or work)
                log.info("tick.left_to_another", work=work, of=of)

    def _close(self, box: PeriodBox) -> None:
        period = box.period_id
        outcome = close_box(self._session, box, keys=self._keys, now=self._now)
        if outcome == "left":
            return
        (self.found.released if outcome == "counted" else self.found.waiting).append(period)
        log.info("period.closed", period=period, outcome=outcome)
        if outcome == "counted":
            self._with_folder(period, lambda: secure_outcome(self._session, box, keys=self._keys))

    def _open(self, box: PeriodBox) -> None:
        if open_box(self._session, box, keys=self._keys, now=self._now):
            self.found.opened.append(box.period_id)

    def themes(self) -> None:
        stopped = run_rounds(self._session, now=self._now, keys=self._keys)
        self.found.concerns |= {Waiting("keys_folder", round_id) for round_id in stopped}

    def remarks(self) -> None:
        stopped = run_remarks(self._session, now=self._now, keys=self._keys)
        self.found.concerns |= {Waiting("keys_folder", subject) for subject in stopped}

    def remind(self) -> None:
        chosen, folder = settings(), self._keys.folder
        remind(self._session, now=self._now, folder=folder, base_url=chosen.base_url, hosts=chosen.push_hosts)

    def estimate(self) -> None:
        self._once("estimates", lambda: estimate_releases(self._session))

    def draw(self) -> None:
        self._once("charts", self._draw)

    def _draw(self) -> None:
        draw_board_frames(self._session)
        draw_frames(self._session, now=self._now)

    def end(self) -> Done:
        """Note what waits for a person, now that every step has run, and return what was done."""
        found = self.found
        found.concerns |= waiting_concerns(self._session)
        if set(concerns(self._session)) != found.concerns:
            with writing(self._session, turn=TICKING):
                note_concerns(self._session, found.concerns)
        return Done(
            tuple(found.opened),
            tuple(found.released),
            tuple(found.waiting),
            tuple(found.destroyed),
            tuple(sorted(found.concerns)),
            tuple(sorted(found.elsewhere)),
        )


def _next(session: AnySession, now: datetime, *, skip: set[str]) -> tuple[str, DuePeriod] | None:
    """Return the earliest period that is due and whether to `close` or `open` it; None when none is.

    Closing goes before opening, so that people move between teams between periods and not within one.
    """
    session.rollback()
    closing = next((period for period in due_to_close(session, now) if period.id not in skip), None)
    if closing:
        return "close", closing
    opening = next((period for period in due_to_open(session, now) if period.id not in skip), None)
    return ("open", opening) if opening else None
