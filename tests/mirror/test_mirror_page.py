"""`/mirror`: every subject in small, beside the region."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.mirror.publishing import keep_drawings
from tests.region import SmallRegion


@pytest.fixture
def mirror(reader: FlaskClient) -> str:
    return reader.get("/mirror").text


def _subject(page: str, title: str) -> str:
    return next(part for part in page.split("<li>") if title in part)


def test_every_subject_asked_so_far_is_there(mirror: str, mirrored: SmallRegion) -> None:
    """Also one that this person skipped: it says so."""
    links = set(re.findall(r'href="/mirror/(\w+)"', mirror))
    assert {"professional_space", "work_enjoyment"} < links
    assert "You have not answered this yet." in mirror


def test_own_first_then_the_region_with_all_it_rests_on(mirror: str) -> None:
    """Answer, change, range, size class, period, and the published figures of earlier years."""
    part = _subject(mirror, "Professional space")
    own, region = (
        part.index("You chose <strong>insufficient</strong>. Equal to last time."),
        part.index("<strong>60 to 64%"),
    )
    assert own < region
    assert "That comes from 50 people or more." in part
    assert "The figure is of 2 March to 29 March 2026." in part
    assert "PEO 2021: 86%, 2022: 92%." in part


def test_withheld_is_said_in_one_wording(mirror: str) -> None:
    """With the way to why."""
    part = _subject(mirror, "Room to look back")
    assert '<a href="/privacy#withheld">Not shown.</a> This says nothing about the answers.' in part


def test_every_chart_says_itself_in_words(mirror: str) -> None:
    """An image with a label that holds the sentences."""
    charts = re.findall(r'<svg class="chart[^>]*role="img" aria-label="([^"]+)"', mirror)
    assert any(label.startswith("Work enjoyment. You gave a 8.") for label in charts)
    assert all(len(label) > 20 for label in charts)


def test_before_anything_is_published_the_mirror_is_ones_own(region: SmallRegion) -> None:
    """From the first answer on, with the figures of 2022 as a landmark."""
    region.answer(region.participant, {"professional_space": "ample"})
    keep_drawings(region)
    page = region.signed_in(region.participant).get("/mirror", headers={"Accept-Language": "en"}).text
    part = _subject(page, "Professional space")
    assert "You chose <strong>amply sufficient</strong>." in part
    assert "Of this group nothing has been published yet." in part
    assert "PEO 2021: 86%" in part
    assert 'class="chart' in part


def test_a_mirror_is_for_its_owner(mirrored: SmallRegion) -> None:
    """A visitor is asked for the code; somebody else sees their own."""
    asked = mirrored.app.test_client().get("/mirror")
    assert (asked.status_code, asked.location) == (303, "/code")
    other = mirrored.signed_in(mirrored.team_mate).get("/mirror", headers={"Accept-Language": "en"}).text
    assert "You gave a" not in other
    assert "insufficient</strong>" not in other


def test_the_way_to_the_results_of_ones_own_groups(reader: FlaskClient, mirror: str) -> None:
    """Team, organisation and region, each a page that opens, and no other group's."""
    links = re.findall(r'href="(/(?:teams|organisations)/[^"]*|/region)"', mirror)
    assert [link.split("/")[1] for link in links] == ["teams", "organisations", "region"]
    assert {reader.get(link).status_code for link in links} == {200}
