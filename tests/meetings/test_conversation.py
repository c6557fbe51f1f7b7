"""The page of a meeting: three topics by stated rules, an open question with each, one card, and no names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.groups.estimate_pictures import Strip
from app.groups.signals import SignalView
from app.groups.topics import PublishedShare, Topic, TopicLine
from app.meetings.conversation import choose_subjects, shared_why
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}
SHOWN = PublishedShare("", "", 40, 60)
STRIP = Strip(label="", reaches=(0, 1), inner=(0, 1), at=0, mark=None)


def _topic(key: str, **changed: Any) -> Topic:
    line = TopicLine(item=key, option="favourable", title=key, about="", own=SHOWN, beside=SHOWN, verdict="")
    return Topic(key=key, construct=key, title=key, whole=True, lines=(replace(line, **changed),), cuts=(), table=())


def _signal(key: str, grade: str = "sure") -> SignalView:
    words = ("says", "short", "word", "because", "figure", "value", "base", "about", "title")
    told: dict[str, Any] = dict.fromkeys(words, "")
    return SignalView(
        grade=grade, item=key, option="favourable", direction="lower", kind="gap", strip=STRIP, many=False, **told
    )


NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight")
TOPICS = [_topic(key) for key in NAMES]


def _chosen(topics: list[Topic], *signals: SignalView, agreed: tuple[str, ...] = (), number: int = 0) -> list[str]:
    return [each.topic.key for each in choose_subjects(topics, signals, agreed=agreed, number=number)]


def test_what_stands_out_then_agreed_then_what_is_next_in_turn() -> None:
    """The three rules, and by which of them each subject was chosen."""
    chosen = choose_subjects(TOPICS, [_signal("four")], agreed=["three"], number=0)
    assert [(each.topic.key, each.why) for each in chosen[:2]] == [("four", "signal"), ("three", "agreed")]
    assert chosen[2].why == "turn"


def test_an_open_agreement_gets_a_place_beside_any_number_of_signals() -> None:
    """Two places for what stands out, one for what was agreed; without an agreement all three."""
    signals = [_signal(key) for key in ("one", "two", "three")]
    assert _chosen(TOPICS, *signals, agreed=("eight",)) == ["one", "two", "eight"]
    assert _chosen(TOPICS, *signals) == ["one", "two", "three"]


def test_a_topic_comes_once_and_never_more_than_three() -> None:
    """Standing out twice, and agreed upon, is still one subject."""
    chosen = _chosen(TOPICS, _signal("one"), _signal("one", "likely"), agreed=("one",))
    assert chosen[0] == "one"
    assert len(set(chosen)) == 3


def test_when_nothing_stands_out_each_period_brings_other_topics() -> None:
    """Until all have been talked about no topic returns, and it is never simply the order of the questionnaire."""
    periods = [_chosen(TOPICS, number=number) for number in range(3)]
    assert set(periods[0]).isdisjoint(periods[1])
    assert {each for period in periods for each in period} == set(NAMES)


def test_of_the_topics_in_turn_what_lies_farthest_comes_first() -> None:
    """The gap with the region orders them, not their place in the questionnaire."""
    topics = [_topic("one", lean=0.01), _topic("two", lean=0.2), _topic("three", lean=0.1)]
    assert _chosen(topics) == ["two", "three", "one"]


def test_what_is_not_shown_comes_last() -> None:
    """A withheld figure gives less to talk about than one that is shown."""
    topics = [_topic("one", own=None), _topic("two"), _topic("three"), _topic("four")]
    assert _chosen(topics)[:3] == ["two", "three", "four"]


def _page(client: FlaskClient, address: str) -> str:
    response = client.get(f"{address}/conversation", headers=EN)
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize("who", ["north_lead", "participant"])
def test_everybody_of_the_team_sees_the_same_findings(who: str, visitors: Visitors, released: SmallRegion) -> None:
    """An estimate for each topic that is shown (here two), questions, one card, room to write."""
    page = _page(visitors.browser(who), f"/teams/{released.teams['north']}")
    findings = page.partition('<ol class="three">')[2].partition("</ol>")[0]
    assert findings.count("<li data-topic=") == 2
    assert findings.count('<svg class="strip"') == 2
    assert page.partition('<p class="ask">')[2].partition("</p>")[0].endswith("?")
    assert "Card for the team" in page
    assert page.count("<li>We</li>") == 2


def test_no_name_of_a_person_stands_on_the_page(visitors: Visitors, released: SmallRegion) -> None:
    """On a beamer not even the address of who is signed in."""
    page = _page(visitors.browser("north_lead"), f"/teams/{released.teams['north']}")
    assert "@" not in page
    assert "north_lead" not in page


def test_a_small_team_can_meet_too(visitors: Visitors, released: SmallRegion) -> None:
    """Nothing of its own is shown: that is said once, with the region's figures to talk about and their interval."""
    page = _page(visitors.browser("narrow_lead"), f"/teams/{released.teams['small']}")
    assert page.count("Not shown") == 1
    assert page.count("take their turn") == 1
    assert "Its turn." not in page
    findings = page.partition('<ol class="three">')[2].partition("</ol>")[0]
    assert findings.count('<svg class="strip"') == findings.count("<li data-topic=") >= 2
    assert re.search(r"The region about \d+% \(\d+ to \d+%\)\.", findings)
    assert re.search(r'<p class="ask">[^<]+\?</p>', page)


def test_the_rule_that_chose_a_topic_is_said_with_it_where_rules_differ() -> None:
    """Said once for all topics that one rule chose, and with each where several did."""
    signalled = choose_subjects(TOPICS, [_signal("one")], agreed=(), number=0)
    assert shared_why(signalled) == ""
    assert shared_why(choose_subjects(TOPICS, [], agreed=(), number=0)).startswith("These topics take their turn")
    assert shared_why(signalled[:1]) == ""


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
