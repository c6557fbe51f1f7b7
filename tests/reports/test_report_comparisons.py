"""A report compares no less and claims no more than the pages beside it, and says what its figures are."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from unittest.mock import Mock

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.estimates.estimation_job import METHOD
from app.estimates.models import Estimation
from app.groups.places import place_of
from app.groups.service import BoardQuery
from app.groups.topics import TableRow
from app.releases.read import released_periods
from app.reports.models import PublishedReport
from app.reports.report_comparisons import ReportedComparison, ReportedComparisons
from app.reports.report_content import (
    Report,
    ReportedBlock,
    ReportedDifference,
    ReportedTopic,
    TopicFigure,
    _row,
    difference_of,
    report_of,
)
from app.reports.report_pdf import LAYOUT, SLIDES
from app.web.language import speaking
from app.web.viewer import Scope
from tests.boards.visitors import Visitors
from tests.reading_pdf import faults_of, pages_in, parts_by_heading
from tests.region import SmallRegion
from tests.reports.test_composing import compose, version_on
from tests.reports.test_report import EMPTY, printed


def content(region: SmallRegion, *, level: str = "region", upto: int | None = None) -> Report:
    """The report of a group about the newest period, or about an earlier one as it was then."""
    periods = released_periods(db.session)[:upto]
    group = {"region": region.region_id, "organisation": region.organisations["wide"]}[level]
    with region.app.test_request_context("/"), speaking("en"):
        place = place_of(db.session, Scope(level, group), seen=frozenset())
        assert place is not None
        asked = BoardQuery(period=periods[-1], beside=None)
        return report_of(db.session, place, asked, periods=periods, own_words=False)


def test_a_region_reports_every_comparison_that_its_page_of_differences_makes(
    visitors: Visitors, released: SmallRegion
) -> None:
    """The report once said that nothing stood out while that page named differences between kinds as certain."""
    shown = unescape(visitors.browser("region_lead").get("/region/differences?language=en").text)
    made = content(released).comparisons
    assert made.tested.split(".")[0] in shown
    assert made.relations
    for each in (*made.kinds, *made.relations):
        assert each.word.split(".")[0].split(":")[0] in shown
    assert content(released, level="organisation").comparisons == ReportedComparisons()


def test_comparisons_are_printed_and_a_slide_shows_the_first_few(released: SmallRegion) -> None:
    """Both files stay accessible; a pair of questions without figures is on no slide."""
    del released
    one = ReportedComparison("Werkplezier: gemiddelde.", "‘A’ 7,5, ‘B’ 6,9.", "Een klein verschil: zeker.")
    report = replace(EMPTY, shown=1, figures=1, order=("differences",))
    told = replace(report, comparisons=ReportedComparisons((one,) * 30, (one, replace(one, shown=False)), "30 keer."))
    for slides in (False, True):
        assert faults_of(printed(told, slides=slides)) == []
    assert pages_in(printed(told, slides=True)) == pages_in(printed(report, slides=True)) + 2
    assert pages_in(printed(told)) > pages_in(printed(report))


def test_a_first_result_does_not_say_that_nothing_stands_out(released: SmallRegion) -> None:
    """Nothing was compared then; an organisation was, with its region."""
    assert content(released, upto=1).nothing == "This is the first result, so nothing can have moved yet."
    assert content(released).nothing.startswith("Nothing stands out")
    assert content(released, level="organisation", upto=1).nothing.startswith("Nothing stands out")


def test_what_is_not_worked_out_yet_is_not_published(visitors: Visitors, released: SmallRegion) -> None:
    """A published report never changes: it would say for ever that nothing stands out."""
    lead = visitors.browser("region_lead")
    compose(lead)
    with writing(db.session):
        db.session.execute(update(Estimation).values(method=METHOD - 1))
    assert content(released).nothing.startswith("What stands out is being worked out")
    page = lead.get("/region/report/preview?language=en").text
    assert "It cannot be published yet." in page
    assert "/region/report/publish" not in page
    sent = {"after": version_on(lead.get("/region/report/compose").text)}
    assert lead.post("/region/report/publish", data=sent).status_code == 422
    assert db.session.query(PublishedReport).count() == 0


def test_an_estimate_is_called_one(released: SmallRegion) -> None:
    """It stood beside bounds of the same answers as a second, other figure without a word."""
    signal = Mock(title="Causes", about="Staff turnover", says="is higher here", figure="about 43%", word="certain")
    with released.app.test_request_context("/"), speaking("en"):
        told = difference_of(signal)
    assert (told.says, told.figure) == ("Causes: Staff turnover. Is higher here.", "Estimate: about 43%")
    assert any("An estimate says" in each for each in content(released).method)


def test_what_was_measured_before_is_explained_once_and_its_doubts_stay(released: SmallRegion) -> None:
    """Which report it is and what to know of all its figures, above; what is unclear about one figure, beside it."""
    report = content(released)
    assert "Haaglanden" in report.before
    said = [each for block in report.blocks for topic in block.topics for each in topic.says]
    assert any("Measured before: 2021: 86%" in each for each in said)
    assert not any("landmark" in each for each in said)
    assert any("Derived from the share" in each for each in said)
    assert all(each.endswith((".", ":")) or each.startswith("Of everybody") for each in said)


def test_a_cross_tabulation_is_a_table_of_its_own(released: SmallRegion) -> None:
    """Among the groups of one answer its cells looked like shares of those groups, and ended in “and”."""
    row = TableRow(
        "x, and", "7 or higher", "58 to 70%", "50+", kind="together with ‘Space’", within="Ample", joint=True
    )
    with released.app.test_request_context("/"), speaking("en"):
        told = _row(row, "58 to 70%")
    assert told.whom == "7 or higher, and ample"
    assert told.what == "Of all who answered both questions, together with ‘Space’"


@pytest.mark.parametrize("grade", ["sure", "notable"])
def test_a_slide_leaves_what_may_be_chance_to_the_report(grade: str, released: SmallRegion) -> None:
    """Beside what is certain or likely nothing is shown that is only notable; alone, the first four are."""
    del released
    each = ReportedDifference(says="Werkdruk.", figure="Schatting", grade="notable", word="Opvallend", because="")
    first = replace(each, grade=grade)
    report = replace(EMPTY, shown=1, figures=1, order=("differences",), differences=(first, *[each] * 30))
    made = printed(report, slides=True)
    assert faults_of(made) == []
    assert pages_in(made) == 3  # The title, what stands out, and questions to talk about.
    assert parts_by_heading(made)[1] == {"sure": 2, "notable": 8}[grade] + 1  # How many more there are.


def test_a_slide_says_of_how_many_answers_it_shows_some(released: SmallRegion) -> None:
    """Three of fourteen causes looked like all of them."""
    del released
    lines = tuple(TopicFigure(f"Oorzaak {place}", "hooguit 26 %", 0, 26, "") for place in range(14))
    topics = [ReportedTopic("Oorzaken", "Waardoor?", (), (), (), lines[:many]) for many in (14, 3)]
    report = replace(EMPTY, shown=1, figures=1, order=("results",))
    made = [printed(replace(report, blocks=(ReportedBlock("t", "Thema", (topic,)),)), slides=True) for topic in topics]
    assert [pages_in(each) for each in made] == [3, 3]
    assert made[0] != made[1]  # The same three lines, and how many there are.


def test_gauges_have_numbers() -> None:
    """Of how much the band is a part, on paper and on slides."""
    for layout in (LAYOUT, SLIDES):
        gauge = layout.read_text().partition("#let gauge")[2].partition("#let")[0]
        assert all(number in gauge for number in ("[0]", "[50]", "[100 %]"))
