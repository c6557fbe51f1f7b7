"""A region in which a full measurement is open, and somebody who goes through it by reading HTML alone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import db, writing
from app.programme.models import Programme
from app.programme.plan_changes import plan_full
from tests.conftest import SetClock
from tests.region import START, SmallRegion

BEGINS = date(2026, 3, 30)
"""The day after the small region's first period."""
DAYS = 21
MOMENT = datetime.combine(BEGINS, START.timetz()) + timedelta(hours=3)
CLOSED = MOMENT + timedelta(days=DAYS)

WORKLOAD = {"workload": "some", "workload_task.workload_task_skj": "strong", "workload_cause": ["admin", "caseload"]}
"""Answers of somebody who feels workload, so that its questions are asked."""


def open_measurement(region: SmallRegion, set_clock: SetClock) -> None:
    """Plan a full measurement and go on to its first day."""
    with writing(db.session):
        programme = db.session.query(Programme).one()
        plan_full(db.session, programme, first_day=BEGINS, days=DAYS, now=START)
    region.tick(MOMENT)
    set_clock(MOMENT)


def questions_on(page: str) -> list[str]:
    """Return the keys of the questions on a page."""
    return re.findall(r'<fieldset class="q[^"]*" id="q-([a-z0-9_]+)"', page)


def place_on(page: str) -> str:
    """Return the number of the page, from 0, as its form says it."""
    found = re.search(r'name="page" value="(\d+)"', page)
    assert found, page
    return found[1]


def submission_on(page: str) -> str:
    """Return the hidden name of the answering."""
    found = re.search(r'name="submission" value="([^"]+)"', page)
    assert found
    return unescape(found[1])


def press(own: FlaskClient, go: str, **fields: object) -> TestResponse:
    """Fill in what the present page asks of `fields`, and press a button; the answer is the page one arrives at."""
    page = own.get("/pulse/pages").text
    asked = questions_on(page)
    here = {name: value for name, value in fields.items() if name.partition(".")[0] in asked}
    sent = {"page": place_on(page), "go": go, **here}
    if go == "send":
        sent["submission"] = submission_on(page)
    return own.post("/pulse/pages", data=sent)


def go_through(own: FlaskClient, **fields: object) -> list[list[str]]:
    """Answer page after page up to the review; return the questions that each page showed."""
    shown: list[list[str]] = []
    while 'value="send"' not in (page := own.get("/pulse/pages").text):
        shown.append(questions_on(page))
        assert press(own, "next", **fields).status_code == 303
        assert len(shown) < 30
    return shown
