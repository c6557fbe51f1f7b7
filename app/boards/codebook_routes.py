"""The codebook of a release's questionnaire, as a page and as DDI-Codebook 2.5; open to everybody."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from app.groups.service import instrument_of_period
from app.instrument.ddi_codebook import as_ddi
from app.other_sessions import release_session
from app.releases.files.served import kept_response, named_download, period_or_404
from app.web.access import open_to_all
from app.web.every_site import readable_everywhere
from app.web.language import say
from app.web.validators import revalidated
from app.wording.codebook_words import codebook_words, described_variables, language_of
from app.wording.period_words import span

blueprint = Blueprint("codebook", __name__)

XML = "application/xml; charset=utf-8"


@blueprint.get("/releases/<period_id>/codebook")
@open_to_all
def show_codebook(period_id: str) -> Response:
    """Show every variable of the questionnaire with its question, its codes and whom it is asked."""
    period = period_or_404(period_id)
    instrument = instrument_of_period(release_session(), period.id)
    page = render_template(
        "boards/codebook.html",
        title=say(instrument.title),
        source=say(instrument.source),
        version=instrument.version,
        period=period,
        period_words=span(period.opens, period.closes),
        words_language=language_of(instrument),
        variables=described_variables(instrument),
    )
    return revalidated(make_response(page))


@blueprint.get("/releases/<period_id>/codebook.xml")
@readable_everywhere
@open_to_all
def show_ddi(period_id: str) -> Response:
    """Send the codebook as DDI-Codebook 2.5, in every language of the questionnaire."""
    period = period_or_404(period_id)

    def write() -> bytes:
        instrument = instrument_of_period(release_session(), period.id)
        return as_ddi(instrument, codebook_words(instrument.languages))

    response = kept_response(
        (period.digest, period.id, "codebook.xml"), write, media_type=XML, caching="public, max-age=86400"
    )
    return named_download(response, f"peil-codebook-{period.id}.xml")
