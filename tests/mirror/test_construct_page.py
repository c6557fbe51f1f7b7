"""`/mirror/<construct>`: one subject beside a chosen group, as a page or as a fragment."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.db import db, writing
from app.releases.models import Drawing
from app.releases.read import Group
from tests.mirror.publishing import keep_drawings, publish
from tests.region import SmallRegion

SPACE = "/mirror/professional_space"


def test_two_charts_and_a_table(reader: FlaskClient) -> None:
    """One for the phone and one for wide screens, and the same figures as a table."""
    page = reader.get(SPACE).text
    assert re.findall(r'<svg class="chart (\w+)"', page) == ["narrow", "broad"]
    table = page[page.index("<table") : page.index("</table>")]
    assert '<th scope="row">2021 (PEO)</th><td>not yet with Peil</td><td>86%</td><td>178</td>' in table
    assert "<td>sufficient, insufficient</td><td>60 to 64%</td><td>50 people or more</td>" in table
    assert "<td>insufficient</td><td>follows when the period closes</td>" in table


def test_a_grade_shares_its_scale_with_the_regions_mean(reader: FlaskClient) -> None:
    """Where means are published, own grade and mean stand on one gauge from 1 to 10."""
    page = reader.get("/mirror/work_enjoyment").text
    assert "The mean of the region is between" in page
    assert "<td>7.2 to 7.5</td>" in page
    assert "through each other" not in page


def test_a_choice_and_a_share_stand_below_each_other(reader: FlaskClient) -> None:
    """And the page says why."""
    assert "not through each other" in reader.get(SPACE).text


@pytest.mark.parametrize("choice", ["orgtype", "experience", "team"])
def test_another_group_has_its_own_address(mirrored: SmallRegion, reader: FlaskClient, choice: str) -> None:
    """Shareable, with the group's own figure; the other choices stay."""
    groups = {
        "orgtype": Group("orgtype", "certified"),
        "experience": Group("region", mirrored.region_id, "experience", "3-6"),
        "team": Group("team", mirrored.teams["north"]),
    }
    publish(mirrored, 1, {("professional_space", "favourable"): (0.3, 0.5)}, group=groups[choice], size_class="10-19")
    keep_drawings(mirrored)
    page = reader.get(f"{SPACE}?with={choice}").text
    assert "<strong>30 to 50%</strong>" in page
    assert "10 to 19 people" in page
    assert f'value="{choice}" checked' in page
    assert re.findall(r'<svg class="chart (\w+)"', page) == ["narrow", "broad"]


def test_a_team_without_a_figure_cannot_be_chosen_and_says_so(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """It stays in the switch; asked for by address it is not shown, in the one wording."""
    publish(mirrored, 1, {("professional_space", "favourable"): None}, team="north")
    keep_drawings(mirrored)
    page = reader.get(SPACE).text
    assert re.search(r'value="team" disabled>Your team <small>\(not shown\)</small>', page)
    asked = reader.get(f"{SPACE}?with=team").text
    assert '<a href="/privacy#withheld">Not shown.</a>' in asked
    assert 'stroke-dasharray="2 4"' in asked


def test_the_figures_of_a_foreign_team_have_no_address(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """The comparison follows from the own membership; nothing in the address can name another group."""
    publish(mirrored, 1, {("professional_space", "favourable"): (0.11, 0.22)}, team="south")
    for address in (f"{SPACE}?with=team", f"{SPACE}?with=team&team={mirrored.teams['south']}"):
        assert "11 to 22%" not in reader.get(address).text


def test_htmx_gets_the_fragment_only(reader: FlaskClient) -> None:
    """One root element with one id, from the same context."""
    fragment = reader.get(f"{SPACE}?with=orgtype", headers={"HX-Request": "true"})
    assert fragment.text.lstrip().startswith('<section class="below" id="comparison"')
    assert "<html" not in fragment.text
    assert "HX-Request" in fragment.headers["Vary"]
    assert fragment.headers["Cache-Control"] == "no-store"


def test_an_expired_session_answers_a_fragment_with_nothing(mirrored: SmallRegion) -> None:
    """Never a sign-in page inside a page."""
    refused = mirrored.app.test_client().get(SPACE, headers={"HX-Request": "true"})
    assert (refused.status_code, refused.text) == (403, "")


def test_a_wrong_comparison_says_what_can_be_asked(reader: FlaskClient) -> None:
    """400 with the mend; an unknown subject is no page."""
    wrong = reader.get(f"{SPACE}?with=neighbours")
    assert wrong.status_code == 400
    assert "region, orgtype, experience or team" in wrong.text
    assert reader.get("/mirror/nothing").status_code == 404
    assert reader.get("/mirror/experience").status_code == 404


def test_without_a_drawing_the_table_is_there(reader: FlaskClient, mirrored: SmallRegion) -> None:
    """It should not happen; nobody waits for Altair when it does."""
    with writing(db.session):
        db.session.query(Drawing).delete()
    page = reader.get(SPACE).text
    assert '<svg class="chart' not in page
    assert "<details open>" in page
    assert "60 to 64%" in page


def test_several_choices_are_shown_per_option(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """A block per option with its size class; withheld ones are dotted and say so."""
    publish(mirrored, 2, {("workload_cause", "admin"): (0.3, 0.34), ("workload_cause", "caseload"): None})
    page = reader.get("/mirror/workload_cause").text
    assert "Amount of administration" in page
    assert "<strong>30 to 34%</strong>, 50 people or more" in page
    assert 'aria-label="Size of the caseload: not shown"' in page
