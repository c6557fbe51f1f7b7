"""Views for choosing to be reminded, and the requests of the phone itself: subscribe, skip a wave, renew, stop.

Only subscribing asks who is signed in, for the region; nothing of who it was is stored. The others need
nothing but the push address, and answer alike whether or not it was known.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import IntegrityError

from app import clock
from app.db import db, writing
from app.participants.identity import Participant, participant_only
from app.reminders.page import reminders_page, when_words
from app.reminders.subscriptions import renew, skip_wave, subscribe, unsubscribe
from app.reminders.wishes import WishRefused, read_endpoint, read_renewal, read_wish
from app.web.access import open_to_all
from app.web.limits import OWN_PHONES, PHONES, count_own, limited
from app.web.refused_input import takes_json
from app.web.settings import settings

blueprint = Blueprint("reminders", __name__, url_prefix="/reminders")


@blueprint.get("")
@participant_only
def show_reminders(participant: Participant) -> str:
    """Show the page where a participant chooses how to be reminded."""
    return reminders_page(participant)


@blueprint.post("/push")
@takes_json
@participant_only
def subscribe_phone(participant: Participant) -> Response:
    """Subscribe this browser to reminders; answers in JSON with the sentence to show."""
    count_own(OWN_PHONES, participant.keys.lookup_hash)
    wish = read_wish(_body(), hosts=settings().push_hosts)
    try:
        with writing(db.session):
            subscribe(db.session, wish, region_id=participant.belonging.region_id, now=clock.now())
    except IntegrityError:
        pass  # A double tap: the same request came in at the same moment and was stored.
    return jsonify(words=when_words(wish.choice.weekday, wish.choice.hour))


@blueprint.post("/push/answered")
@limited(PHONES)
@takes_json
@open_to_all
def skip_this_wave() -> tuple[str, int]:
    """Send this phone no more reminders in the open wave; 204, also for an unknown one."""
    endpoint = read_endpoint(_body())
    with writing(db.session):
        skip_wave(db.session, endpoint, now=clock.now())
    return "", 204


@blueprint.post("/push/renewed")
@limited(PHONES)
@takes_json
@open_to_all
def renew_phone() -> tuple[str, int]:
    """Replace this phone's push address by its new one; 204, also for an unknown one."""
    endpoint, address = read_renewal(_body(), hosts=settings().push_hosts)
    try:
        with writing(db.session):
            renew(db.session, endpoint, address=address)
    except IntegrityError:
        pass  # The new address was subscribed on the page already; the old one is deleted at its next message.
    return "", 204


@blueprint.post("/push/remove")
@limited(PHONES)
@takes_json
@open_to_all
def unsubscribe_phone() -> tuple[str, int]:
    """Delete this phone's subscription; 204, also for an unknown one."""
    endpoint = read_endpoint(_body())
    with writing(db.session):
        unsubscribe(db.session, endpoint)
    return "", 204


def _body() -> object:
    """Return the JSON that was sent; None for anything else, also when it is nested too deep to read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


@blueprint.errorhandler(WishRefused)
def show_refusal(refusal: WishRefused) -> tuple[Response, int]:
    """Answer 422 with the field that is wrong and how to mend it."""
    return jsonify(field=refusal.field, fault=refusal.words), 422
