"""The demonstration's charts are drawn when the region is complete."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.commands import demo_commands as commands
from app.db import AnySession
from app.releases.models import Release
from tests.demo.test_demo_command import place, run

__all__ = ["place"]


@pytest.mark.usefixtures("place")
def test_charts_are_drawn_once_and_after_the_last_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing at every release of a simulated year would take longer than all the rest."""
    releases_at_drawing: list[int | None] = []

    def note(session: AnySession, **_: object) -> int:
        releases_at_drawing.append(session.scalar(select(func.count()).select_from(Release)))
        return 0

    monkeypatch.setattr(commands, "draw_frames", note)
    monkeypatch.setattr("app.jobs.draw_frames", note)
    run("build", "--teams", "2", "--waves", "2")
    assert releases_at_drawing == [1]
