"""The page of a meeting: three findings by stated rules, an open question with each, one card, and no names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.boards.conversation import choose_subjects, why_words
from app.boards.findings import Comparison, Finding
from app.boards.lines import Block, Line, Topic
from app.boards.phrases import Phrases
from app.programme.instruments import instrument_of
from app.releases.cells import Published
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}
SHOWN = Block("", "", 40, 60)


def _topic(key: str, **changed: Any) -> Topic:
    line = Line(item=key, option="favourable", title=key, about="", own=SHOWN, beside=SHOWN, differs=False, verdict="")
    return Topic(key=key, construct=key, title=key, whole=True, lines=(replace(line, **changed),), cuts=(), table=())


def _finding(key: str) -> Finding:
    cell = Published("50+", 0.5, 0.4, 0.6)
    about = Comparison(kind="beside", item=key, option="favourable", first=cell, second=cell, whose="region")
    return Finding(about=about, direction="lower", smallest=0.2, p_value=0.001)


TOPICS = [_topic(key) for key in ("one", "two", "three", "four", "five")]


def test_supported_first_then_agreed_then_in_order() -> None:
    """The three rules, and by which of them each subject was chosen."""
    chosen = choose_subjects(TOPICS, [_finding("four")], agreed=["three"])
    assert [(each.topic.key, each.why) for each in chosen] == [
        ("four", "supported"),
        ("three", "agreed"),
        ("one", "next"),
    ]


def test_a_topic_comes_once_and_never_more_than_three() -> None:
    """Supported, agreed upon and first in order at once is still one subject."""
    chosen = choose_subjects(TOPICS, [_finding("one")], agreed=["one"])
    assert [each.topic.key for each in chosen] == ["one", "two", "three"]


def test_no_rule_looks_at_how_high_or_low_a_figure_is() -> None:
    """Without a supported difference the order of the questionnaire decides, whatever the figures."""
    low = [_topic("one"), _topic("two", own=Block("", "", 0, 1)), _topic("three"), _topic("four")]
    assert [each.topic.key for each in choose_subjects(low, [], agreed=[])] == ["one", "two", "three"]


def test_what_is_not_shown_comes_last() -> None:
    """A withheld figure gives less to talk about than one that is shown."""
    topics = [_topic("one", own=None), *TOPICS[1:]]
    assert [each.topic.key for each in choose_subjects(topics, [], agreed=[])] == ["two", "three", "four"]


@pytest.mark.parametrize(
    ("kind", "whose", "told"),
    [
        ("beside", "region", "More than chance."),
        ("earlier", "p1", "In the period March it was between 30 and 40%. More than chance."),
        ("part", "org_type:municipal", "Local team or municipal access: between 60 and 70%. More than chance."),
    ],
)
def test_a_difference_says_with_what(*, kind: Any, whose: str, told: str, app: Flask) -> None:
    """The figure beside it stands above already; an earlier one, and that of a part of the region, is said."""
    first, second = Published("50+", 0.65, 0.6, 0.7), Published("50+", 0.35, 0.3, 0.4)
    about = Comparison(kind=kind, item="reflection", option="favourable", first=first, second=second, whose=whose)
    finding = Finding(about=about, direction="higher", smallest=0.2, p_value=0.001)
    (subject,) = choose_subjects([_topic("reflection")], [finding], agreed=[])
    with app.test_request_context(headers=EN):
        assert why_words(subject, phrases=Phrases(instrument_of("peo")), spans={"p1": "March"}) == told


def _page(client: FlaskClient, address: str) -> str:
    response = client.get(f"{address}/conversation", headers=EN)
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize("who", ["north_lead", "participant"])
def test_everybody_of_the_team_sees_the_same_findings(who: str, visitors: Visitors, released: SmallRegion) -> None:
    """A finding with its block for each topic that is shown (here two), questions, one card, room to write."""
    page = _page(visitors.browser(who), f"/teams/{released.teams['north']}")
    findings = page.partition('<ol class="three">')[2].partition("</ol>")[0]
    assert findings.count("<li>") == 2
    assert findings.count('<svg class="bin"') == 2
    assert page.partition('<p class="ask">')[2].partition("</p>")[0].endswith("?")
    assert "Card for the team" in page
    assert page.count("<li>We</li>") == 2


def test_no_name_of_a_person_stands_on_the_page(visitors: Visitors, released: SmallRegion) -> None:
    """On a beamer not even the address of who is signed in."""
    page = _page(visitors.browser("north_lead"), f"/teams/{released.teams['north']}")
    assert "@" not in page
    assert "north_lead" not in page


def test_a_small_team_can_meet_too(visitors: Visitors, released: SmallRegion) -> None:
    """Nothing of its own is shown; the page says so, and there are questions to talk about."""
    page = _page(visitors.browser("narrow_lead"), f"/teams/{released.teams['small']}")
    assert "Talk about what you notice yourselves." in page
    assert '<p class="num"><span class="withheld">Not shown</span></p>' in page
    assert re.search(r'<p class="ask">[^<]+\?</p>', page)


def test_before_the_first_release_there_is_a_day(region: SmallRegion) -> None:
    """The page says what will come and when."""
    client = Visitors(region).browser("north_lead")
    page = _page(client, f"/teams/{region.teams['north']}")
    assert "No release yet" in page
    assert "Monday, 30 March" in page


def test_an_unchanged_conversation_is_not_sent_again(visitors: Visitors, released: SmallRegion) -> None:
    """304 without a body."""
    client, address = visitors.browser("north_lead"), f"/teams/{released.teams['north']}/conversation"
    client.get(address)
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
