"""Stores, corrects and erases a participant's own answers.

Decides in which order things are read, encrypted and stored, so that an answer counts once whatever happens at the same
time. What an answer comes to is decided in `sealing_answers`, by how things stand (`own_wave`). Why in two steps:
docs/decisions/0014-way-of-an-answer.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from app.answering.ballots import BallotPlace, places_of
from app.answering.diary import Diary, opened, sealed_wave
from app.answering.diary_rows import delete_diary, own_pages, put_entry
from app.answering.models import Ballot
from app.answering.own_wave_rows import standing_kept, standing_of
from app.answering.sealing_answers import Given, Receipt, Sealed, sealed
from app.db import AnySession, writing
from app.participants.service import delete_membership, lock_own_account
from app.programme.counting_plan import plan_of_period
from app.programme.models import Period
from app.remarks.remark_envelopes import forget_own_remarks
from app.themes.theme_ballots import forget_own
from app.vault.ballot_seal import ballot_name
from app.vault.personal_keys import ParticipantKeys

BALLOTS = Ballot.metadata.tables[Ballot.__tablename__]  # Written as plain rows, not as ORM objects: faster.
_TAKE_OUT = delete(BALLOTS).where(BALLOTS.c.name.in_(bindparam("names", expanding=True)))
_PUT_IN = insert(BALLOTS)


def hand_in(session: AnySession, keys: ParticipantKeys, *, given: Given, diary: Diary, team_id: str) -> Receipt:
    """Encrypt a participant's answers without holding a lock, then store them in one short transaction of its own.

    `diary`, `team_id`: as they were read in this request. Raises NotAParticipant, WaveUnknown.
    """
    ready = sealed(
        keys,
        standing_of(session, wave_id=given.wave_id, team_id=team_id, pages=diary.pages),
        diary=diary,
        given=given,
    )
    with writing(session):
        return keep(session, keys, given=given, ready=ready)


def submit(
    session: AnySession,
    keys: ParticipantKeys,
    *,
    wave_id: str,
    answers: Mapping[str, Any],
    submission: str,
    now: datetime,
) -> Receipt:
    """Store a participant's answers in the caller's transaction, as `keep` does; the caller commits."""
    return keep(session, keys, given=Given(wave_id=wave_id, answers=answers, submission=submission, now=now))


def keep(session: AnySession, keys: ParticipantKeys, *, given: Given, ready: Sealed | None = None) -> Receipt:
    """Store a participant's answers in the diary and, while the wave is open, as ballots. Callers commit.
    `given`: the submission; `ready`: the same already encrypted, which is used if nothing changed since.

    The same `submission` counts once; another one of the same wave takes the place of the earlier. Where anything moved
    since `ready` (an answer from another phone, the period closing), it is encrypted again. Raises NotAParticipant,
    WaveUnknown.
    """
    team_id = lock_own_account(session, keys)
    standing = standing_kept(session, wave_id=given.wave_id, team_id=team_id, pages=own_pages(session, keys))
    if ready is None or ready.standing != standing:
        ready = sealed(keys, standing, diary=opened(keys, standing.pages), given=given)
    if ready.diary:
        put_entry(session, keys, entry=ready.diary)
    _withdraw(session, ready.ballots)
    _put(session, standing.period_id, {name: envelope for name, envelope in ready.ballots.items() if envelope})
    return ready.receipt


def keep_draft(session: AnySession, keys: ParticipantKeys, *, wave_id: str, draft: str) -> bool:
    """Store what a participant has filled in, in the diary entry of the wave; False when the period takes no answers.

    `draft`: encrypted. What was sent before stays as it is, with its ballots. Callers commit. Raises NotAParticipant,
    WaveUnknown, EntryTooLarge.
    """
    team_id = lock_own_account(session, keys)
    standing = standing_kept(session, wave_id=wave_id, team_id=team_id, pages=own_pages(session, keys))
    if not standing.period_open:
        return False
    entry = sealed_wave(
        keys,
        wave_id=wave_id,
        entry=opened(keys, standing.pages).waves.get(wave_id),
        items=standing.instrument.items_named(standing.items),
        pages=standing.pages,
        draft=draft,
    )
    put_entry(session, keys, entry=entry)
    return True


def leave(session: AnySession, keys: ParticipantKeys) -> list[bytes]:
    """Erase a participant's diary, membership, unopened ballots and remarks; return the storage names of these rows.
    Names of rows that may never have existed are included, because the caller keeps all of them out of a restored
    backup. Published releases stay as they are. Raises NotAParticipant.
    """
    lock_own_account(session, keys)
    names: list[bytes] = [keys.lookup_hash, keys.diary_id]
    for period in session.scalars(select(Period).where(Period.state != "planned", ~Period.destroyed)):
        instrument = plan_of_period(session, period)
        names += _names(keys, period_id=period.id, places=places_of(instrument, period.items))
    _withdraw(session, names)
    names += forget_own(session, keys)
    names += forget_own_remarks(session, keys)
    delete_diary(session, keys)
    delete_membership(session, keys)
    return names


def _names(keys: ParticipantKeys, *, period_id: str, places: Iterable[BallotPlace]) -> list[bytes]:
    return [ballot_name(keys, period=period_id, item=place.item, channel=place.channel) for place in places]


def _withdraw(session: AnySession, names: Iterable[bytes]) -> None:
    if doomed := list(names):
        session.connection().execute(_TAKE_OUT, {"names": doomed})


def _put(session: AnySession, period_id: str, envelopes: Mapping[bytes, bytes]) -> None:
    """Insert the ballots in the order of their names, which are random and so show no order."""
    if envelopes:
        rows = [{"name": name, "period_id": period_id, "sealed": envelopes[name]} for name in sorted(envelopes)]
        session.connection().execute(_PUT_IN, rows)
