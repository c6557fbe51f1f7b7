"""What becomes of one answering: its receipt, and the sealed rows that take the place of earlier ones. Pure.

Decides what is counted (ballots, while the period is open) and what is only remembered (the diary). Must not know
whether anything is kept: that is the service's, which keeps it only while `standing` still stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.answering.ballots import ballots_for, places_touched
from app.answering.diary import Diary, SealedEntry, WaveEntry, sealed_wave
from app.answering.own_wave import OwnWave
from app.clock import REGION_TIME
from app.instrument.answers import DECLINED
from app.vault.ballot_seal import BallotSealer, ballot_name
from app.vault.personal_keys import ParticipantKeys


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Given:
    """One answering as it came in: `answers` as `read_form` gives them; the same `submission` counts once."""

    wave_id: str
    answers: Mapping[str, Any]
    submission: str
    now: datetime

    def __repr__(self) -> str:
        return "Given(hidden)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a submission. `answers`: how many questions were answered, declined ones not included.

    `counted` False: it came after closing, or the team counts from the next period; it is in the diary.
    `repeated` True: this submission had arrived before and nothing was changed; whoever sends to /outbox is told so.
    """

    wave_id: str
    answers: int
    counted: bool
    replaced: bool
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sealed:
    """What to write, good for as long as `standing` is. `ballots`: name → envelope, None where one is taken away.

    `diary` None: nothing is to be changed.
    """

    standing: OwnWave
    receipt: Receipt
    diary: SealedEntry | None = None
    ballots: Mapping[bytes, bytes | None] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "Sealed(hidden)"


def sealed(keys: ParticipantKeys, standing: OwnWave, *, diary: Diary, given: Given) -> Sealed:
    """Return what `given` comes to as things stand. `diary`: the pages of `standing`, opened."""
    before = diary.waves.get(given.wave_id)
    if before and given.submission in before.submissions:
        return Sealed(
            standing=standing, receipt=_receipt(given, before, replaced=len(before.submissions) > 1, repeated=True)
        )
    counted = standing.counts(given.now)
    if not counted and before and before.counted:
        # What was counted stays as it is: late words do not rewrite it.
        return Sealed(standing=standing, receipt=_receipt(given, before, replaced=False, repeated=True))
    entry = WaveEntry(
        answers=given.answers,
        submissions=(*(before.submissions if before else ()), given.submission),
        counted=counted,
        on=given.now.astimezone(REGION_TIME).date().isoformat(),
    )
    return Sealed(
        standing=standing,
        receipt=_receipt(given, entry, replaced=before is not None, repeated=False),
        diary=sealed_wave(keys, wave_id=given.wave_id, entry=entry, pages=standing.pages),
        ballots=_ballots(keys, standing, diary=diary, entry=entry) if counted else {},
    )


def _ballots(keys: ParticipantKeys, standing: OwnWave, *, diary: Diary, entry: WaveEntry) -> dict[bytes, bytes | None]:
    """Return every place that this submission says something about: an answer, a refusal, or taking an answer back.

    Also what follows from it: a ballot for each question that this one decides about, in whichever wave it is asked.
    """
    if standing.public_key is None:
        raise AssertionError("an open period has a key")
    instrument, sealer = standing.instrument, BallotSealer(standing.public_key)
    before = diary.waves.get(standing.wave_id)
    said = {*entry.answers, *(before.answers if before else ())}
    asked = {item for _wave, items in standing.asked for item in items}
    contents = ballots_for(
        instrument,
        _answers_of_period(standing, diary=diary, entry=entry),
        team_id=standing.team_id,
        profile=diary.profile,
        asked=asked,
    )
    return {
        ballot_name(keys, period=standing.period_id, item=place.item, channel=place.channel): (
            sealer.seal(contents[place]) if place in contents else None
        )
        for place in places_touched(instrument, said.intersection(standing.items), asked=asked)
    }


def _answers_of_period(standing: OwnWave, *, diary: Diary, entry: WaveEntry) -> dict[str, Any]:
    """Return all answers of the open period together: what was asked twice counts as it was said last."""
    combined: dict[str, Any] = {}
    for wave_id, _items in standing.asked:
        said = entry if wave_id == standing.wave_id else diary.waves.get(wave_id)
        if said is not None and said.counted:
            combined.update(said.answers)
    return combined


def _receipt(given: Given, entry: WaveEntry, *, replaced: bool, repeated: bool) -> Receipt:
    answered = sum(1 for key, value in entry.answers.items() if "." not in key and value != DECLINED)
    return Receipt(wave_id=given.wave_id, answers=answered, counted=entry.counted, replaced=replaced, repeated=repeated)
