"""The report of a period says what the board says, to whom may see the board, as a page and as a PDF."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Any

import pytest
import typst
from flask import Flask, render_template
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import update

from app.db import db, writing
from app.groups.places import place_of
from app.groups.service import BoardQuery
from app.groups.topics import PublishedShare, TableRow, Topic, TopicLine
from app.instrument.installed import instrument_of
from app.organisations.models import Region
from app.releases.models import ReleaseRow
from app.releases.read import released_periods
from app.reports import report_pdf
from app.reports.report_content import (
    LargeFigure,
    Report,
    ReportedBlock,
    ReportedDifference,
    ReportedTopic,
    ReportRow,
    name_of_line,
    report_of,
)
from app.reports.report_pdf import pdf_of
from app.reports.unshown_figures import UnshownTopic, unshown_in_short, unshown_topics
from app.web.language import speaking
from app.web.viewer import Scope
from app.wording.phrases import Phrases
from app.wording.report_words import report_words
from tests.boards.visitors import Visitors
from tests.reading_pdf import faults_of, language_of, pages_in, parts_by_heading, pictures_in, tables_in
from tests.region import SmallRegion

ODD_NAME = "Jeugd\u00adregio Noord & Zuid <b>vet</b> \N{SMILING FACE WITH SUNGLASSES}"
EMPTY = Report(name="Noord", period="maart", published_on="1 april", people="", shown=0, figures=0)


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.text


def addresses(region: SmallRegion) -> dict[str, str]:
    return {
        "region": "/region/report",
        "organisation": f"/organisations/{region.organisations['wide']}/report",
        "team": f"/teams/{region.teams['north']}/report",
    }


@pytest.mark.parametrize("level", ["region", "organisation", "team"])
def test_every_kind_of_group_has_its_report(level: str, visitors: Visitors, released: SmallRegion) -> None:
    """With results, method, questionnaire and the digest of the release; as a PDF the same."""
    lead = {"region": "region_lead", "organisation": "wide_lead", "team": "north_lead"}[level]
    client, address = visitors.browser(lead), addresses(released)[level]
    text = page(client, f"{address}?language=en")
    for heading in ("In short", "What stands out", "Results by topic", "How the figures were made", "What was asked"):
        assert f">{heading}</h2>" in text
    assert released_periods(db.session)[-1].digest in text
    file = client.get(f"{address}.pdf?language=en")
    assert (file.status_code, file.mimetype, file.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert language_of(file.data) == "en"


@pytest.mark.parametrize("level", ["region", "organisation", "team"])
def test_its_files_pass_every_rule_of_pdf_ua_that_a_program_can_check(
    level: str, visitors: Visitors, released: SmallRegion
) -> None:
    """The report and the slides; and whose figure it is heads each row of the report's tables."""
    lead = {"region": "region_lead", "organisation": "wide_lead", "team": "north_lead"}[level]
    client, address = visitors.browser(lead), addresses(released)[level]
    report = client.get(f"{address}.pdf").data
    assert faults_of(report) == faults_of(client.get(address.replace("report", "slides.pdf")).data) == []
    tables = tables_in(report)
    assert tables
    for head, *rows in tables:
        assert [each.scope for each in head] == ["Column"] * 4
        assert all([each.scope for each in row] == ["Row", "", "", ""] for row in rows)


def test_every_answer_has_a_table_of_its_own(released: SmallRegion) -> None:
    """Headed by the answer, so that no row repeats it: with a column for it a region's report had 23 pages, now 12."""
    answers, groups = ("7 of hoger", "gemiddelde", "10 of hoger"), ("Regio Noord", "Team Zuid")
    rows = tuple(ReportRow(whom, what, "40 tot 55 %", "50+", "") for whom in groups for what in answers)
    topic = ReportedTopic("Werkplezier", "Hoe gaat het?", (), rows, ())
    made = printed(replace(EMPTY, shown=1, figures=2, blocks=(ReportedBlock("fixed", "Vaste vragen", (topic,)),)))
    assert [len(table) for table in tables_in(made)] == [3, 3, 3]


def test_a_row_of_a_grid_does_not_repeat_its_question(released: SmallRegion) -> None:
    """The question stands above its tables and before each line of a slide: twice, it filled three lines of them."""
    figures = Phrases(instrument_of("peo"))
    with released.app.test_request_context("/"), speaking("nl"):
        title, row = (make("workload_task.workload_task_reporting") for make in (figures.title, figures.row))
        line = TopicLine(
            item="workload_task.workload_task_reporting",
            option="strong",
            title=title,
            about="In sterke mate",
            own=PublishedShare("10 tot 20 %", "50+", 10, 20),
            beside=None,
            verdict="",
        )
        assert title.endswith(row)
        assert title != row
        assert name_of_line(line, figures) == f"{row}: In sterke mate"


def test_who_may_not_see_a_group_gets_no_report_of_it(visitors: Visitors, released: SmallRegion) -> None:
    """Neither as a page nor as a PDF; nobody who is not signed in."""
    team = addresses(released)["team"]
    for ending in ("", ".pdf"):
        assert visitors.browser("south_lead").get(team + ending).status_code == 404
        assert visitors.browser("nobody").get(team + ending).status_code == 303
        assert visitors.browser("outsider").get(team + ending).status_code == 404


def test_a_report_holds_no_figure_that_the_board_lacks(visitors: Visitors, released: SmallRegion) -> None:
    """Every figure in its tables stands on the group's board, word for word."""
    lead = visitors.browser("north_lead")
    team = released.teams["north"]
    board = page(lead, f"/teams/{team}?language=en")
    report = page(lead, f"/teams/{team}/report?language=en")
    tables = re.findall(r"<tbody>(.*?)</tbody>", report, re.S)
    figures = {figure for table in tables for figure in re.findall(r"<td>([^<]*\d[^<]*)</td>", table)}
    assert figures
    assert {figure for figure in figures if figure not in board} == set()


def test_what_is_not_shown_is_one_line_at_its_question(visitors: Visitors, released: SmallRegion) -> None:
    """How many of which groups, and each of them once more in the annex: a whole list per question was 56 lines."""
    with writing(db.session):
        nothing = {"value": None, "lower": None, "upper": None, "bin_lower": None, "bin_upper": None}
        db.session.execute(
            update(ReleaseRow).where(ReleaseRow.breakdown != "").values(withheld=True, size_class="", **nothing)
        )
    report = page(visitors.browser("region_lead"), "/region/report?language=en")
    results, _start, annex = report.partition("Annex: what is not shown, question by question")
    lines = re.findall(r"Not shown</span>: (.*?)\.</p>", results)
    assert lines
    assert all(len(line) < 200 for line in lines)
    assert {"Experience (all 4)"} <= {each for line in lines for each in line.split("; ")}
    assert annex.count("Experience: all 4") == sum("Experience (all 4)" in line for line in lines)


def row(kind: str, within: str, what: str, *, shown: bool = False) -> TableRow:
    return TableRow(f"{kind}: {within}", what, "10 to 20 %" if shown else None, "", kind=kind, within=within)


def test_groups_that_lack_the_same_answers_share_a_line(released: SmallRegion) -> None:
    """Every figure that is not shown stands in the annex exactly once, however the lines are put together."""
    rows = [
        row("Job", "trainer", "high"),
        row("Job", "trainer", "low"),
        row("Job", "manager", "high"),
        row("Job", "manager", "low"),
        row("Job", "guardian", "high"),
        row("Job", "guardian", "low", shown=True),
        row("Job", "other", "high", shown=True),
        row("Job", "other", "low", shown=True),
        row("", "Noord", "high", shown=True),
        row("", "Noord", "low"),
    ]
    topic = Topic(key="a", construct="a", title="Work", whole=False, lines=(), cuts=(), table=tuple(rows))
    with speaking("en"):
        assert unshown_in_short(rows) == ("Job (3 of 4)", "Noord (1 of 2 answers)")
        assert unshown_topics([topic]) == (
            UnshownTopic("Work", ("Job: trainer; manager (every answer)", "Job: guardian (high)", "Noord (low)")),
        )
        assert unshown_topics([replace(topic, table=tuple(row for row in rows if row.figure))]) == ()


def test_a_report_published_with_its_whole_lists_still_shows_them(app: Flask) -> None:
    """What is published never changes, so the page also reads the content of a report without an annex."""
    topic = ReportedTopic("Werkplezier", "Hoe gaat het?", (), (), ("Team: 7 of hoger",))
    kept = asdict(replace(EMPTY, blocks=(ReportedBlock("fixed", "Vaste vragen", (topic,)),)))
    del kept["unshown"]
    with app.test_request_context("/"), speaking("nl"):
        body = render_template("reports/_report_body.html", report=kept, words=report_words())
    assert "<li>Team: 7 of hoger</li>" in body


def test_a_period_that_is_not_released_has_no_report(visitors: Visitors, released: SmallRegion) -> None:
    """An open one, one of another region and one that never was: the same 404."""
    from app.programme.models import Period

    lead = visitors.browser("region_lead")
    known = {each.id for each in released_periods(db.session)}
    open_one = next(each.id for each in db.session.query(Period) if each.id not in known)
    for period in (open_one, "nosuch"):
        for ending in ("", ".pdf"):
            assert lead.get(f"/region/report{ending}?period={period}").status_code == 404


def test_everything_withheld_is_a_report_that_says_so(visitors: Visitors, released: SmallRegion) -> None:
    """It lists what cannot be shown, and holds no figure and no size."""
    team = released.teams["north"]
    nothing = {"value": None, "lower": None, "upper": None, "bin_lower": None, "bin_upper": None}
    with writing(db.session):
        db.session.execute(
            update(ReleaseRow).where(ReleaseRow.group == team).values(withheld=True, size_class="", **nothing)
        )
    lead = visitors.browser("north_lead")
    text = page(lead, f"/teams/{team}/report?language=en")
    assert "No figure of this group can be shown for this period." in text
    assert "Topics that cannot be shown" in text or "Not shown" in text
    assert faults_of(lead.get(f"/teams/{team}/report.pdf").data) == []


def test_any_name_of_a_region_can_be_printed(visitors: Visitors, released: SmallRegion) -> None:
    """A soft hyphen, an ampersand, a tag and a pictograph: escaped on the page, written or left out in the PDF."""
    with writing(db.session):
        db.session.execute(update(Region).values(name=ODD_NAME))
        db.session.execute(update(ReleaseRow).where(ReleaseRow.level == "region").values(group_name=ODD_NAME))
    lead = visitors.browser("region_lead")
    text = page(lead, "/region/report")
    assert str(escape(ODD_NAME)) in text
    assert "<b>vet</b>" not in text
    assert faults_of(lead.get("/region/report.pdf").data) == []


def printed(report: Report, language: str = "nl", *, slides: bool = False) -> bytes:
    address = "https://peil.example/privacy"
    with speaking(language):
        return pdf_of(report, words=report_words(), language=language, address=address, slides=slides)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_report_about_nothing_is_a_report(released: SmallRegion, language: str) -> None:
    """A group that did not exist yet: a PDF that says so."""
    assert faults_of(printed(EMPTY, language)) == []


def test_a_table_over_several_pages_repeats_its_head(released: SmallRegion) -> None:
    """Hundreds of rows, long words and headings before a page break: accessible all the same (PDF/UA-1)."""
    rows = tuple(
        ReportRow(f"Groep {place} " + "lang" * 9, "Voldoende", "40 tot 55 %", "50+", "") for place in range(160)
    )
    topic = ReportedTopic("Werkplezier", "Hoe gaat het?", ("Eerder gemeten: 7,3.",), rows, ("Team: 7 of hoger",) * 90)
    block = ReportedBlock("fixed", "Vaste vragen", (topic, replace(topic, title="Werkdruk")))
    made = printed(replace(EMPTY, shown=1, figures=2, people="50 mensen", blocks=(block,)))
    assert pages_in(made) >= 6
    assert faults_of(made) == []
    assert [len(table) for table in tables_in(made)] == [161, 161]


def test_the_layout_is_refused_where_it_is_not_accessible(
    released: SmallRegion, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """The PDF is made to PDF/UA-1: a picture without words in the layout would stop it."""
    layout = tmp_path / "report.typ"
    drawn = '#image(bytes("<svg xmlns=\\"http://www.w3.org/2000/svg\\" width=\\"9\\" height=\\"9\\"/>"), format: "svg")'
    layout.write_text(report_pdf.LAYOUT.read_text() + drawn)
    monkeypatch.setattr(report_pdf, "LAYOUT", layout)
    with pytest.raises(typst.TypstError, match="alt"):
        printed(EMPTY)


def test_the_same_report_is_the_same_file(released: SmallRegion) -> None:
    """Byte for byte: a browser that has it gets 304, and the file does not tell when it was fetched."""
    assert printed(EMPTY) == printed(EMPTY)
    assert b"CreationDate" not in printed(EMPTY)


def test_a_report_that_the_browser_has_is_not_sent_again(visitors: Visitors, released: SmallRegion) -> None:
    """304 for the page and for the PDF; other people's caches keep neither."""
    lead = visitors.browser("region_lead")
    for address in ("/region/report", "/region/report.pdf"):
        first = lead.get(address)
        assert first.headers["Cache-Control"] == "private, no-cache"
        assert lead.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_slides_say_what_the_report_says(visitors: Visitors, released: SmallRegion) -> None:
    """For a region, an organisation and a team, in both languages; also when nothing can be shown."""
    lead = visitors.browser("region_lead")
    team = released.teams["north"]
    for address in ("/region", f"/organisations/{released.organisations['wide']}", f"/teams/{team}"):
        for language in ("nl", "en"):
            assert lead.get(f"{address}/slides.pdf?language={language}").data[:5] == b"%PDF-"
    assert printed(EMPTY, slides=True)[:5] == b"%PDF-"
    assert printed(EMPTY, slides=True) == printed(EMPTY, slides=True)


def test_a_slide_says_no_caveat_twice(visitors: Visitors, released: SmallRegion) -> None:
    """What is to know of all figures stands on the slide on how they were made, not in small print beside each."""
    periods, everywhere = released_periods(db.session), Scope("region", released.region_id)
    with released.app.test_request_context("/"), speaking("nl"):
        place, asked = place_of(db.session, everywhere, seen=frozenset()), BoardQuery(period=periods[-1], beside=None)
        assert place is not None
        content = report_of(db.session, place, asked, periods=periods, own_words=False)
    before = [line.before for block in content.blocks for topic in block.topics for line in topic.lines if line.before]
    assert before
    assert not any("anders" in each for each in before)
    assert "#each.because" not in report_pdf.SLIDES.read_text()


def test_lines_are_dealt_evenly_over_slides(released: SmallRegion) -> None:
    """Thirteen lines are three slides of four or five, not two full ones and a short one."""
    each = ReportedDifference(
        says="Werkdruk is gestegen.", figure="Ongeveer 40 %", grade="sure", word="Zeker", because=""
    )
    report = replace(EMPTY, shown=1, figures=1, differences=(each,) * 13, order=("differences",))
    parts = parts_by_heading(printed(report, slides=True))[1:4]
    assert parts == [8, 8, 10]  # A line has its sentence and its estimate, with how certain it is.


def test_a_gauge_on_a_slide_has_words(released: SmallRegion) -> None:
    """Who does not see it hears the same figures: the text that the PDF keeps beside the drawing says them."""
    del released
    figure = LargeFigure("Werkplezier", "7 of hoger", "73 tot 80\u00a0%", 73, 80)
    report = replace(EMPTY, shown=1, figures=1, people="50 mensen", large=(figure,) * 6)
    assert pictures_in(printed(report, slides=True)) == ["Werkplezier, 7 of hoger: 73 tot 80\u00a0%"] * 6
