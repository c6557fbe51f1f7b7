"""Agreements in the demonstration region: after each release some teams meet and agree on something.

Decides by chance which teams agree on what, never how: an agreement is stored by the service of the agreements page.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from random import Random

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from app.content.reading import read_yaml_with_lines, validated
from app.db import AnySession, writing
from app.demo.outline import demonstrations
from app.demo.scene import Scene
from app.meetings.agreements import AgreementDraft, note_agreement
from app.programme.rhythm import day_of
from app.releases.models import Release

MEETING_PERCENT, DONE_PERCENT = 35, 30
LOOK_BACK = timedelta(days=56)


class AgreementOutline(BaseModel):
    """The content file of the demonstration region's agreements: their texts by construct."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agreements: dict[str, tuple[str, ...]]


@lru_cache
def read_agreements(questionnaire: str) -> tuple[tuple[str, str], ...]:
    """Read the agreements from their content file, as pairs of construct and text. Raises ContentFault."""
    read = validated(read_yaml_with_lines(demonstrations()[questionnaire] / "agreements.yaml"), AgreementOutline)
    return tuple((construct, text) for construct, texts in read.agreements.items() for text in texts)


def agree(session: AnySession, scene: Scene, *, now: datetime, draws: Random) -> None:
    """Let some of the teams make an agreement about the newest release; do nothing before the first release."""
    period_id = session.scalar(select(Release.period_id).order_by(Release.number.desc()).limit(1))
    if period_id is None:
        return
    with writing(session):
        for place, home in enumerate(scene.homes):
            construct, text = draws.choice(read_agreements(scene.programme.instrument_key))
            meets, done = draws.random() < MEETING_PERCENT / 100, draws.random() < DONE_PERCENT / 100
            if meets or place == 0:  # The first team always has something to come back to.
                draft = AgreementDraft(text=text, construct=construct, look_back_on=day_of(now + LOOK_BACK))
                noted = note_agreement(
                    session, "team", home.team_id, draft=draft, period_id=period_id, today=day_of(now)
                )
                noted.state = "done" if done and place else "open"
