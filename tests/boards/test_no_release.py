"""Before the first release a board says when it comes, and nothing about how things stand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.programme.models import Period
from tests.boards.visitors import GOOD, Visitors
from tests.conftest import SetClock
from tests.region import START, SmallRegion


@pytest.mark.parametrize("who", ["region_lead", "north_lead"])
def test_the_first_release_has_a_day(who: str, region: SmallRegion) -> None:
    """The day on which the first period closes, and what was published about earlier years."""
    client = Visitors(region).browser(who)
    address = "/region" if who == "region_lead" else f"/teams/{region.teams['north']}"
    page = client.get(address, headers={"Accept-Language": "en"}).text
    assert "No release yet" in page
    assert "Monday, 30 March" in page
    assert "Professional space in 2022: 92%" in page


def test_a_period_that_has_closed_is_not_told_as_one_to_come(region: SmallRegion, set_clock: SetClock) -> None:
    """While it waits to be counted, for instance for its key holders, no day that has passed is promised."""
    set_clock(START + timedelta(days=40))
    page = Visitors(region).browser("region_lead").get("/region", headers={"Accept-Language": "en"}).text
    assert "The first period has closed. Its release comes as soon as it is counted." in page
    assert "The first release comes on" not in page
    assert "This is how you begin:" not in page


def test_answers_of_an_open_period_change_nothing(region: SmallRegion) -> None:
    """No counter and no live response: the page is the same before and after everybody has answered."""
    client = Visitors(region).browser("region_lead")

    def words() -> str:
        return client.get("/region").text.partition("<main")[2].partition("</main>")[0]

    before = words()
    asked = {item: answer for item, answer in GOOD.items() if item in region.wave().items}
    for person in region.people["north"]:
        region.answer(person, asked)
    assert words() == before


def test_a_new_region_says_where_to_begin(region: SmallRegion) -> None:
    """Its programme team reads what to do first; nobody else does, and no more once a first day is known."""
    visitors = Visitors(region)
    assert 'href="/organisations">' not in main_of(visitors, "region_lead")
    with writing(db.session):
        db.session.execute(update(Period).values(state="released"))
    assert 'href="/organisations">' in main_of(visitors, "region_lead")
    assert 'href="/organisations">' not in main_of(visitors, "north_lead")


def main_of(visitors: Visitors, who: str) -> str:
    """What stands on the region's page, without the menu."""
    return visitors.browser(who).get("/region").text.partition("<main")[2]
