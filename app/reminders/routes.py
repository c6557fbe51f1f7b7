"""Choosing to be reminded, and what the phone itself asks: subscribe, move on, carry over, stop.

Only subscribing asks who is signed in, for the region; nothing of who it was is kept. The others need
nothing but the endpoint, and answer alike whether or not it was known.
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
    return reminders_page(participant)


@blueprint.post("/push")
@takes_json
@participant_only
def subscribe_phone(participant: Participant) -> Response:
    """Remind this browser as it asks; JSON in, the words for its owner out."""
    count_own(OWN_PHONES, participant.keys.lookup_hash)
    wish = read_wish(_body(), hosts=settings().push_hosts)
    try:
        with writing(db.session):
            subscribe(db.session, wish, region_id=participant.belonging.region_id, now=clock.now())
    except IntegrityError:
        pass  # A double tap: the same wish of the same phone came in at the same moment and is kept.
    return jsonify(words=when_words(wish.choice.weekday, wish.choice.hour))


@blueprint.post("/push/answered")
@limited(PHONES)
@takes_json
@open_to_all
def skip_this_wave() -> tuple[str, int]:
    endpoint = read_endpoint(_body())
    with writing(db.session):
        skip_wave(db.session, endpoint, now=clock.now())
    return "", 204


@blueprint.post("/push/renewed")
@limited(PHONES)
@takes_json
@open_to_all
def renew_phone() -> tuple[str, int]:
    endpoint, address = read_renewal(_body(), hosts=settings().push_hosts)
    try:
        with writing(db.session):
            renew(db.session, endpoint, address=address)
    except IntegrityError:
        pass  # The new address has a choice of its own, made on the page; the old one ends at its next message.
    return "", 204


@blueprint.post("/push/remove")
@limited(PHONES)
@takes_json
@open_to_all
def unsubscribe_phone() -> tuple[str, int]:
    endpoint = read_endpoint(_body())
    with writing(db.session):
        unsubscribe(db.session, endpoint)
    return "", 204


def _body() -> object:
    """Return the JSON that was sent; None for anything else, also for what is nested too deep to read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


@blueprint.errorhandler(WishRefused)
def show_refusal(refusal: WishRefused) -> tuple[Response, int]:
    return jsonify(field=refusal.field, fault=refusal.words), 422
