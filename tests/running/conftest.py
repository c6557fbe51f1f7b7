"""A region with its staff, and the pages on which they run it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.boards.visitors import Visitors
from tests.region import SmallRegion


@pytest.fixture
def staff(region: SmallRegion) -> Visitors:
    """Staff of every role, in the region with its first period open."""
    return Visitors(region)


@pytest.fixture
def lead(staff: Visitors) -> FlaskClient:
    """A browser of the region's programme team."""
    return staff.browser("region_lead")
