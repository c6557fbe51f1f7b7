"""Views of the report of a period; `group_access` checks who may see the group."""

from __future__ import annotations

from flask import Response, make_response, render_template

from app.groups.board_query import asked_for
from app.groups.no_release import no_release
from app.groups.places import Place
from app.groups.writers import reads_own_words, writer
from app.other_sessions import release_session
from app.releases.read import released_periods
from app.reports.published_reports import published_links
from app.reports.report_content import report_of
from app.reports.report_pdf import pdf_of
from app.web.language import reader_language
from app.web.settings import settings
from app.web.validators import revalidated
from app.web.working_line import heavy_line
from app.wording.report_words import report_words


def show_report(place: Place) -> Response:
    """Show the report of a group about the period in the address; 404 for one that is not released."""
    periods = released_periods(release_session(), region_id=place.region_id)
    if not periods:
        return make_response(no_release(place))
    asked = asked_for(release_session(), place, periods)
    region = place.level == "region"
    page = render_template(
        "reports/report.html",
        place=place,
        period=asked.period,
        report=report_of(release_session(), place, asked, periods=periods, own_words=reads_own_words(place)),
        words=report_words(),
        published=published_links(release_session(), region_id=place.id, period_id=asked.period.id) if region else [],
        composes=region and writer(place) is not None,
    )
    return revalidated(make_response(page))


def show_report_file(place: Place) -> Response:
    """Send the same report as a PDF; before the first release the page that says when it comes."""
    return _file(place, kind="report")


def show_slides_file(place: Place) -> Response:
    """Send the same report as slides for a meeting (PDF); before the first release the page that says when it comes."""
    return _file(place, kind="slides")


def _file(place: Place, *, kind: str) -> Response:
    periods = released_periods(release_session(), region_id=place.region_id)
    if not periods:
        return make_response(no_release(place))
    asked = asked_for(release_session(), place, periods)
    report = report_of(release_session(), place, asked, periods=periods, own_words=reads_own_words(place))
    address, language = f"{settings().base_url}/privacy", reader_language()
    with heavy_line().turn():
        content = pdf_of(report, words=report_words(), language=language, address=address, slides=kind == "slides")
    response = Response(content, content_type="application/pdf")
    name = f"peil-{kind}-{place.level}-{place.id}-{asked.period.id}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.vary.update(("Accept-Language", "Cookie"))
    return revalidated(response)
