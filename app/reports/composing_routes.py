"""Views with which a region composes the report of a released period, looks at it, and publishes it for good."""

from __future__ import annotations

from flask import abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff, record
from app.db import db, writing
from app.groups.board_query import asked_for
from app.groups.places import Place
from app.groups.writers import writer
from app.printing import left_out
from app.releases.read import ReleasedPeriod, released_periods
from app.reports.composing import (
    CompositionChanged,
    NothingChanged,
    NotWorkedOut,
    composed_report,
    composition_of,
    keep_composition,
    publish,
    report_to_publish,
)
from app.reports.composing_forms import CompositionForm, PublishForm
from app.reports.published_reports import address_of, published_links
from app.reports.report_parts import PARTS, Composition
from app.web.forms import form_page
from app.web.language import reader_language
from app.web.settings import settings
from app.wording.period_words import span
from app.wording.report_words import report_words
from app.wording.translated import _

STEPS = {"up": -1, "down": 1}


def show_composing(place: Place) -> Response:
    """Show how the report is composed, with the form to change it."""
    _lead, period, _periods = _allowed(place)
    return make_response(_page(place, period, composed=composition_of(db.session, place, period.id)))


def submit_composing(place: Place) -> Response:
    """Save own sentences and move a part when its button was pressed; 422 with what was typed when it is faulty."""
    lead, period, _periods = _allowed(place)
    form, kept = CompositionForm(), composition_of(db.session, place, period.id)
    go, _colon, part = request.form.get("go", "save").partition(":")
    composed = Composition(kept.order, kept.sentences, form.version).saying(form.texts, language=reader_language())
    composed = composed.moved(part, by=STEPS.get(go, 0))
    try:
        if form.refuse_long():
            return make_response(_page(place, period, composed=kept, sent=form), 422)
        with writing(db.session, turn=f"report of {place.id}"):
            keep_composition(db.session, place, period.id, composed=composed)
            _note(lead, "report.composed", period)
    except CompositionChanged:
        form.form_errors.append(
            _("Somebody saved another version meanwhile. Yours is still below; save again to put it in its place.")
        )
        return make_response(_page(place, period, composed=kept, sent=form), 422)
    page = "preview" if go == "preview" else "compose"
    return redirect(f"{place.url}/report/{page}?period={period.id}{f'#part-{part}' if part else ''}", code=303)


def show_preview(place: Place) -> Response:
    """Show the report as it would be published, with the button that does."""
    _lead, period, periods = _allowed(place)
    return make_response(_preview(place, period, periods))


def submit_publishing(place: Place) -> Response:
    """Publish what was previewed; 422 when the composition or the published reports changed since.
    Also while what stands out is still being worked out.
    """
    lead, period, periods = _allowed(place)
    made = composition_of(db.session, place, period.id)
    if request.form.get("after") != str(made.version):
        return make_response(_preview(place, period, periods, changed=True), 422)
    languages, base_url = settings().languages, settings().base_url
    try:
        ready = report_to_publish(db.session, place, period, periods=periods, languages=languages, base_url=base_url)
        with writing(db.session, turn=f"report of {place.id}"):
            publish(db.session, place, period, made=ready, today=clock.today())
            _note(lead, "report.published", period)
    except NothingChanged as same:
        return redirect(address_of(str(same)), code=303)
    except NotWorkedOut:
        return make_response(_preview(place, period, periods), 422)
    except CompositionChanged:
        return make_response(_preview(place, period, periods, changed=True), 422)
    return redirect(address_of(ready.id), code=303)


def _allowed(place: Place) -> tuple[Staff, ReleasedPeriod, list[ReleasedPeriod]]:
    """Return who composes, the period asked for and all released ones. Aborts for a reader, and for an open period."""
    lead = writer(place) or abort(403)
    periods = released_periods(db.session, region_id=place.region_id) or abort(404)
    return lead, asked_for(db.session, place, periods).period, periods


def _page(place: Place, period: ReleasedPeriod, *, composed: Composition, sent: CompositionForm | None = None) -> str:
    language = reader_language()
    said = {part: by.get(language, "") for part, by in composed.sentences.items()}
    form = sent or CompositionForm(None, data=said)
    form.after.data = str(composed.version)
    words = report_words()
    return form_page(
        "reports/compose.html",
        place=place,
        period=period,
        period_words=span(period.opens, period.closes),
        parts=[(part, words[part]) for part in composed.order],
        others=[part for part in PARTS if any(tongue != language for tongue in composed.sentences.get(part, ()))],
        published=published_links(db.session, region_id=place.id, period_id=period.id),
        form=form,
    )


def _preview(place: Place, period: ReleasedPeriod, periods: list[ReleasedPeriod], *, changed: bool = False) -> str:
    made = composition_of(db.session, place, period.id)
    report = composed_report(db.session, place, period, periods=periods, made=made)
    return render_template(
        "reports/preview.html",
        place=place,
        period=period,
        report=report,
        words=report_words(),
        left_out=" ".join(left_out("".join(text for said in report.own.values() for text in said))),
        changed=changed,
        form=PublishForm(None, after=str(made.version)),
        published=published_links(db.session, region_id=place.id, period_id=period.id),
    )


def _note(lead: Staff, event: str, period: ReleasedPeriod) -> None:
    record(db.session, lead.account_id, event=event, subject=period.id, now=clock.now())
