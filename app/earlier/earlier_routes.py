"""The public page "What was measured before", and its file: open to everybody, the same for everybody."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from app.earlier.printed_view import printed_csv, printed_subjects, printed_years
from app.earlier.regions_beside import regions_beside
from app.instrument.installed import instrument_of
from app.instrument.reference import earlier_report
from app.instrument.schema import Instrument
from app.other_sessions import release_session
from app.programme.questionnaires import questionnaires_in_use
from app.web.access import open_to_all
from app.web.validators import revalidated

blueprint = Blueprint("earlier", __name__)


@blueprint.get("/measured-before")
@open_to_all
def show_measured_before() -> Response:
    """Show the figures printed in earlier reports, by question, and the newest figures of several regions together."""
    instrument = _instrument()
    page = render_template(
        "earlier/measured_before.html",
        report=earlier_report(instrument.key),
        years=printed_years(instrument),
        subjects=printed_subjects(instrument),
        regions=regions_beside(release_session(), instrument),
    )
    return revalidated(make_response(page))


@blueprint.get("/measured-before.csv")
@open_to_all
def show_printed_file() -> Response:
    """Send every printed figure as CSV, with words in the reader's language."""
    text = printed_csv(_instrument())
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="peil-measured-before.csv")
    return revalidated(response)


def _instrument() -> Instrument:
    """Return the questionnaire that is in use here, about which the pages of earlier measurements are."""
    return instrument_of(questionnaires_in_use(release_session())[0])
