"""Everything in a participant's diary as JSON, to take along. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.answering.diary import Diary
from app.charts.time_axis import TimelineWave
from app.clock import REGION_TIME


def as_json(diary: Diary, *, waves: Sequence[TimelineWave]) -> dict[str, Any]:
    """Return every entry of the diary, oldest first, as data for a JSON file; waves no longer known come last."""
    return {
        "entries": [
            {
                "wave": wave_id,
                "opens": opens or None,
                "counted": diary.waves[wave_id].counted,
                "answers": dict(diary.waves[wave_id].answers),
            }
            for wave_id, opens in in_order(diary, waves)
        ],
        "profile": dict(diary.profile),
        "profile_before": dict(diary.profile_before),
        "profile_before_in": sorted(diary.before_in),
        "cards": dict(diary.cards),
        "notes": dict(diary.notes),
    }


def in_order(diary: Diary, waves: Sequence[TimelineWave]) -> list[tuple[str, str]]:
    """Return each wave in the diary with its first day, oldest first; "" for waves no longer known, which come last."""
    known = [
        (wave.id, wave.opens.astimezone(REGION_TIME).date().isoformat()) for wave in waves if wave.id in diary.waves
    ]
    ids = {wave_id for wave_id, _opens in known}
    return known + [(wave_id, "") for wave_id in diary.waves if wave_id not in ids]
