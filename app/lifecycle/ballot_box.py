"""Opens, counts and destroys the encrypted ballots of a period or a poll; both follow the same rules.

Decides those rules: a key belongs to one box only; a box whose key is missing, wrong or with its holders waits for a
person; of two simultaneous runs one counts; a box that was counted or given up leaves a mark beside the keys, so that
an older database cannot be counted again; ballots and key are destroyed only after the outcome was read back. How
periods and polls differ stands in `period_box.py` and `poll_box.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

import structlog

from app.db import AnySession, writing
from app.holding import Holders
from app.lifecycle.ballot_reader import BallotReader, BallotsUnopened
from app.programme.concerns import Waiting
from app.programme.last_tick import forget_mix
from app.vault.counted_marks import counted_as, mark_counted
from app.vault.key_files import KeyFileUnreadable
from app.vault.key_fit import KeyDoesNotFit, key_fault, require_fit
from app.vault.period_keys import HoldersNeeded, PeriodKeyExists, PeriodKeyMissing, PeriodKeys
from app.vault.shares import SharesDoNotFit
from app.work_engine import opening_engine

log = structlog.get_logger()

Outcome = Literal["counted", "waiting", "left"]
MakeKey = Callable[[Holders | None], bytes]
KEY_FAULTS: Mapping[type[Exception], str] = {
    PeriodKeyMissing: "key_missing",
    HoldersNeeded: "holders_needed",
    SharesDoNotFit: "wrong_share",
    KeyFileUnreadable: "key_unreadable",
    KeyDoesNotFit: "key_does_not_fit",
}
"""Why a box waits for its key, as a kind of `app/programme/concerns.py`."""


class CannotCount(Exception):
    """The key is right, but no outcome can be published; `kind` as in `app/programme/concerns.py`."""

    def __init__(self, kind: str, found: str) -> None:
        super().__init__(found)
        self.kind = kind
        self.found = found


class OutcomeDamaged(Exception):
    """The outcome in the database is not the one that was published, so ballots and key are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxState:
    """The state of a period's or poll's ballots. `waits_because`: why a person must look; None when they do not wait.

    `digest`: of the published outcome, empty before that and where an outcome has none.
    """

    public_key: bytes | None
    counted: bool
    waits_because: str | None
    digest: str = ""


class BallotBox(Protocol):
    """The encrypted ballots that belong to one key: those of one period, or of one poll on themes.
    Only `count` decrypts them.
    """

    @property
    def key_id(self) -> str:
        """Return the name of the file with the key of these ballots, which no other ballots share."""

    @property
    def subject(self) -> str:
        """Return the id of the period or theme round that these ballots belong to."""

    @property
    def room(self) -> int:
        """Return the number of bytes to which each ballot of this period or poll is padded before it is encrypted."""

    def state(self, session: AnySession) -> BoxState:
        """Read from the database whether these ballots were counted, or wait for a person, and their public key."""

    def open(self, session: AnySession, make_key: MakeKey, *, now: datetime) -> bool:
        """Start accepting ballots, in the caller's transaction; False when it is not due, or another run did it."""

    def claim(self, session: AnySession, *, now: datetime) -> bool:
        """Stop accepting ballots; False when people can still answer, a person must look, or they were counted."""

    def count(self, session: AnySession, reader: BallotReader, *, now: datetime) -> bool:
        """Count the ballots and write the outcome in one commit; False when another run was first.

        Raises CannotCount, BallotsUnopened: nothing was written then.
        """

    def wait(self, session: AnySession, because: str) -> None:
        """Store why a person has to look, as "kind: what was found", unless the ballots were counted meanwhile."""

    def read_back(self, session: AnySession) -> None:
        """Read the published outcome again from the database and check it against its digest. Raises OutcomeDamaged."""

    def delete_ballots(self, session: AnySession) -> bool:
        """Delete the ballots, in the caller's transaction; False when a new poll is open and they must stay."""

    def note_destroyed(self, session: AnySession) -> None:
        """Store, in the caller's transaction, that neither ballots nor key exist any more."""


def open_box(session: AnySession, box: BallotBox, *, keys: PeriodKeys, now: datetime) -> bool:
    """Make the key of a period or poll and start accepting ballots; False when nothing was opened.

    A box that was counted already, as the mark beside the keys says, waits for a person. Raises OSError for the keys
    folder.
    """
    if _wait_if_counted(session, box, keys=keys):
        return False
    with writing(session):
        opened = box.open(session, lambda holders: _key_for(box, holders, keys=keys), now=now)
    if opened:
        log.info("box.opened", key=box.key_id)
    return opened


def close_box(
    session: AnySession,
    box: BallotBox,
    *,
    keys: PeriodKeys,
    now: datetime,
    brought: Mapping[int, str] | None = None,
    leave_unopened: bool = False,
) -> Outcome:
    """Count the ballots of a period or poll that is over, and publish the outcome. Destroys nothing.
    `brought`: the key shares (their words) that holders brought, by holder number. `leave_unopened`: a person decided
    to count the ballots that can be decrypted, however many cannot.

    Returns `counted` when it was published now, `waiting` when nothing was published and a person must look (the reason
    is stored), `left` when another run was first or the period or poll is not over.
    """
    if not box.claim(session, now=now):
        return "left"
    if is_marked(box, keys=keys):
        return _wait(session, box, "released_before")
    try:
        key = require_fit(keys.private(box.key_id, shares=brought), box.state(session).public_key)
        spread = opening_engine()
        reader = BallotReader(key, room=box.room, leave_unopened=leave_unopened, spread=spread)
        done = box.count(session, reader, now=now)
    except tuple(KEY_FAULTS) as fault:
        return _wait(session, box, KEY_FAULTS[type(fault)])
    except BallotsUnopened as fault:
        return _wait(session, box, f"ballots_unopened: {fault}")
    except CannotCount as fault:
        return _wait(session, box, f"{fault.kind}: {fault.found}")
    if done:
        log.info("box.counted", key=box.key_id)
    return "counted" if done else "left"


def secure_outcome(session: AnySession, box: BallotBox, *, keys: PeriodKeys) -> None:
    """Check the committed outcome of a period or poll, then mark it as counted.
    Raises OutcomeDamaged, OSError for the keys folder.
    """
    session.rollback()
    box.read_back(session)
    set_mark(session, box, keys=keys)


def set_mark(session: AnySession, box: BallotBox, *, keys: PeriodKeys) -> None:
    """Write a mark into the keys folder that this period or poll was counted.
    Thus it is not counted again when an older database is restored.
    """
    mark_counted(keys.folder, box.key_id, digest=box.state(session).digest)


def is_marked(box: BallotBox, *, keys: PeriodKeys) -> bool:
    """Return whether the keys folder says that this period or poll was counted or given up; ignores the database."""
    return counted_as(keys.folder, box.key_id) is not None


def destroy_counted(session: AnySession, box: BallotBox, *, keys: PeriodKeys) -> None:
    """Destroy ballots and key of a counted period or poll. Raises OutcomeDamaged, OSError for the keys folder."""
    secure_outcome(session, box, keys=keys)
    _destroy(session, box, keys=keys)


def give_up(session: AnySession, box: BallotBox, *, keys: PeriodKeys) -> None:
    """Destroy ballots and key of a period or poll unread, so that it is never counted.
    Raises OSError for the keys folder.
    """
    if keys.exists(box.key_id):
        mark_counted(keys.folder, box.key_id, digest="")
    _destroy(session, box, keys=keys)


def watch_key(session: AnySession, box: BallotBox, *, keys: PeriodKeys) -> Waiting | None:
    """Return what is wrong with the key of a period or poll that is open or not counted yet; None when nothing is.

    A box that was counted before, and came back with an older database, stops accepting ballots and waits.
    """
    if _wait_if_counted(session, box, keys=keys):
        return None
    fault = key_fault(keys, box.key_id, public_key=box.state(session).public_key)
    if fault is None:
        return None
    session.rollback()  # Another run may have counted it and destroyed its key since this one asked what is open.
    return None if box.state(session).counted else Waiting(fault, box.subject)


def _wait_if_counted(session: AnySession, box: BallotBox, *, keys: PeriodKeys) -> bool:
    """Return whether the mark beside the keys says that this box was counted; its own database may not know yet."""
    if not is_marked(box, keys=keys):
        return False
    _wait(session, box, "released_before")
    return True


def _wait(session: AnySession, box: BallotBox, because: str) -> Outcome:
    """Store, once, why a person has to look at this box, and return "waiting"; "left" when another run counted it.

    That run marks the box and destroys its key while this one looks: then nothing is missing and nobody has to look.
    """
    session.rollback()
    state = box.state(session)
    if state.counted:
        return "left"
    kind, before = because.partition(":")[0], state.waits_because or ""
    if before.partition(":")[0] != kind:
        with writing(session):
            box.wait(session, because)
        log.info("box.waits", key=box.key_id, kind=kind)
    return "waiting"


def _destroy(session: AnySession, box: BallotBox, *, keys: PeriodKeys) -> None:
    """Destroy the ballots, then the key, then note it; the next run continues where this one was stopped."""
    with writing(session):
        if not box.delete_ballots(session):
            return
    keys.destroy(box.key_id)
    with writing(session):
        box.note_destroyed(session)
        forget_mix(session)
    log.info("box.destroyed", key=box.key_id)


def _key_for(box: BallotBox, holders: Holders | None, *, keys: PeriodKeys) -> bytes:
    """Return the public key that a box opens with; call only while its row is locked and no ballot was cast.

    A key file may be left of an opening that was interrupted. No ballot was ever encrypted to it, so when it is
    damaged, or other holders were chosen meanwhile, it is destroyed: otherwise the box could never be counted, or
    without the holders that were promised.
    """
    if keys.exists(box.key_id) and not _can_be_taken_over(box, holders, keys=keys):
        keys.destroy(box.key_id)
        log.info("box.key_made_anew", key=box.key_id)
    try:
        return keys.make(box.key_id, holders=holders)
    except PeriodKeyExists:
        return keys.public(box.key_id)


def _can_be_taken_over(box: BallotBox, holders: Holders | None, *, keys: PeriodKeys) -> bool:
    try:
        fits = key_fault(keys, box.key_id, public_key=keys.public(box.key_id)) is None
        return fits and keys.opens_with(box.key_id, holders)
    except KeyFileUnreadable:
        return False
