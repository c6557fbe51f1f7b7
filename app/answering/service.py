"""Giving, correcting and withdrawing one's own answers. Callers commit.

Decides what is counted (sealed ballots, while the period is open) and what is only remembered (the diary).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from app.answering.ballots import Content, Place, ballots_for, places_of
from app.answering.diary import Diary, WaveEntry, delete_diary, own_diary, write_wave
from app.answering.models import Ballot
from app.db import AnySession
from app.instrument.answers import DECLINED
from app.participants.models import Membership
from app.participants.service import delete_membership
from app.programme.instruments import instrument_of
from app.programme.models import Period, SnapshotRow, Wave
from app.themes.box import forget_own
from app.vault.ballots import BallotSealer, ballot_name
from app.vault.keys import ParticipantKeys

BALLOTS = Ballot.metadata.tables[Ballot.__tablename__]  # Written as plain rows: nobody needs them as objects.


class NotAParticipant(Exception):
    """No account has this code: it was never one, or its owner has left."""


class WaveUnknown(Exception):
    """There is no such wave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a submission. `answers`: how many questions were answered, declined ones not included.

    `counted` False: it came after closing, or the team counts from the next period; it is in the diary.
    `repeated` True: this submission had arrived before and nothing was changed.
    """

    wave_id: str
    answers: int
    counted: bool
    replaced: bool
    repeated: bool


def submit(
    session: AnySession,
    keys: ParticipantKeys,
    *,
    wave_id: str,
    answers: Mapping[str, Any],
    submission: str,
    now: datetime,
) -> Receipt:
    """Keep `answers` (as `read_form` gives them) in the diary and, while the wave is open, as ballots.

    The same `submission` counts once; another one of the same wave takes the place of the earlier.
    Raises NotAParticipant, WaveUnknown.
    """
    team_id = lock_own_account(session, keys)
    wave = session.get(Wave, wave_id)
    if wave is None:
        raise WaveUnknown
    _keep_open(session, wave.period)
    diary = own_diary(session, keys)
    before = diary.waves.get(wave_id)
    if before and submission in before.submissions:
        return _receipt(wave_id, before, replaced=len(before.submissions) > 1, repeated=True)
    counted = counts(session, wave.period, team_id=team_id, now=now) and wave.state(now) == "open"
    if not counted and before and before.counted:
        # What was counted stays as it is: late words do not rewrite it.
        return _receipt(wave_id, before, replaced=False, repeated=True)
    entry = WaveEntry(
        answers=answers,
        submissions=(*(before.submissions if before else ()), submission),
        counted=counted,
    )
    write_wave(session, keys, wave_id=wave_id, entry=entry)
    if counted:
        _cast(session, keys, wave=wave, diary=diary, entry=entry, team_id=team_id)
    return _receipt(wave_id, entry, replaced=before is not None, repeated=False)


def counts(session: AnySession, period: Period, *, team_id: str, now: datetime) -> bool:
    """Whether a team's answers go into this period: it is open and the team stands in its snapshot."""
    in_time = period.state == "open" and period.opens_at <= now < period.closes_at
    return in_time and session.get(SnapshotRow, (period.id, team_id)) is not None


def leave(session: AnySession, keys: ParticipantKeys) -> None:
    """Erase the diary, the membership and every ballot that still exists, of themes too. Releases stay as they are.

    Raises NotAParticipant.
    """
    lock_own_account(session, keys)
    for period in session.scalars(select(Period).where(Period.state != "planned", ~Period.destroyed)):
        instrument = instrument_of(period.programme.instrument_key)
        _withdraw(session, keys, period_id=period.id, places=places_of(instrument, period.items))
    forget_own(session, keys)
    delete_diary(session, keys)
    delete_membership(session, keys)


def lock_own_account(session: AnySession, keys: ParticipantKeys) -> str:
    """The team of this account; whatever else its owner writes waits until this is through.

    Everything that writes in a diary begins here, so that nothing is written after its owner has left.
    Raises NotAParticipant.
    """
    own = select(Membership.team_id).where(Membership.lookup_hash == keys.lookup_hash).with_for_update()
    team_id = session.scalar(own)
    if team_id is None:
        raise NotAParticipant
    return team_id


def _keep_open(session: AnySession, period: Period) -> None:
    """Read the period anew, and let no ticker close it before this answer is in: else it would be counted nowhere."""
    share = select(Period).where(Period.id == period.id).with_for_update(read=True, of=Period)
    session.execute(share.execution_options(populate_existing=True))


def _cast(
    session: AnySession, keys: ParticipantKeys, *, wave: Wave, diary: Diary, entry: WaveEntry, team_id: str
) -> None:
    """Replace this person's ballots about the items of this wave."""
    period = wave.period
    instrument = instrument_of(period.programme.instrument_key)
    answers = _answers_of_period(diary, wave=wave, entry=entry)
    ballots = ballots_for(instrument, answers, team_id=team_id, profile=diary.profile)
    touched = {item for item in wave.items if _is_touched(item, diary=diary, wave=wave, entry=entry)}
    places = places_of(instrument, touched)
    _withdraw(session, keys, period_id=period.id, places=places)
    if period.public_key is None:
        raise AssertionError("an open period has a key")
    sealer = BallotSealer(period.public_key)
    _put(
        session,
        keys,
        sealer,
        period_id=period.id,
        ballots={place: ballots[place] for place in places & set(ballots)},
    )


def _answers_of_period(diary: Diary, *, wave: Wave, entry: WaveEntry) -> dict[str, Any]:
    """All answers of the open period together: what was asked twice counts as it was said last."""
    combined: dict[str, Any] = {}
    for each in wave.period.waves:
        said = entry if each.id == wave.id else diary.waves.get(each.id)
        if said is not None and said.counted:
            combined.update(said.answers)
    return combined


def _is_touched(item: str, *, diary: Diary, wave: Wave, entry: WaveEntry) -> bool:
    """Whether this submission says something about `item`: an answer, a refusal, or taking an answer back."""
    before = diary.waves.get(wave.id)
    return item in entry.answers or (before is not None and item in before.answers)


def _withdraw(session: AnySession, keys: ParticipantKeys, *, period_id: str, places: Iterable[Place]) -> None:
    names = [ballot_name(keys, period=period_id, item=place.item, channel=place.channel) for place in places]
    session.execute(delete(Ballot).where(Ballot.name.in_(names)))


def _put(
    session: AnySession,
    keys: ParticipantKeys,
    sealer: BallotSealer,
    *,
    period_id: str,
    ballots: Mapping[Place, Content],
) -> None:
    rows: list[dict[str, Any]] = [
        {
            "name": ballot_name(keys, period=period_id, item=place.item, channel=place.channel),
            "period_id": period_id,
            "sealed": sealer.seal(content),
        }
        for place, content in ballots.items()
    ]
    if rows:
        session.execute(insert(BALLOTS), sorted(rows, key=lambda row: row["name"]))


def _receipt(wave_id: str, entry: WaveEntry, *, replaced: bool, repeated: bool) -> Receipt:
    answered = sum(1 for key, value in entry.answers.items() if "." not in key and value != DECLINED)
    return Receipt(wave_id=wave_id, answers=answered, counted=entry.counted, replaced=replaced, repeated=repeated)
