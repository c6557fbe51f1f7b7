"""Everything of one's own, to take along: as JSON and as a tidy CSV. Pure, from an opened diary."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from app.answering.diary import Diary
from app.charts.timeline import TimelineWave
from app.clock import REGION_TIME

COLUMNS = ("wave", "opens", "item", "answer")


def as_json(diary: Diary, *, waves: Sequence[TimelineWave]) -> dict[str, Any]:
    """Every entry, oldest first; waves that are no longer known come last."""
    return {
        "entries": [
            {
                "wave": wave_id,
                "opens": opens or None,
                "counted": diary.waves[wave_id].counted,
                "answers": dict(diary.waves[wave_id].answers),
            }
            for wave_id, opens in _ordered(diary, waves)
        ],
        "profile": dict(diary.profile),
        "cards": dict(diary.cards),
        "notes": dict(diary.notes),
    }


def as_csv(diary: Diary, *, waves: Sequence[TimelineWave]) -> str:
    """One line per answer; each choice of several, and each row of a grid, has a line of its own."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for wave_id, opens in _ordered(diary, waves):
        for item, answer in diary.waves[wave_id].answers.items():
            writer.writerows((wave_id, opens, name, value) for name, value in _lines(item, answer))
    return text.getvalue()


def _ordered(diary: Diary, waves: Sequence[TimelineWave]) -> list[tuple[str, str]]:
    known = [
        (wave.id, wave.opens.astimezone(REGION_TIME).date().isoformat()) for wave in waves if wave.id in diary.waves
    ]
    ids = {wave_id for wave_id, _opens in known}
    return known + [(wave_id, "") for wave_id in diary.waves if wave_id not in ids]


def _day(wave: TimelineWave) -> str:
    return wave.opens.astimezone(REGION_TIME).date().isoformat()


def _lines(item: str, answer: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(answer, Mapping):
        yield from ((f"{item}.{row}", value) for row, value in answer.items())
    elif isinstance(answer, list | tuple):
        yield from ((item, value) for value in answer)
    else:
        yield item, answer
