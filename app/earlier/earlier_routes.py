"""The public page "What was measured before", and its file: open to everybody, the same for everybody."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from app.earlier.printed_view import printed_csv, printed_subjects
from app.earlier.regions_beside import regions_beside
from app.instrument.installed import FIRST_QUESTIONNAIRE, instrument_of
from app.instrument.reference import report_words
from app.other_sessions import release_session
from app.web.access import open_to_all
from app.web.validators import revalidated

blueprint = Blueprint("earlier", __name__)


@blueprint.get("/measured-before")
@open_to_all
def show_measured_before() -> Response:
    """Show the figures printed in earlier reports, by question, and the newest figures of several regions together."""
    document, remark, _remarks = report_words()
    page = render_template(
        "earlier/measured_before.html",
        document=document,
        remark=remark,
        subjects=printed_subjects(instrument_of(FIRST_QUESTIONNAIRE)),
        regions=regions_beside(release_session()),
    )
    return revalidated(make_response(page))


@blueprint.get("/measured-before.csv")
@open_to_all
def show_printed_file() -> Response:
    """Send every printed figure as CSV, with words in the reader's language."""
    text = printed_csv(instrument_of(FIRST_QUESTIONNAIRE))
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="peil-measured-before.csv")
    return revalidated(response)
