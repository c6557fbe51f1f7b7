"""Turns one submission into a receipt and the encrypted rows that replace earlier ones. Pure.

Decides what is counted (ballots, while the period is open) and what is only remembered (the diary). Must not know
whether anything is stored: the service does that, and only while `standing` is still true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.answering.ballots import ballots_for, places_touched
from app.answering.card_help import said_of_cards
from app.answering.diary import Diary, SealedEntry, WaveEntry, sealed_wave
from app.answering.own_wave import OwnWave
from app.clock import REGION_TIME
from app.instrument.answers import DECLINED
from app.vault.ballot_seal import BallotSealer, ballot_name
from app.vault.personal_keys import ParticipantKeys


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Given:
    """One submission as it came in: `answers` as `read_form` gives them; the same `submission` counts once."""

    wave_id: str
    answers: Mapping[str, Any]
    submission: str
    now: datetime

    def __repr__(self) -> str:
        return "Given(hidden)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What happened to a submission. `answers`: how many questions were answered, declined ones not included.

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
    """The receipt of a submission and the rows to write for it. They hold only while the wave is as in `standing`.

    `ballots`: name → envelope, None for a ballot to delete. `diary` None: the diary does not change.
    """

    standing: OwnWave
    receipt: Receipt
    diary: SealedEntry | None = None
    ballots: Mapping[bytes, bytes | None] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "Sealed(hidden)"


def sealed(keys: ParticipantKeys, standing: OwnWave, *, diary: Diary, given: Given) -> Sealed:
    """Encrypt a submission into its receipt, diary entry and ballots; `standing`: the wave as it was just read.

    `diary`: the pages of `standing`, decrypted.
    """
    before = diary.waves.get(given.wave_id)
    if before and given.submission in before.submissions:
        return Sealed(
            standing=standing, receipt=_receipt(given, before, replaced=len(before.submissions) > 1, repeated=True)
        )
    counted = standing.counts(given.now)
    if not counted and before and before.counted:
        # Counted answers stay as they are: a late correction does not change them.
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
        diary=sealed_wave(
            keys,
            wave_id=given.wave_id,
            entry=entry,
            items=standing.instrument.items_named(standing.items),
            pages=standing.pages,
        ),
        ballots=_ballots(keys, standing, diary=diary, entry=entry) if counted else {},
    )


def _ballots(keys: ParticipantKeys, standing: OwnWave, *, diary: Diary, entry: WaveEntry) -> dict[bytes, bytes | None]:
    """Return the encrypted ballots that this submission adds or replaces; None for one that it takes back.

    Also what follows from it: a ballot for each question that this one decides about, in whichever wave it is asked,
    and the one about cards, which every submission casts anew.
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
        profile=diary.profile_in(standing.period_id),
        asked=asked,
        card_help=said_of_cards(diary.cards, numbers=standing.numbers),
    )
    return {
        ballot_name(keys, period=standing.period_id, item=place.item, channel=place.channel): (
            sealer.seal(contents[place]) if place in contents else None
        )
        for place in places_touched(instrument, said.intersection(standing.items), asked=asked)
    }


def _answers_of_period(standing: OwnWave, *, diary: Diary, entry: WaveEntry) -> dict[str, Any]:
    """Return all counted answers of the open period; of an item asked twice, the latest answer."""
    combined: dict[str, Any] = {}
    for wave_id, _items in standing.asked:
        said = entry if wave_id == standing.wave_id else diary.waves.get(wave_id)
        if said is not None and said.counted:
            combined.update(said.answers)
    return combined


def _receipt(given: Given, entry: WaveEntry, *, replaced: bool, repeated: bool) -> Receipt:
    answered = sum(1 for key, value in entry.answers.items() if "." not in key and value != DECLINED)
    return Receipt(wave_id=given.wave_id, answers=answered, counted=entry.counted, replaced=replaced, repeated=repeated)
