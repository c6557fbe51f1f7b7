"""The log tells the programme team what staff did, and nothing of participants."""

from __future__ import annotations

import ast
import re
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.action_log import PAGE_EVENTS
from app.accounts.events import WORDS, event_words
from app.accounts.service import create_account, record
from app.config import ROOT
from app.db import Base, db, writing
from app.organisations.service import create_region
from tests.accounts.people import account, browser
from tests.accounts.test_invitations import invite
from tests.boards.test_private_tables import _statements
from tests.conftest import SetClock
from tests.region import START, SmallRegion


def test_every_action_stands_there_with_who_when_and_about_whom(region: SmallRegion) -> None:
    """In words, newest first, with the moment as the region's clocks say it."""
    client = browser(region, "region")
    invite(client, f"team:{region.teams['north']}")
    page = client.get("/staff/log", headers={"Accept-Language": "en"}).text
    words = re.sub(r"<[^>]+>|\s+", " ", page)
    assert "Invited somebody" in words
    assert "new.person@example.org" in words
    assert "with a one-time link" in words
    assert account(region, "region").email in words
    assert "2 March 2026 at 10:00" in words


def test_every_event_has_words(app: Flask) -> None:
    """Whatever any part of Peil writes into the log, in both languages, and no words for what nobody writes."""
    assert set(WORDS) == written_events()
    for tongue in ("nl", "en"):
        with app.test_request_context(headers={"Accept-Language": tongue}):
            assert all("." not in event_words(event) for event in WORDS)


WRITES = {"record", "changing", "_note", "_handed_out"}
"""Functions that write a line of the log, or are given the event for it."""


def written_events() -> set[str]:
    """The constant names that calls which `WRITES` names hand over in `app/`, also through a variable named `event`."""
    found: set[str] = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in filter(_names_an_event, ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
            texts = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
            found |= {text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z]+\.[a-z_]+", text)}
    return found


def _names_an_event(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == "event" for target in node.targets)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITES


def test_a_group_is_called_by_its_name(region: SmallRegion) -> None:
    """Not by an id that tells nobody anything; a role neither."""
    client = browser(region, "region")
    invite(client, f"team:{region.teams['north']}")
    page = client.get("/staff/log", headers={"Accept-Language": "en"}).text
    assert "new.person@example.org · Team lead · Team North" in page
    assert region.teams["north"] not in page


def test_an_event_of_an_older_peil_is_readable_too(region: SmallRegion) -> None:
    """A constant name stays a name, without signs; what stands in it is shown as text."""
    who = account(region, "team").id
    with writing(db.session):
        record(db.session, who, event="team.left_over", subject="<b>x</b>" + "y" * 500, now=START)
    page = browser(region, "region").get("/staff/log").text
    assert "team: left over" in page
    assert "&lt;b&gt;x" in page


def test_pages_follow_one_another(region: SmallRegion, set_clock: SetClock) -> None:
    """Each event on one page, the newest first."""
    who = account(region, "team").id
    with writing(db.session):
        for number in range(PAGE_EVENTS + 5):
            record(db.session, who, event="test.event", subject=f"n{number}", now=START - timedelta(minutes=number + 1))
    client = browser(region, "region")
    first, second = (client.get(f"/staff/log?page={number}").text for number in (1, 2))
    seen = [re.findall(r"\bn\d+\b", page) for page in (first, second)]
    assert seen[0] + seen[1] == [f"n{number}" for number in range(PAGE_EVENTS + 5)]
    assert "page=2" in first
    assert "page=1" in second
    assert "page=3" not in second
    assert client.get("/staff/log?page=99").status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "9" * 30, "²"])
def test_a_page_that_cannot_exist_is_404(region: SmallRegion, page: str) -> None:
    """Never a crash."""
    assert browser(region, "region").get(f"/staff/log?page={page}").status_code == 404


@pytest.mark.parametrize("role", ["organisation", "team", "council"])
def test_only_the_programme_team_reads_it(role: str, region: SmallRegion) -> None:
    """403 for everybody else."""
    assert browser(region, role).get("/staff/log").status_code == 403


def test_another_region_is_not_in_it(region: SmallRegion) -> None:
    """Two regions on one server know nothing of each other."""
    with writing(db.session):
        other = create_region(db.session, "Elders")
        stranger = create_account(db.session, email="stranger@example.org", role="region", scope=other.id)
        record(db.session, stranger.id, event="test.elsewhere", now=START)
    assert "elsewhere" not in browser(region, "region").get("/staff/log").text


def test_pages_for_staff_read_no_private_table(region: SmallRegion) -> None:
    """Access, people and log are made without a glance at anybody's membership, ballots or diary."""
    private = [name for name, table in Base.metadata.tables.items() if table.info.get("private")]
    client = browser(region, "region")
    with _statements() as statements:
        for address in ("/staff", "/staff/people", "/staff/log", "/staff/password", "/staff/sign-in"):
            assert client.get(address).status_code in {200, 303}, address
    assert any("audit_event" in each for each in statements)
    for name in private:
        assert not [each for each in statements if re.search(rf"\b{name}\b", each)], name
