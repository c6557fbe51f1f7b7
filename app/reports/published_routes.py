"""Views of published reports: open to all, each at an address of its own that always shows the same."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template

from app.other_sessions import release_session
from app.reports.published_reports import published_file, published_links, published_page
from app.web.access import open_to_all
from app.web.language import reader_language
from app.web.validators import revalidated

blueprint = Blueprint("published_reports", __name__)


@blueprint.get("/reports")
@open_to_all
def show_published_reports() -> Response:
    """List every report that a region published, newest first."""
    return revalidated(
        make_response(render_template("reports/list.html", published=published_links(release_session())))
    )


@blueprint.get("/reports/<report_id>")
@open_to_all
def show_published_report(report_id: str) -> Response:
    """Show a published report in the reader's language, as it was published."""
    page = published_page(release_session(), report_id, language=reader_language()) or abort(404)
    return revalidated(make_response(render_template("reports/published.html", page=page)))


@blueprint.get("/reports/<report_id>/<any(report, slides):kind>.<language>.pdf")
@open_to_all
def show_published_file(report_id: str, kind: str, language: str) -> Response:
    """Send a PDF of a published report, to read or to show, as it was made at publication."""
    content = published_file(release_session(), report_id, kind=kind, language=language) or abort(404)
    response = Response(content, content_type="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"peil-{kind}-{report_id}-{language}.pdf")
    return revalidated(response)
