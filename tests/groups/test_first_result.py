"""The first result of a group, and one in which nothing stands out, still say where to begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest

from app.db import db
from app.groups.topics import Topic, TopicLine, by_certainty, ends_of
from app.releases.read import released_periods
from tests.boards.visitors import Visitors
from tests.region import SmallRegion


@dataclass
class At:
    """A picture of which only the place of its mark counts."""

    at: float


def line(at: float, *, value: str = "", shown: bool = True) -> TopicLine:
    own = object() if shown else None
    fields = {"option": "", "title": "", "about": "", "beside": None, "verdict": "", "value": value}
    strip = At(at) if shown else None
    return TopicLine(item=str(at), own=own, strip=strip, **fields)  # type: ignore[arg-type]  # Looked at for presence.


def topic(*lines: TopicLine) -> Topic:
    return Topic(key="t", construct="t", title="t", whole=len(lines) == 1, lines=lines, cuts=(), table=())


def places(topics: tuple[Topic, ...]) -> list[float]:
    return [cast("At", each.first.strip).at for each in topics]


def test_the_ends_are_the_most_and_the_least_favourable_topic() -> None:
    """Where a high figure is bad news it counts the other way round; what may not be shown counts not at all."""
    topics = [topic(line(120)), topic(line(200)), topic(line(250, value="high is unfavourable")), topic(line(60))]
    assert places(ends_of(topics)) == [200, 250]
    assert places(ends_of([*topics, topic(line(280, shown=False))])) == [200, 250]
    assert ends_of(topics[:1]) == ()


def test_a_topic_shows_an_answer_that_may_be_shown_first() -> None:
    """Not "not shown" for a question of which another answer is published; its topic stands among those shown."""
    hidden, shown = line(90, shown=False), line(90)
    assert topic(hidden, shown).first is shown
    assert by_certainty([topic(hidden, hidden), topic(hidden, shown)])[0].first is shown


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_first_result_of_a_region_does_not_speak_of_the_time_before(
    visitors: Visitors, released: SmallRegion, language: str
) -> None:
    """Nothing can have moved; the figures stand in the place of what moved, and both ends are named."""
    (period, *_) = released_periods(db.session, region_id=released.region_id)
    address = f"/region?period={period.id}"
    page = visitors.browser("region_lead").get(address, headers={"Accept-Language": language}).text
    before = {"nl": "Sinds de vorige keer bewoog", "en": "Since the last time nothing moved"}[language]
    first = {"nl": "Dit is de eerste uitslag", "en": "This is the first result"}[language]
    assert before not in page
    assert first in page
    assert {"nl": "minst gunstig", "en": "least favourable"}[language] in page
