"""Views of a meeting: what to talk about, and the agreements. The group's lead writes; everybody else reads."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, abort, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.accounts.service import Staff, record
from app.db import db, writing
from app.groups.board_query import asked_for
from app.groups.no_release import no_release
from app.groups.places import Place
from app.groups.service import BoardQuery, instrument_of_period
from app.groups.writers import reads_own_words, writer
from app.meetings.agreements import (
    AgreementDraft,
    AgreementUnknown,
    Mistakes,
    agreement_of,
    change_agreement,
    mistakes_in,
    note_agreement,
)
from app.meetings.asked_again import result_days
from app.meetings.forms import AgreementForm
from app.meetings.meeting_context import agreeable_items, agreements_context, conversation_context, next_day
from app.other_sessions import release_session
from app.releases.read import ReleasedPeriod, released_periods
from app.web.forms import form_page
from app.web.kept_parts import main_part
from app.web.settings import settings
from app.web.validators import revalidated
from app.wording.period_words import span
from app.wording.translated import _


def show_conversation(place: Place) -> Response:
    """Show the page for a team meeting: topics, questions and agreements; 304 when the browser's copy is right."""
    periods = released_periods(release_session(), region_id=place.region_id)
    if not periods:
        return make_response(no_release(place))
    asked = asked_for(release_session(), place, periods)
    rights = (writer(place) is not None, reads_own_words(place))
    chosen = [key for name in ("first", "second", "third") if (key := request.args.get(name, ""))]
    if chosen:  # What one visitor chose is not kept in memory for others.
        main = Markup(_talk(place, asked, periods, chosen=chosen))  # noqa: S704  # Our own template.
    else:
        main = main_part("conversation", place, asked, rights, make=lambda: _talk(place, asked, periods, chosen=[]))
    when = span(asked.period.opens, asked.period.closes)
    title = _("Conversation: %(group)s, %(period)s", group=place.name, period=when)
    return revalidated(make_response(render_template("meetings/conversation.html", title=title, main=main)))


def _talk(place: Place, asked: BoardQuery, periods: list[ReleasedPeriod], *, chosen: list[str]) -> str:
    context = conversation_context(release_session(), place, asked, periods=periods, chosen=chosen)
    picked = dict(zip(("first", "second", "third"), chosen, strict=False))
    address = f"{settings().base_url}{place.url}/conversation?{urlencode({'period': asked.period.id, **picked})}"
    return render_template("meetings/_conversation.html", place=place, qr=_qr(address), **context)


def _qr(address: str) -> Markup:
    """Return a QR code that opens the page of the meeting on a phone, for paper."""
    import segno

    picture = segno.make(address, error="m").svg_inline(border=0, omitsize=True, dark="#000")
    return Markup(picture)  # noqa: S704  # Made here, from our own address.


def show_agreements(place: Place) -> AnyResponse:
    """Show the group's agreements, and to its lead the forms to add and change them."""
    periods = released_periods(release_session(), region_id=place.region_id)
    return make_response(_page(place, periods) if periods else no_release(place))


def submit_agreement(place: Place) -> AnyResponse:
    """Save a new agreement, or change the one named in the form; 404 before the first release, 422 for faults."""
    periods = released_periods(release_session(), region_id=place.region_id) or abort(404)
    lead = writer(place) or abort(403)
    form = AgreementForm(mark=request.form.get("agreement", ""))
    form.propose(
        result_days(release_session(), place.region_id, now=clock.now()),
        otherwise=next_day(release_session(), place, clock.today()),
    )
    changing = form.mark
    form.tell(_mistakes(place, form.draft, changing=changing, period=periods[-1]))
    if form.errors:
        return make_response(_page(place, periods, sent=form), 422)
    noted = _keep(place, lead, form.draft, changing=changing, period=periods[-1])
    return redirect(f"{place.url}/agreements#agreement-{noted}", code=303)


def _page(place: Place, periods: list[ReleasedPeriod], *, sent: AgreementForm | None = None) -> str:
    """Return the HTML of the agreements page; `sent`: a form that was refused, shown again as it was typed."""
    context = agreements_context(release_session(), place, periods=periods, sent=sent)
    writes = writer(place) is not None
    return form_page("meetings/agreements.html", place=place, writes=writes, reads=reads_own_words(place), **context)


def _keep(place: Place, lead: Staff, draft: AgreementDraft, *, changing: str, period: ReleasedPeriod) -> str:
    """Save a draft without faults and return the agreement's id. The log holds that id, never the text."""
    with writing(db.session):
        if changing:
            change_agreement(db.session, place, changing, draft=draft)
            event = "agreement.changed"
        else:
            changing = note_agreement(
                db.session, place.level, place.id, draft=draft, period_id=period.id, today=clock.today()
            ).id
            event = "agreement.noted"
        record(db.session, lead.account_id, event=event, subject=changing, now=clock.now())
    return changing


def _mistakes(place: Place, draft: AgreementDraft, *, changing: str, period: ReleasedPeriod) -> Mistakes:
    """Return the faults of a draft agreement. Aborts with 404 for an agreement of another group."""
    today = earliest = clock.today()
    if changing:
        try:
            earliest = agreement_of(db.session, place, changing).agreed_on
        except AgreementUnknown:
            abort(404)
    instrument = instrument_of_period(release_session(), period.id)
    constructs = [item.construct_key for item in agreeable_items(instrument)]
    return mistakes_in(draft, constructs=constructs, earliest=earliest, today=today)
