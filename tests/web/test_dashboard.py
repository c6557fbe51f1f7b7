"""The example dashboard and alerts ask for figures that `/metrics` gives, and for no others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.condition import BACKUP_NOTE, figures_of
from app.config import ROOT
from app.db import db, writing
from app.programme.models import Period
from app.web.settings import settings
from tests.region import START, SmallRegion

DEPLOY = ROOT / "docs" / "deploy"
NAME = re.compile(r"\bpeil_[a-z_]+")
STATES = ("planned", "open", "closing", "waiting", "released")


def expressions() -> Iterator[str]:
    """Every question that dashboard and alerts put to Prometheus."""
    board = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    yield from (target["expr"] for panel in board["panels"] for target in panel["targets"])
    yield from re.findall(r"expr: (.+)", (DEPLOY / "prometheus-rules.yml").read_text())


@pytest.fixture
def given(region: SmallRegion) -> set[str]:
    """The names of all figures, of a region that has periods in every state."""
    with writing(db.session):
        for number, state in enumerate(STATES):
            period = Period(id=f"{state}-one", number=100 + number, opens_at=START, closes_at=START, state=state)
            period.programme_id = db.session.scalars(select(Period.programme_id)).first() or ""
            period.min_group, period.colluders = 7, 2
            db.session.add(period)
    (settings().instance / BACKUP_NOTE).write_text(START.isoformat())
    return {*figures_of(db.session, settings()), "peil_up", "peil_waiting"}


def test_every_figure_that_is_asked_for_exists(given: set[str]) -> None:
    """A panel about a figure that was renamed would be empty on the day it is needed."""
    asked = {name for expression in expressions() for name in NAME.findall(expression)}
    assert asked - given == set()


def test_every_figure_stands_on_the_dashboard(given: set[str]) -> None:
    """Nothing that an operator can watch is left out."""
    text = (DEPLOY / "grafana-dashboard.json").read_text()
    assert {name for name in given if name not in text} == set()


def test_it_can_be_taken_in_as_it_is() -> None:
    """Each panel has its place and asks the source that is chosen when it is taken in, not one of ours."""
    board = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    assert board["templating"]["list"][0]["type"] == "datasource"
    for panel in board["panels"]:
        assert panel["datasource"]["uid"] == "${source}"
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
        assert panel["title"]
