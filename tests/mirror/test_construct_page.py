"""`/mirror/<construct>`: one subject beside a chosen group, as a page or as a fragment."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.db import db, writing
from app.releases.models import StoredDrawing
from app.releases.rules.cells import Group
from tests.mirror.conftest import NOW
from tests.mirror.publishing import keep_drawings, publish
from tests.region import SmallRegion

SPACE = "/mirror/professional_space"


def test_two_charts_and_a_table(reader: FlaskClient) -> None:
    """One for the phone and one for wide screens, and the same figures as a table."""
    page = reader.get(SPACE).text
    assert re.findall(r'<svg class="chart (\w+)"', page) == ["narrow", "broad"]
    table = page[page.rindex("<table") : page.rindex("</table>")]
    assert '<th scope="row">2021 (PEO)</th><td>not yet with Peil</td><td>86%</td><td>178</td>' in table
    assert "<td>sufficient, insufficient</td><td>60 to 64%</td><td>50 people or more</td>" in table
    assert "<td>insufficient</td><td>follows when the period closes</td>" in table


def test_own_answers_and_the_group_stand_on_one_gauge(reader: FlaskClient) -> None:
    """The chart says so, and the sentence where the own answer lies."""
    page = reader.get(SPACE).text
    assert page.count('data-construct="professional_space" data-shared-scale="1"') == 2
    assert "In the region about <strong>62%</strong> are higher: ‘sufficient’ or higher." in page


def test_the_distribution_stands_in_a_table_with_its_bounds(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """Every zone of the gauge, the highest first, with the share and between which bounds it lies."""
    cuts = {">=insufficient": (0.93, 0.97), "favourable": (0.53, 0.57), "ample": (0.13, 0.17)}
    publish(mirrored, 2, {("professional_space", option): bounds for option, bounds in cuts.items()})
    keep_drawings(mirrored)
    page = reader.get(SPACE).text
    assert '<th scope="row">amply sufficient</th><td>15%</td><td>13 to 17%</td>' in page
    assert '<th scope="row">insufficient</th><td>40%</td><td>36 to 44%</td>' in page
    assert "In the region about <strong>40%</strong> of people are there too; 55% higher, 5% lower." in page


def test_of_a_grade_the_mean_is_said_too(reader: FlaskClient) -> None:
    """Where means are published: for the region and kinds of organisation."""
    page = reader.get("/mirror/work_enjoyment").text
    assert "The mean of the region: <strong>7.2 to 7.5</strong>" in page
    assert "<td>mean 7.3</td>" in page


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
    assert "about <strong>40%</strong> are higher" in page
    assert "<td>30 to 50%</td><td>10 to 19 people</td>" in page
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
    """One root element, from the same context."""
    fragment = reader.get(f"{SPACE}?with=orgtype", headers={"HX-Request": "true"})
    assert fragment.text.lstrip().startswith('<div class="comparison flow">')
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
        db.session.query(StoredDrawing).delete()
    page = reader.get(SPACE).text
    assert '<svg class="chart' not in page
    assert "<details open>" in page
    assert "60 to 64%" in page


def test_several_choices_are_shown_per_option(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """A block per option with its size class; withheld ones are dotted and say so."""
    publish(mirrored, 2, {("workload_cause", "admin"): (0.3, 0.34), ("workload_cause", "caseload"): None})
    page = reader.get("/mirror/workload_cause").text
    assert "Amount of administration" in page
    assert "<strong>30 to 34%</strong>" in page
    assert page.count("Based on 50 people or more.") == 1
    row = page[page.index("Size of the caseload") :].partition("</li>")[0]
    assert '<a href="/privacy#withheld">' in row
    assert "stroke-dasharray" in row


def test_several_choices_begin_with_what_is_chosen_most_and_mark_the_own_ones(
    mirrored: SmallRegion, reader: FlaskClient
) -> None:
    """One scale for the group and oneself: highest share first, a mark at each own choice, one sentence above."""
    shares = {("workload_cause", "admin"): (0.2, 0.26), ("workload_cause", "caseload"): (0.5, 0.56)}
    mirrored.wave(NOW).items = ["workload", "workload_cause"]
    db.session.commit()
    causes = {"workload": "some", "workload_cause": ["admin"]}
    mirrored.answer(mirrored.participant, causes, moment=NOW, submission="again")
    publish(mirrored, 2, shares)
    page = reader.get("/mirror/workload_cause").text
    parts = page[page.index('<ul class="parts"') :].partition("</ul>")[0]
    assert parts.index("Size of the caseload") < parts.index("Amount of administration")
    assert parts.count('class="mine"') == 1
    assert "In the region ‘size of the caseload’ is chosen most: <strong>50 to 56%</strong>." in page
    row = reader.get("/mirror").text.partition('data-construct="workload_cause"')[2].partition("</svg>")[0]
    assert row.count("v13h-") == 2
    assert row.count('class="you"') == 1
