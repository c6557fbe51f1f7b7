"""Remarks in the demonstration region: in every round a few people write to the programme team.

Decides by chance who writes what, never how: people submit through the service of the remarks page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from random import Random

from pydantic import BaseModel, ConfigDict, Field

from app.content.reading import read_yaml_with_lines, validated
from app.db import AnySession, writing
from app.demo.life import Member
from app.demo.outline import demonstrations
from app.programme.models import Wave
from app.remarks.remark_envelopes import hand_in_remark, open_remarks


class RemarkOutline(BaseModel):
    """The content file of the demonstration region's remarks; waves use its odd and even entries in turn."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    remarks: tuple[str, ...] = Field(min_length=2)


@lru_cache
def read_remarks(questionnaire: str) -> tuple[str, ...]:
    """Read the remarks from their content file. Raises ContentFault."""
    return validated(read_yaml_with_lines(demonstrations()[questionnaire] / "remarks.yaml"), RemarkOutline).remarks


def write_remarks(
    session: AnySession, members: Sequence[Member], *, wave: Wave, region_id: str, now: datetime, draws: Random
) -> None:
    """Let a few invented people write a remark during this wave; do nothing where no remarks box is open."""
    box = open_remarks(session, region_id=region_id, now=now)
    if box is None:
        return
    texts = read_remarks(wave.period.programme.instrument_key)[wave.number % 2 :: 2]
    writers = draws.sample(members, min(len(members), len(texts)))
    with writing(session):
        for member, text in zip(writers, texts, strict=False):
            hand_in_remark(session, member.keys, period_id=box.period_id, text=text, now=now)
