"""A period has the same first and last day wherever it is named."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

SPAN = re.compile(r"\d{1,2} \w+ to \d{1,2} \w+ \d{4}")
PAGES = ("/", "/mirror/work_enjoyment", "/region")


@pytest.mark.parametrize("path", PAGES)
def test_the_released_period_has_the_same_days_on_every_page(reader: FlaskClient, path: str) -> None:
    """Its last day is the day before the midnight on which it closed."""
    named = set(SPAN.findall(reader.get(path).text))
    mirror = re.search(rf"The figure is of ({SPAN.pattern})", reader.get("/mirror/work_enjoyment").text)
    assert mirror
    assert mirror[1] in named
