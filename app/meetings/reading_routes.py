"""Views of a group's reading note on a release: all versions, and for its lead the form to write the next."""

from __future__ import annotations

from flask import abort, make_response, redirect
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff, record
from app.db import db, writing
from app.groups.board_query import asked_for
from app.groups.no_release import no_release
from app.groups.places import Place
from app.groups.writers import reads_own_words, writer
from app.languages import own_name
from app.meetings import readings
from app.meetings.forms import ReadingForm, reading_form, reading_values
from app.meetings.models import Reading
from app.meetings.readings import LETTERS, PARTS, ReadingChanged, ReadingEmpty, ReadingTooLong, Texts
from app.other_sessions import release_session
from app.releases.read import ReleasedPeriod, released_periods
from app.web.forms import form_page
from app.web.language import reader_language
from app.web.settings import settings
from app.wording.period_words import span
from app.wording.translated import _


def show_reading(place: Place) -> Response:
    """Show all versions of the group's reading note on a release, and to its lead the form to write the next."""
    periods = released_periods(release_session(), region_id=place.region_id)
    if not periods:
        return make_response(no_release(place))
    return make_response(_page(place, asked_for(release_session(), place, periods).period))


def submit_reading(place: Place) -> Response:
    """Save a new version of the reading note.

    422 with what was typed when it is faulty, or when somebody else saved a version meanwhile.
    """
    periods = released_periods(release_session(), region_id=place.region_id) or abort(404)
    lead = writer(place) or abort(403)
    period = asked_for(release_session(), place, periods).period
    form = reading_form(settings().languages)()
    try:
        _keep(place, lead, form.texts, period=period, after=form.version)
    except ReadingEmpty:
        fault = _("Write something in at least one field.")
    except ReadingTooLong:
        fault = _("Make it shorter: at most %(letters)s characters in each field.", letters=LETTERS)
    except ReadingChanged:
        fault = _(
            "Somebody saved another version meanwhile. Yours is still below; save again to add it after that one."
        )
    else:
        return redirect(f"{place.url}/reading?period={period.id}", code=303)
    form.form_errors.append(fault)
    return make_response(_page(place, period, sent=form), 422)


def _page(place: Place, period: ReleasedPeriod, *, sent: ReadingForm | None = None) -> str:
    """Return the HTML of the reading page; its form holds what was sent, or else the newest version."""
    versions = readings.versions_of(release_session(), level=place.level, group=place.id, period_id=period.id)
    newest = reading_values(versions[0].texts) if versions else {}
    form = sent or reading_form(settings().languages)(None, data=newest)
    form.after.data = str(versions[0].version if versions else 0)
    return form_page(
        "meetings/reading.html",
        place=place,
        period=period,
        period_words=span(period.opens, period.closes),
        parts=PARTS,
        tongues=_tongues(),
        versions=[readings.told(version) for version in versions] if reads_own_words(place) else [],
        writes=writer(place) is not None,
        reads=reads_own_words(place),
        form=form,
    )


def _tongues() -> list[tuple[str, str]]:
    """Return the code and the own name of every language, the reader's first."""
    reader = reader_language()
    return [(each, own_name(each)) for each in sorted(settings().languages, key=lambda each: each != reader)]


def _keep(place: Place, lead: Staff, texts: Texts, *, period: ReleasedPeriod, after: int) -> Reading:
    with writing(db.session, turn=f"reading of {place.id}"):
        reading = readings.add_version(
            db.session,
            place,
            texts,
            period_id=period.id,
            author_role=place.level,
            after=after,
            today=clock.today(),
        )
        record(db.session, lead.account_id, event="reading.written", subject=f"{period.id} {place.id}", now=clock.now())
    return reading
