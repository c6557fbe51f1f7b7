"""Whoever prepares a meeting may choose its topics; the sheet carries its address; agreements follow the plan."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app import clock
from app.db import db
from app.instrument.installed import instrument_of
from app.meetings.asked_again import result_days
from app.meetings.models import Agreement
from app.programme.models import Period
from app.programme.rhythm import day_of
from app.releases.read import released_periods
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}


def topics_on(page: str) -> list[str]:
    return re.findall(r'data-topic="([^"]+)"', page)


def test_other_topics_can_be_chosen_and_the_address_holds_them(visitors: Visitors, released: SmallRegion) -> None:
    """Without JavaScript: three lists and a button; in the order that was chosen, each once, and never none."""
    lead, address = visitors.browser("north_lead"), f"/teams/{released.teams['north']}/conversation"
    usual = topics_on(lead.get(address, headers=EN).text)
    chosen = {"first": usual[-1], "second": usual[0], "third": usual[-1]}
    page = lead.get(address, query_string=chosen, headers=EN).text
    assert topics_on(page) == [usual[-1], usual[0]]
    assert "Chosen for this meeting." in page
    assert topics_on(lead.get(address, headers=EN).text) == usual, "nobody else gets what one visitor chose"


@pytest.mark.parametrize("typed", ["nowhere", "", "<script>", "professional_space" * 40])
def test_topics_that_are_not_there_are_left_out(typed: str, visitors: Visitors, released: SmallRegion) -> None:
    """A torn address shows what the rules give."""
    lead, address = visitors.browser("north_lead"), f"/teams/{released.teams['north']}/conversation"
    response = lead.get(address, query_string={"first": typed}, headers=EN)
    assert response.status_code == 200
    assert topics_on(response.text) == topics_on(lead.get(address, headers=EN).text)
    assert "<script>" not in response.text


def test_the_sheet_has_a_code_that_opens_the_page(visitors: Visitors, released: SmallRegion) -> None:
    """A drawing for paper, and lines to write on."""
    page = visitors.browser("north_lead").get(f"/teams/{released.teams['north']}/conversation", headers=EN).text
    paper = page.split('class="on-paper code"')[1]
    assert "<svg" in paper
    assert 'class="write"' in page


def test_the_day_to_look_back_is_that_of_the_next_result_about_it(visitors: Visitors, released: SmallRegion) -> None:
    """Left empty it is the day after the period that asks the topic again, as the list of topics says."""
    lead, address = visitors.browser("north_lead"), f"/teams/{released.teams['north']}/agreements"
    days = result_days(db.session, released.region_id, now=clock.now())
    construct, day = max(days.items(), key=lambda each: each[1])
    assert lead.post(address, data={"text": "We stop at five.", "construct": construct}).status_code == 303
    noted = db.session.scalars(select(Agreement)).one()
    assert noted.look_back_on == day
    closings = {day_of(each.closes_at): each for each in db.session.scalars(select(Period))}
    for asked, on in days.items():
        if on in closings:
            assert asked in {_construct(key, closings[on]) for key in closings[on].items}


def _construct(key: str, period: Period) -> str:
    return instrument_of(period.programme.instrument_key).item(key).construct_key


def test_every_topic_in_the_list_says_when_its_next_result_is_due(visitors: Visitors, released: SmallRegion) -> None:
    """Who agrees sees beforehand how long it takes."""
    page = visitors.browser("north_lead").get(f"/teams/{released.teams['north']}/agreements", headers=EN).text
    assert "next result on" in page


def test_an_agreement_comes_back_with_estimates(visitors: Visitors, released: SmallRegion) -> None:
    """Then and now with the 95 % interval of each, not only the published block."""
    lead, team = visitors.browser("north_lead"), released.teams["north"]
    lead.post(f"/teams/{team}/agreements", data={"text": "We stop at five.", "construct": "professional_space"})
    first = released_periods(db.session)[0].id
    db.session.scalars(select(Agreement)).one().period_id = first
    db.session.commit()
    page = lead.get(f"/teams/{team}/conversation", headers=EN).text
    assert re.search(r"Then about \d+% \(\d+ to \d+%\), now about \d+% \(\d+ to \d+%\)\.", page)
