"""Views of the calendar feed: make an address, withdraw it, and send the file to anybody who has the address."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.db import db, writing
from app.participants.identity import Participant, participant_only
from app.reminders.calendar_feed import FeedRevoked, FeedUnknown, calendar_of, make_feed, region_of_feed, revoke_feed
from app.reminders.forms import FeedAddressForm
from app.reminders.page import reminders_page
from app.web.access import open_to_all
from app.web.language import reader_language
from app.web.limits import OWN_FEEDS, UNKNOWN_ADDRESSES, count_own, limited
from app.web.settings import settings
from app.web.validators import revalidated

blueprint = Blueprint("calendar", __name__, url_prefix="/reminders")


@blueprint.post("/feed")
@participant_only
def make_address(participant: Participant) -> str:
    """Make the address of a calendar feed and show it once; nothing stores who made it."""
    count_own(OWN_FEEDS, participant.keys.lookup_hash)
    with writing(db.session):
        token = make_feed(db.session, participant.belonging.region_id)
    path = url_for("calendar.show_feed", token=token, language=reader_language())
    return reminders_page(participant, feed=f"{settings().base_url}{path}")


@blueprint.post("/feed/revoke")
@participant_only
def revoke_address(participant: Participant) -> str | tuple[str, int]:
    """Withdraw the address of a calendar feed; 422 for an unknown one. Doing it twice does no harm."""
    form = FeedAddressForm()
    try:
        with writing(db.session):
            revoke_feed(db.session, form.address.data)
    except FeedUnknown:
        form.refuse("address", _("We do not know this address. Copy it whole from your calendar and paste it here."))
        return reminders_page(participant, form=form), 422
    return reminders_page(participant, revoked=True)


@blueprint.get("/feed/<token>.ics")
@limited(UNKNOWN_ADDRESSES)
@open_to_all
def show_feed(token: str) -> BaseResponse | tuple[str, int]:
    """Send the calendar file; 404 for an unknown feed, 410 for a withdrawn one."""
    try:
        region_id = region_of_feed(db.session, token)
    except FeedUnknown:
        raise NotFound from None
    except FeedRevoked:
        return render_template("reminders/feed_revoked.html"), 410
    content = calendar_of(db.session, region_id, now=clock.now(), address=settings().base_url)
    response = Response(content, mimetype="text/calendar")
    return revalidated(response, caching="private, max-age=3600")
