"""A small region with two released periods, made once and copied, and everybody who may want to look at it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from app import clock, create_app
from app.config import Settings
from app.db import db
from tests.boards.visitors import NOW, Visitors, release_two_periods
from tests.conftest import SetClock, Template
from tests.databases import copy_database
from tests.region import START, SmallRegion, build_small_region


@pytest.fixture(scope="session")
def released_once(tmp_path_factory: pytest.TempPathFactory, template: Template) -> tuple[Settings, SmallRegion]:
    """The installation of a region with two releases, and what is known about it."""
    settings = template.copy(tmp_path_factory.mktemp("released"), with_region=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: START)
        app = create_app(settings, testing=True)
        with app.app_context():
            region = build_small_region(app)
            release_two_periods(region)
            db.session.remove()
            db.engine.dispose()
    return settings, region


@pytest.fixture
def released(
    *, app: Flask, settings: Settings, released_once: tuple[Settings, SmallRegion], set_clock: SetClock
) -> SmallRegion:
    """The region after two released periods; the clock stands in the third."""
    source, region = released_once
    copy_database(source, settings)
    set_clock(NOW)
    return replace(region, app=app)


@pytest.fixture
def visitors(released: SmallRegion) -> Visitors:
    """Staff of every role, participants, and somebody who is not signed in."""
    return Visitors(released)
