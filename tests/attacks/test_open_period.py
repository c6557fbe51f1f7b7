"""Attack 9: somebody watches an open period from outside and hopes that a count, a size or a tag moves."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app import clock
from app.accounts.service import create_account, make_link
from app.db import db, writing
from tests.region import START, SmallRegion

ADDRESSES = ("/region", "/teams/{north}", "/organisations/{wide}", "/region/conversation", "/privacy", "/healthz")


@pytest.fixture
def watcher(region: SmallRegion) -> FlaskClient:
    """The region's own staff, who may see most."""
    with writing(db.session):
        account = create_account(db.session, email="watch@region.example", role="region", scope=region.region_id)
        token = make_link(db.session, account, now=clock.now(), uses=1, minutes=60)
    client = region.app.test_client()
    assert client.post(f"/staff/enter/{token}").status_code in {200, 303}
    return client


def seen(region: SmallRegion, watcher: FlaskClient) -> dict[str, tuple[int, str | None, str]]:
    """What an outsider gets of every page: status, tag, and the page without what is new in each answer."""
    found = {}
    for pattern in ADDRESSES:
        address = pattern.format(north=region.teams["north"], wide=region.organisations["wide"])
        response = watcher.get(address)
        fresh = re.compile(r'name="csrf_token" value="[^"]+"|content="[^"]{40,}"|<!--.*?-->', re.DOTALL)
        found[address] = (response.status_code, response.headers.get("ETag"), fresh.sub("", response.text))
    return found


def test_nothing_outside_moves_while_people_answer(region: SmallRegion, watcher: FlaskClient) -> None:
    """Nobody, one, or everybody has answered: every page for others is the same, letter for letter."""
    nobody = seen(region, watcher)
    region.answer(region.participant, {"professional_space": "ample", "work_enjoyment": 9})
    assert seen(region, watcher) == nobody
    for person in (person for people in region.people.values() for person in people[1:]):
        region.answer(person, {"professional_space": "ample", "work_enjoyment": 9})
    region.tick(START)
    assert seen(region, watcher) == nobody


def test_a_file_of_an_open_period_does_not_exist(region: SmallRegion, watcher: FlaskClient) -> None:
    """404 for every format and level, as for a period that never was."""
    period = region.wave().period_id
    region.answer(region.participant, {"professional_space": "ample"})
    team = region.teams["north"]
    for address in (f"/releases/{period}.csv", f"/releases/{period}.json", f"/teams/{team}/releases/{period}.csv"):
        response = watcher.get(address)
        assert response.status_code == 404
        never = "n" * len(period)
        assert response.text == watcher.get(address.replace(period, never)).text.replace(never, period)


def test_a_log_of_an_open_period_counts_nothing(region: SmallRegion, capfd: pytest.CaptureFixture[str]) -> None:
    """Answering writes no line at all."""
    capfd.readouterr()
    region.answer(region.participant, {"professional_space": "ample"})
    assert capfd.readouterr().out == ""
