"""`/mirror`: at most three lines, then every subject in one line, on one gauge with the chosen group."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.releases.rules.cells import Group
from tests.mirror.conftest import NOW
from tests.mirror.publishing import keep_drawings, publish
from tests.region import SmallRegion


@pytest.fixture
def mirror(reader: FlaskClient) -> str:
    return reader.get("/mirror").text


def _subjects(page: str) -> list[str]:
    return re.findall(r'<span class="name">([^<]+)</span>', page)


def _row(page: str, title: str) -> str:
    return next(part for part in page.split("<li>")[1:] if f">{title}<" in part)


def test_every_subject_asked_so_far_is_there_enjoyment_first(mirror: str) -> None:
    """Then what moved; what this person skipped comes last and says so."""
    subjects = _subjects(mirror)
    assert subjects[:2] == ["Work enjoyment", "Professional space"]
    assert len(subjects) == len(set(subjects)) > 4
    assert "not answered" in _row(mirror, subjects[-1])


def test_a_row_says_own_answer_and_how_it_moved(mirror: str) -> None:
    """In a word, with the month of the time before, beside the picture."""
    row = _row(mirror, "Work enjoyment")
    assert '<span class="word">8</span>' in row
    assert "higher than last time" in row
    assert re.search(r'<svg class="mini"[^>]*data-construct="work_enjoyment" data-shared-scale="1"', row)
    assert row.count('class="you"') == row.count('class="was"') == 1


def test_opened_a_row_says_position_and_movement_in_a_sentence(mirror: str) -> None:
    """For who listens, and for who has no JavaScript, with the way to the whole subject."""
    row = _row(mirror, "Professional space")
    assert "You chose insufficient. Equal to last time." in row
    assert "In the region about 62% are higher: ‘sufficient’ or higher." in row
    assert 'href="/mirror/professional_space?with=region"' in row


def test_the_headline_says_what_moved_and_where_one_stands_apart(mirror: str) -> None:
    """Own movement from which answer to which; more than half of the region on one side for certain."""
    head = mirror[mirror.index('class="headline"') : mirror.index("<form")]
    assert "<strong>Work enjoyment higher</strong>: from ‘6’ in March to ‘8’ now." in head
    assert "<strong>Professional space</strong>: in the region more than half are higher than you." in head
    assert "nothing moved for certain in the result of 2 March to 29 March 2026" in head
    assert head.count("<p ") == 3


def test_a_movement_of_the_region_is_said_when_the_bounds_lie_apart(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """From about which share to which, and of which answers."""
    publish(mirrored, 2, {("professional_space", "favourable"): (0.4, 0.46), ("work_enjoyment", ">=7"): (0.71, 0.75)})
    keep_drawings(mirrored)
    said = (
        "<strong>Professional space</strong>: in the region fewer people say ‘sufficient’ or higher, "
        "from about 62% to 43%."
    )
    assert said in reader.get("/mirror").text


def test_beside_which_group_is_chosen_once(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """The phone remembers it for the mirror and for every subject; the server keeps nothing."""
    own = Group("team", mirrored.teams["north"])
    publish(mirrored, 1, {("professional_space", "favourable"): (0.2, 0.4)}, group=own, size_class="10-19")
    keep_drawings(mirrored)
    chosen = reader.get("/mirror?with=team")
    assert re.search(r"peil_beside=team;.*HttpOnly", chosen.headers["Set-Cookie"])
    again = reader.get("/mirror").text
    assert 'value="team" selected' in again
    assert "In your team about 30% are higher" in again
    assert 'value="team" checked' in reader.get("/mirror/professional_space").text


def test_a_group_of_which_nothing_is_shown_stays_and_says_so(mirror: str) -> None:
    """It cannot be chosen."""
    assert re.search(r'value="team" disabled>Your team \(not shown\)', mirror)


def test_a_wrong_comparison_says_what_can_be_asked(reader: FlaskClient) -> None:
    """400 with the mend; a wrong cookie is just no choice."""
    assert reader.get("/mirror?with=neighbours").status_code == 400
    reader.set_cookie("peil_beside", "neighbours")
    assert 'value="region" selected' in reader.get("/mirror").text


def test_before_anything_is_published_the_mirror_is_ones_own(region: SmallRegion) -> None:
    """From the first answer on, with what comes next."""
    region.answer(region.participant, {"professional_space": "ample"})
    keep_drawings(region)
    page = region.signed_in(region.participant).get("/mirror", headers={"Accept-Language": "en"}).text
    assert "Your first answers are in." in page
    row = _row(page, "Professional space")
    assert '<span class="word">amply sufficient</span>' in row
    assert "first time" in row
    assert "Of this group nothing has been published yet." in row
    assert "data-shared-scale" not in row


def test_nothing_is_a_verdict_on_the_person(mirror: str) -> None:
    """Higher and lower are places on a gauge, never better or worse."""
    assert not re.search(r"\b(better|worse|good|bad|well done|beware)\b", mirror[mirror.index("<main") :].lower())


def test_a_mirror_is_for_its_owner(mirrored: SmallRegion) -> None:
    """A visitor is asked for the code; somebody else sees their own."""
    asked = mirrored.app.test_client().get("/mirror")
    assert (asked.status_code, asked.location) == (303, "/code")
    other = mirrored.signed_in(mirrored.team_mate).get("/mirror", headers={"Accept-Language": "en"}).text
    assert "You gave a" not in other
    assert '<span class="word">8</span>' not in other


def test_the_way_to_the_results_of_ones_own_groups(reader: FlaskClient, mirror: str) -> None:
    """Team, organisation and region, each a page that opens, and no other group's."""
    links = re.findall(r'href="(/(?:teams|organisations)/[^"]*|/region)"', mirror)
    assert [link.split("/")[1] for link in links] == ["teams", "organisations", "region"]
    assert {reader.get(link).status_code for link in links} == {200}


def test_who_would_rather_not_say_this_time_is_not_told_that_it_was_the_first(
    mirrored: SmallRegion, reader: FlaskClient
) -> None:
    """The row keeps the last answer that was given and says that there was none this time."""
    mirrored.answer(mirrored.participant, {"work_enjoyment": "_declined"}, moment=NOW, submission="again")
    row = reader.get("/mirror").text.partition(">Work enjoyment</span>")[2].partition("</summary>")[0]
    assert "rather not said last time" in row
    assert "first time" not in row
