"""A region with its staff, and the pages on which they run it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import organisations, programme
from tests.boards.visitors import Visitors
from tests.region import SmallRegion


@pytest.fixture
def staff(region: SmallRegion, app: Flask) -> Visitors:
    """Staff of every role, in the region with its first period open."""
    if "organisations" not in app.blueprints:  # The wiring registers them; a test does not depend on its order.
        organisations.init_app(app)
        programme.init_app(app)
    return Visitors(region)


@pytest.fixture
def lead(staff: Visitors) -> FlaskClient:
    """A browser of the region's programme team."""
    return staff.browser("region_lead")
