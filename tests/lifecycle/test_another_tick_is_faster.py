"""A tick that another one overtakes, on the same machine or elsewhere, says nothing that is not so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.db import db
from app.lifecycle import ballot_box, key_watch
from app.lifecycle.period_box import PeriodBox
from app.programme.models import Period
from app.releases.models import Release
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT


def overtaken(function: Callable[..., Any], region: SmallRegion, *, name: str, patch: pytest.MonkeyPatch) -> None:
    """Let another tick do everything just before this one goes on with `function`."""

    def slower(*arguments: Any, **named: Any) -> Any:
        patch.setattr(ballot_box, name, function)
        done = region.tick(CLOSED)
        assert len(done.released) == 1
        return function(*arguments, **named)

    patch.setattr(ballot_box, name, slower)


@pytest.fixture
def over(region: SmallRegion) -> SmallRegion:
    """Everybody answered and the period is over."""
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient", "work_enjoyment": 7})
    return region


@pytest.mark.parametrize("name", ["key_fault", "is_marked"])
def test_a_key_that_another_tick_destroyed_is_not_missing(
    over: SmallRegion, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Looked for after the other one had released and destroyed: no concern, and the release stays one."""
    overtaken(getattr(ballot_box, name), over, name=name, patch=monkeypatch)
    assert key_watch.key_concerns(db.session, keys=over.keys) == set()
    assert len(db.session.scalars(select(Release)).all()) == 1


@pytest.mark.parametrize("name", ["is_marked", "BallotReader"])
def test_a_period_that_another_tick_released_does_not_wait(
    over: SmallRegion, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Claimed by both: the slower one says that it had nothing to do, and does not stop the period."""
    period = over.wave().period_id
    overtaken(getattr(ballot_box, name), over, name=name, patch=monkeypatch)
    assert ballot_box.close_box(db.session, PeriodBox(period), keys=over.keys, now=CLOSED) == "left"
    found = db.session.get_one(Period, period, populate_existing=True)
    assert (found.state, found.waiting_because) == ("released", None)
